"""Time as a port: whoever needs the time is handed a clock, so that years can be simulated in a minute."""

from troth.calendars.days import day_in
from troth.calendars.ports import Clock

__all__ = ["Clock", "day_in"]
