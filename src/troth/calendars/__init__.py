"""Time: the clock as a port, working days with a known-until date, deadlines.

Rules
- Pure: the time is handed in, the days off are data.
- No calendar is taken by itself, and nothing beyond its known-until date is certain.

Example
    >>> deadline(calendar_of("CN"), date(2026, 2, 10), 15, "working day").due
    datetime.date(2026, 3, 9)
"""

from troth.calendars.calendar import KNOWN, Calendar, Mark, calendar_of
from troth.calendars.days import day_in, moment_in
from troth.calendars.deadlines import UNITS, UNITS_ZH, CountedDay, Deadline, deadline, notice_kept
from troth.calendars.limits import Limit, in_order
from troth.calendars.pauses import Moment, Pause
from troth.calendars.ports import Clock
from troth.calendars.telling import festival_name, tell, weekday_name
from troth.calendars.years import Year, read_year

__all__ = [
    "Clock",
    "KNOWN",
    "Calendar",
    "Mark",
    "calendar_of",
    "day_in",
    "moment_in",
    "Year",
    "read_year",
    "UNITS",
    "UNITS_ZH",
    "Moment",
    "Pause",
    "CountedDay",
    "Deadline",
    "deadline",
    "notice_kept",
    "Limit",
    "in_order",
    "festival_name",
    "tell",
    "weekday_name",
]
