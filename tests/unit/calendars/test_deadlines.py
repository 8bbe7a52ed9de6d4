"""Deadlines: the days that the scenarios name, and the rules of the Civil Code."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from troth.calendars import (
    UNITS,
    Calendar,
    Limit,
    Pause,
    calendar_of,
    in_order,
    notice_kept,
    read_year,
    tell,
)
from troth.calendars import deadline as counted_deadline
from troth.calendars.errors import BadPeriod, BadYear, UnknownCalendar

deadline: Any = counted_deadline  # its days may be None, and here they are not

CN, HK, WEEKDAYS = calendar_of("CN"), calendar_of("HK"), calendar_of("weekdays")


def due(calendar, start, count, unit, **how):
    return deadline(calendar, date.fromisoformat(start), count, unit, **how).due.isoformat()


@pytest.mark.parametrize(
    ("calendar", "excluded", "counted"),
    [
        (WEEKDAYS, "2023-10-13", "2023-10-12"),
        (HK, "2023-10-16", "2023-10-13"),
        (CN, "2023-10-19", "2023-10-18"),
    ],
)
def test_a_cancellation_of_22_september_2023(calendar, excluded, counted):
    assert due(calendar, "2023-09-22", 15, "working day") == excluded
    assert due(calendar, "2023-09-22", 15, "working day", count_start_day=True) == counted


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        ("2025-01-20", 15, "2025-02-14"),
        ("2025-04-24", 3, "2025-04-28"),
        ("2025-09-25", 15, "2025-10-22"),
        ("2026-02-10", 15, "2026-03-09"),
        ("2026-02-13", 3, "2026-02-25"),
        ("2026-04-28", 15, "2026-05-21"),
        ("2026-09-18", 15, "2026-10-15"),
        ("2026-09-30", 3, "2026-10-10"),
        ("2026-10-09", 1, "2026-10-10"),
        ("2026-12-01", 15, "2026-12-22"),
    ],
)
def test_working_days_on_the_mainland(start, count, expected):
    assert due(CN, start, count, "working day") == expected


@pytest.mark.parametrize(
    ("start", "count", "aim", "expected"),
    [
        ("2026-01-19", 30, "2026-02-18", "2026-02-24"),
        ("2026-09-20", 15, "2026-10-05", "2026-10-08"),
        ("2026-04-16", 15, "2026-05-01", "2026-05-06"),
        ("2025-09-16", 15, "2025-10-01", "2025-10-09"),
        ("2026-03-01", 30, "2026-03-31", "2026-03-31"),  # a question of 1 March is answered by 31 March
        ("2026-04-09", 30, "2026-05-09", "2026-05-09"),  # a Saturday that is worked is no rest day
    ],
)
def test_calendar_days_move_off_rest_days(start, count, aim, expected):
    found = deadline(CN, date.fromisoformat(start), count, "day")
    assert (found.aim.isoformat(), found.due.isoformat()) == (aim, expected)
    assert due(CN, start, count, "day", roll=False) == aim


def test_day_30_is_the_last_and_day_31_is_late():
    received = datetime(2026, 6, 1, 10, 0, tzinfo=CN.zone)
    found = deadline(CN, received, 30, "day")
    assert found.due == date(2026, 7, 1)
    assert not found.late(datetime(2026, 7, 1, 23, 59, 59, tzinfo=CN.zone))
    assert found.late(datetime(2026, 7, 2, tzinfo=CN.zone))
    verified = deadline(CN, received + timedelta(days=3), 30, "day", roll=False)
    assert verified.due == date(2026, 7, 4)


def test_thirty_days_notice_is_kept_on_the_thirtieth_day():
    told = date(2026, 6, 1)
    assert not notice_kept(CN, told, told + timedelta(days=29), 30, "day")
    assert notice_kept(CN, told, told + timedelta(days=30), 30, "day")
    # nothing is moved: 2026-10-01 is a holiday and is the thirtieth day all the same
    assert notice_kept(CN, date(2026, 9, 1), date(2026, 10, 1), 30, "day")


@pytest.mark.parametrize(
    ("start", "count", "unit", "excluded", "counted"),
    [
        ("2026-01-31", 1, "month", "2026-02-28", "2026-02-28"),
        ("2028-01-31", 1, "month", "2028-02-29", "2028-02-29"),
        ("2028-02-29", 1, "year", "2029-02-28", "2029-02-28"),
        ("2028-02-29", 4, "year", "2032-02-29", "2032-02-28"),
        ("2026-03-01", 1, "month", "2026-04-01", "2026-03-31"),
        ("2026-03-31", 1, "month", "2026-04-30", "2026-04-30"),
        ("2026-03-30", 1, "month", "2026-04-30", "2026-04-29"),
        ("2026-12-15", 3, "month", "2027-03-15", "2027-03-14"),
        ("2026-01-01", 1, "year", "2027-01-01", "2026-12-31"),
        ("2026-06-01", 2, "week", "2026-06-15", "2026-06-14"),
    ],
)
def test_months_years_and_weeks(start, count, unit, excluded, counted):
    assert due(CN, start, count, unit, roll=False) == excluded
    assert due(CN, start, count, unit, roll=False, count_start_day=True) == counted


def test_hours_run_at_once_and_over_rest_days():
    begun = datetime(2026, 9, 30, 22, 0, tzinfo=CN.zone)
    found = deadline(CN, begun, 4, "hour")
    assert found.ends == datetime(2026, 9, 30, 18, 0, tzinfo=UTC)
    assert (found.due, found.provisional) == (date(2026, 10, 1), False)
    assert deadline(CN, begun, 90, "minute").ends == begun + timedelta(minutes=90)


def test_a_day_is_one_of_the_calendars_zone():
    evening = datetime(2026, 3, 1, 17, 0, tzinfo=UTC)  # the 2nd in China
    assert deadline(CN, evening, 1, "working day").due == date(2026, 3, 3)
    assert deadline(WEEKDAYS, evening, 1, "working day").due == date(2026, 3, 2)
    assert deadline(CN, evening, 1, "working day").ends == datetime(2026, 3, 3, 16, 0, tzinfo=UTC)


def test_hong_kong_moves_off_sundays_and_holidays_but_not_off_saturdays():
    assert due(HK, "2026-06-05", 1, "day") == "2026-06-06"  # a Saturday
    assert due(HK, "2026-06-06", 1, "day") == "2026-06-08"
    assert due(HK, "2026-04-02", 1, "day") == "2026-04-08"  # Good Friday to the day after Easter Monday


# --- pauses ---------------------------------------------------------------------------------------------------------


def test_a_pause_takes_out_the_days_after_it_began_to_its_end():
    paused = [Pause(date(2026, 6, 3), date(2026, 6, 5))]
    found = deadline(CN, date(2026, 6, 1), 5, "working day", pauses=paused)
    assert [each.day.day for each in found.days if each.number] == [2, 3, 8, 9, 10]
    assert [each.day.day for each in found.days if each.why == "paused"] == [4, 5]


def test_a_pause_on_one_day_takes_nothing_out():
    paused = [Pause(date(2026, 6, 3), date(2026, 6, 3))]
    assert deadline(CN, date(2026, 6, 1), 5, "day", pauses=paused).due == date(2026, 6, 8)
    assert deadline(CN, date(2026, 6, 1), 5, "day", pauses=paused, roll=False).due == date(2026, 6, 6)


def test_pauses_that_overlap_or_nest_count_once():
    def pause(first, last):
        return Pause(date(2026, 6, first), date(2026, 6, last))

    apart = deadline(CN, date(2026, 6, 1), 10, "day", pauses=[pause(3, 9)])
    for pauses in ([pause(3, 6), pause(5, 9)], [pause(3, 9), pause(4, 5)], [pause(6, 9), pause(3, 6)]):
        assert deadline(CN, date(2026, 6, 1), 10, "day", pauses=pauses).ends == apart.ends


def test_a_pause_without_end_leaves_no_due_day_until_it_ends():
    stopped = deadline(CN, date(2026, 6, 1), 15, "working day", pauses=[Pause(date(2026, 6, 3))])
    assert (stopped.stopped, stopped.due, stopped.ends, stopped.left) == (True, None, None, 13)
    assert not stopped.late(datetime(2030, 1, 1, tzinfo=UTC))
    resumed = deadline(
        CN, date(2026, 6, 1), 15, "working day", pauses=[Pause(date(2026, 6, 3), date(2026, 6, 10))]
    )
    assert resumed.due == deadline(CN, date(2026, 6, 10), 13, "working day").due


def test_a_pause_that_begins_after_the_end_changes_nothing():
    late = [Pause(date(2026, 7, 1)), Pause(date(2026, 6, 25), date(2026, 6, 26))]
    found = deadline(CN, date(2026, 6, 1), 5, "working day", pauses=late)
    assert found.due == date(2026, 6, 8)


def test_a_pause_in_hours_takes_out_exactly_its_time():
    begun = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
    pause = Pause(begun + timedelta(hours=1), begun + timedelta(hours=3, minutes=30))
    earlier = Pause(begun - timedelta(hours=5), begun - timedelta(hours=4))
    across = Pause(begun - timedelta(hours=1), begun + timedelta(minutes=30))
    assert deadline(CN, begun, 24, "hour", pauses=[pause, earlier]).ends == begun + timedelta(hours=26.5)
    assert deadline(CN, begun, 24, "hour", pauses=[across]).ends == begun + timedelta(hours=24.5)
    stopped = deadline(CN, begun, 24, "hour", pauses=[Pause(begun + timedelta(hours=1))])
    assert (stopped.ends, stopped.left) == (None, 23 * 60)


# --- what is not known ----------------------------------------------------------------------------------------------


def test_beyond_the_known_days_it_is_provisional_and_only_there():
    assert not deadline(CN, date(2026, 12, 10), 15, "working day").provisional
    beyond = deadline(CN, date(2026, 12, 20), 15, "working day")
    assert (beyond.due, beyond.provisional) == (date(2027, 1, 11), True)
    assert not deadline(CN, date(2026, 12, 1), 30, "day").provisional
    assert deadline(CN, date(2026, 12, 2), 30, "day").provisional
    assert deadline(CN, date(2003, 12, 20), 15, "working day").provisional
    assert not deadline(CN, date(2026, 12, 2), 30, "day", roll=False).provisional
    assert not deadline(WEEKDAYS, date(2026, 12, 20), 15, "working day").provisional


def test_a_year_that_is_handed_in_makes_it_certain():
    year = read_year({"year": 2027, "off": {"2027-01-01": "new-year"}, "worked": {"2027-01-09": "new-year"}})
    known = CN.with_year(year)
    found = deadline(known, date(2026, 12, 20), 15, "working day")
    assert (found.due, found.provisional) == (date(2027, 1, 9), False)
    assert known.known_until == date(2027, 12, 31)
    assert CN.known_until == date(2026, 12, 31)
    again = known.with_year(read_year({"year": 2027, "off": {"2027-01-04": "new-year"}}))
    assert again.mark(date(2027, 1, 1)).working
    assert not again.mark(date(2027, 1, 9)).working


def test_a_year_beyond_a_gap_does_not_make_the_gap_known():
    assert CN.with_year(read_year({"year": 2028, "off": {}})).known_until == date(2026, 12, 31)
    assert CN.with_year(read_year({"year": 2003, "off": {}})).known_from == date(2003, 1, 1)


# --- several limits -------------------------------------------------------------------------------------------------


def test_the_earlier_limit_leads_and_each_keeps_its_source():
    promised = Limit("right.access", deadline(CN, date(2026, 6, 1), 30, "day"))
    statutory = Limit("app-method.6", deadline(CN, date(2026, 6, 1), 15, "working day"))
    stopped = Limit("x", deadline(CN, date(2026, 6, 1), 1, "day", pauses=[Pause(date(2026, 5, 1))]))
    assert [each.source for each in in_order([stopped, promised, statutory])] == [
        "app-method.6",
        "right.access",
        "x",
    ]
    assert in_order([promised, replace(promised, source="same")])[0].source == "right.access"


# --- telling --------------------------------------------------------------------------------------------------------


def test_every_day_is_told_in_both_languages():
    found = deadline(
        CN, date(2026, 2, 10), 15, "working day", pauses=[Pause(date(2026, 2, 11), date(2026, 2, 12))]
    )
    lines = {language: [tell(each, CN, language) for each in found.days] for language in ("en", "zh")}
    assert lines["en"][0] == "2026-02-10 Tue   -  starting day, not counted"
    assert lines["zh"][2] == "2026-02-12 周四   -  期限暂停"
    assert lines["zh"][4] == "2026-02-14 周六   3  调休上班日（春节）"
    assert lines["en"][5] == "2026-02-15 Sun   -  holiday (Spring Festival)"
    moved = deadline(HK, date(2026, 4, 2), 1, "day").days
    assert tell(moved[2], HK, "zh") == "2026-04-03 周五   -  届满日为休息日，顺延（耶稣受难节及翌日）"
    presumed = deadline(CN, date(2026, 12, 31), 1, "working day").days[1]
    assert tell(presumed, CN, "zh").endswith("放假（元旦）【当年放假安排尚未公布，暂按此计算】")
    handed_in = CN.with_year(read_year({"year": 2027, "off": {"2027-01-04": "space-day"}}))
    assert "(space-day)" in tell(
        deadline(handed_in, date(2027, 1, 3), 1, "working day").days[1], handed_in, "en"
    )


# --- what cannot be counted -----------------------------------------------------------------------------------------

DAY = date(2026, 6, 1)
NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("message", "start", "count", "unit", "pauses"),
    [
        ("calendars.unit", DAY, 1, "fortnight", ()),
        ("calendars.count", DAY, 0, "day", ()),
        ("calendars.count", DAY, -3, "day", ()),
        ("calendars.too-long", DAY, 101, "year", ()),
        ("calendars.too-long", DAY, 9_999_999, "day", ()),
        ("calendars.too-long", date(9999, 12, 30), 15, "working day", ()),
        ("calendars.too-long", date(9999, 11, 30), 3, "month", ()),
        ("calendars.too-long", datetime(9999, 12, 31, 12, tzinfo=UTC), 30, "hour", ()),
        ("calendars.needs-time", DAY, 24, "hour", ()),
        ("calendars.no-zone", datetime(2026, 6, 1), 1, "day", ()),
        ("calendars.no-zone", NOON, 1, "hour", (Pause(datetime(2026, 6, 1)),)),
        ("calendars.pause-backward", DAY, 1, "day", (Pause(date(2026, 6, 3), date(2026, 6, 2)),)),
        ("calendars.pause-backward", NOON, 1, "hour", (Pause(NOON, NOON - timedelta(seconds=1)),)),
    ],
)
def test_what_cannot_be_counted_says_why(message, start, count, unit, pauses):
    with pytest.raises(BadPeriod) as caught:
        deadline(CN, start, count, unit, pauses=pauses)
    assert caught.value.id == message
    assert all(caught.value.text(language) and caught.value.help(language) for language in ("en", "zh"))


def test_there_is_no_default_calendar():
    for name in ("", "cn", "US", "weekday"):
        with pytest.raises(UnknownCalendar):
            calendar_of(name)


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {"year": 2027},
        {"year": 2027, "off": {}, "more": 1},
        {"year": True, "off": {}},
        {"year": 12, "off": {}},
        {"year": 2027, "off": []},
        {"year": 2027, "off": {"2026-12-31": "new-year"}},
        {"year": 2027, "off": {"2027-02-30": "new-year"}},
        {"year": 2027, "off": {"2027-01-01": "new-year", "20270101": "new-year"}},
        {"year": 2027, "off": {"2027-01-01": "New Year <b>"}},
        {"year": 2027, "off": {"2027-01-01": 1}},
        {"year": 2027, "off": {}, "worked": {"2027-01-04": "new-year"}},
        {"year": 2027, "off": {"2027-01-02": "a"}, "worked": {"2027-01-02": "a"}},
        {"year": 2027, "off": {f"2027-{m:02}-{d:02}": "a" for m in range(1, 6) for d in range(1, 28)}},
    ],
)
def test_a_year_that_is_not_well_formed_is_refused(data):
    with pytest.raises(BadYear):
        read_year(data)


def test_a_zone_that_changes_its_clocks():
    """The day is 23 hours long where clocks go forward; hours are hours, and the end is local midnight."""
    berlin = Calendar("test", ZoneInfo("Europe/Berlin"), {}, {})
    eve = datetime(2026, 3, 28, 12, 0, tzinfo=berlin.zone)
    assert deadline(berlin, eve, 24, "hour").ends == datetime(2026, 3, 29, 11, 0, tzinfo=UTC)
    assert deadline(berlin, eve, 1, "day", roll=False).ends == datetime(2026, 3, 29, 22, 0, tzinfo=UTC)


def test_every_unit_can_be_counted():
    for unit in UNITS:
        assert deadline(CN, NOON, 2, unit).ends > NOON
