"""What holds for every deadline: later starts and longer periods never end earlier, a pause never shortens."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from troth.calendars import Pause, calendar_of
from troth.calendars import deadline as counted_deadline

deadline: Any = counted_deadline  # its days may be None, and here they are not

CALENDARS = st.sampled_from([calendar_of(name) for name in ("CN", "HK", "weekdays")])
DAYS = st.dates(date(2003, 6, 1), date(2028, 6, 30))
UNITS = st.sampled_from(["day", "working day", "week", "month"])
COUNTS = st.integers(1, 40)
SPANS = st.lists(st.tuples(st.integers(-10, 60), st.integers(0, 20)), max_size=4)


def pauses(start, spans):
    return [Pause(start + timedelta(days=a), start + timedelta(days=a + n)) for a, n in spans]


@given(CALENDARS, DAYS, COUNTS, UNITS, st.booleans(), SPANS)
def test_monotone_in_start_and_in_length(calendar, start, count, unit, counted, spans):
    stops = pauses(start, spans)
    found = deadline(calendar, start, count, unit, count_start_day=counted, pauses=stops)
    for step in (1, 2, 7, 31):
        later = deadline(
            calendar, start + timedelta(days=step), count, unit, count_start_day=counted, pauses=stops
        )
        assert later.ends >= found.ends
    assert (
        deadline(calendar, start, count + 1, unit, count_start_day=counted, pauses=stops).ends >= found.ends
    )


@given(CALENDARS, DAYS, COUNTS, UNITS, st.booleans(), SPANS)
def test_a_pause_never_shortens_and_order_means_nothing(calendar, start, count, unit, counted, spans):
    stops = pauses(start, spans)
    free = deadline(calendar, start, count, unit, count_start_day=counted)
    found = deadline(calendar, start, count, unit, count_start_day=counted, pauses=stops)
    assert found.ends >= free.ends
    assert deadline(calendar, start, count, unit, count_start_day=counted, pauses=stops[::-1]) == found
    fewer = deadline(calendar, start, count, unit, count_start_day=counted, pauses=stops[1:])
    assert found.ends >= fewer.ends


@given(CALENDARS, DAYS, COUNTS, st.sampled_from(["day", "working day"]), st.integers(0, 400))
def test_a_pause_from_the_starting_day_is_a_start_at_its_end(calendar, start, count, unit, length):
    end = start + timedelta(days=length)
    paused = deadline(calendar, start, count, unit, pauses=[Pause(start, end)])
    assert paused.due == deadline(calendar, end, count, unit).due


@given(CALENDARS, DAYS, COUNTS, st.integers(0, 30), st.integers(0, 30))
def test_what_is_left_when_it_stops_is_what_is_counted_when_it_goes_on(calendar, start, count, stop, wait):
    begin = start + timedelta(days=stop)
    end = begin + timedelta(days=wait)
    stopped = deadline(calendar, start, count, "working day", pauses=[Pause(begin)])
    resumed = deadline(calendar, start, count, "working day", pauses=[Pause(begin, end)])
    if stopped.stopped:
        assert resumed.due == deadline(calendar, end, stopped.left, "working day").due
    else:
        assert resumed.due == stopped.due == deadline(calendar, start, count, "working day").due


@given(CALENDARS, DAYS, COUNTS, UNITS, st.booleans(), SPANS)
def test_the_days_told_are_the_days_counted(calendar, start, count, unit, counted, spans):
    found = deadline(
        calendar, start, count, unit, count_start_day=counted, pauses=pauses(start, spans), roll=False
    )
    numbers = [each.number for each in found.days if each.number is not None]
    assert numbers == list(range(1, len(numbers) + 1))
    assert found.days[-1].day == found.due
    days = [each.day for each in found.days]
    assert days == [start + timedelta(days=n) for n in range(len(days))]
    if unit == "working day":
        assert len(numbers) == count
        assert all(calendar.mark(each.day).working for each in found.days if each.number is not None)


@given(CALENDARS, DAYS, COUNTS, UNITS)
def test_it_moves_to_the_next_day_that_is_no_rest_day_and_no_further(calendar, start, count, unit):
    found = deadline(calendar, start, count, unit)
    assert not calendar.rests(found.due)
    day = found.aim
    while day < found.due:
        assert calendar.rests(day)
        day += timedelta(days=1)
    assert found.ends == calendar.end_of(found.due)


@given(
    CALENDARS,
    st.datetimes(datetime(2004, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),
    st.integers(1, 200),
    st.lists(st.tuples(st.integers(-50, 300), st.integers(0, 100)), max_size=4),
)
@settings(max_examples=200)
def test_hours_take_exactly_their_time_outside_the_pauses(calendar, start, count, spans):
    stops = [Pause(start + timedelta(hours=a), start + timedelta(hours=a + n)) for a, n in spans]
    ends = deadline(calendar, start, count, "hour", pauses=stops).ends
    running = sum(
        not any(pause.begin <= start + timedelta(hours=hour) < pause.end for pause in stops)
        for hour in range((ends - start) // timedelta(hours=1))
    )
    assert running == count


@given(st.datetimes(datetime(2004, 1, 1), datetime(2028, 1, 1)), COUNTS, UNITS)
def test_china_has_no_summer_time(moment, count, unit):
    for name in ("CN", "HK"):
        calendar = calendar_of(name)
        ends = deadline(calendar, moment.replace(tzinfo=calendar.zone), count, unit).ends
        assert (ends.hour, ends.minute, ends.second) == (16, 0, 0)
