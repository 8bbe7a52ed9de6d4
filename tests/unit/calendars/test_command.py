"""`troth deadline`: the answer as JSON and in words, and clear errors."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from troth.cli import app
from troth.vocabulary import TrothError

BASE = ["deadline", "--calendar", "CN", "--from", "2026-02-10", "--within", "15 working days"]


def run(*words):
    result = CliRunner().invoke(app, [*words], catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def found(*words):
    return json.loads(run(*words, "--json"))


def test_json_tells_the_day_and_every_day_counted():
    answer = found(*BASE)
    assert (answer["due"], answer["provisional"], len(answer["counted"])) == ("2026-03-09", False, 15)
    assert answer["counted"][3] == "2026-02-14"
    assert answer["skipped"][1] == {"day": "2026-02-15", "why": "holiday", "festival": "spring-festival"}
    assert answer["ends"] == "2026-03-09T16:00:00+00:00"


def test_the_starting_day_and_pauses():
    assert found(*BASE, "--count-start-day")["due"] == "2026-03-06"
    assert found(*BASE, "--pause", "2026-02-12..2026-02-26")["due"] == "2026-03-16"
    stopped = found(*BASE, "--pause", "2026-02-12..")
    assert (stopped["due"], stopped["stopped"], stopped["left"]) == (None, True, 13)


def test_the_earlier_limit_is_first():
    words = ["deadline", "--calendar", "CN", "--from", "2026-01-19", "--within", "30 days"]
    answer = found(*words, "--law", "15 working days")
    assert (answer["source"], answer["due"]) == ("statutory", "2026-02-09")
    assert [(each["source"], each["due"], each["aim"]) for each in answer["others"]] == [
        ("promised", "2026-02-24", "2026-02-18")
    ]
    text = run(*words, "--law", "15 working days", "--lang", "zh")
    assert text.startswith("法定期限：自 2026-01-19 起 15 个工作日，于 2026-02-09 周一 届满\n")
    assert "承诺期限：自 2026-01-19 起 30 日，于 2026-02-24 周二 届满" in text
    assert "最后一日 2026-02-18 为休息日" in text


def test_hours_need_a_time_and_are_told_in_local_time():
    words = ["deadline", "--calendar", "CN", "--within", "24 hours", "--from"]
    assert found(*words, "2026-02-10T09:30")["due"] == "2026-02-11T09:30:00+08:00"
    assert found(*words, "2026-02-10T09:30Z")["due"] == "2026-02-11T17:30:00+08:00"


def test_words_say_what_is_provisional_and_the_new_year_makes_it_certain(tmp_path):
    words = ["deadline", "--calendar", "CN", "--from", "2026-12-20", "--within", "15 working days"]
    assert "暂定：2026-12-31 之后的放假安排尚未公布" in run(*words, "--lang", "zh")
    assert "provisional: holidays after 2026-12-31 are not published" in run(*words, "--lang", "en")
    year = tmp_path / "2027.json"
    year.write_text('{"year": 2027, "off": {"2027-01-01": "new-year"}}', encoding="utf-8")
    answer = found(*words, "--holidays", str(year))
    assert (answer["due"], answer["provisional"], answer["known_until"]) == (
        "2027-01-11",
        False,
        "2027-12-31",
    )


def test_the_clock_that_stands_still_is_told():
    text = run(*BASE, "--pause", "2026-02-12..", "--lang", "zh")
    assert "期限暂停中，尚余 13 个工作日" in text


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"--calendar": "US"}, "calendars.unknown"),
        ({"--from": "2026-02-30"}, "cli.deadline.moment"),
        ({"--from": "20260210"}, "cli.deadline.moment"),
        ({"--from": "2026-02-10T25:00"}, "cli.deadline.moment"),
        ({"--within": "a reasonable period"}, "cli.deadline.within"),
        ({"--within": "24 hours"}, "calendars.needs-time"),
        ({"--pause": "2026-02-12"}, "cli.deadline.pause"),
        ({"--pause": "..2026-02-12"}, "cli.deadline.pause"),
        ({"--pause": "2026-02-12..2026-02-11"}, "calendars.pause-backward"),
    ],
)
def test_errors_are_clear(change, message):
    options = {"--calendar": "CN", "--from": "2026-02-10", "--within": "15 working days", **change}
    with pytest.raises(TrothError) as caught:
        CliRunner().invoke(
            app,
            ["deadline", *(word for pair in options.items() for word in pair)],
            catch_exceptions=False,
        )
    assert caught.value.id == message


def test_a_file_of_days_off_that_is_no_json_is_refused(tmp_path):
    file = tmp_path / "bad.json"
    file.write_text("{", encoding="utf-8")
    with pytest.raises(TrothError) as caught:
        CliRunner().invoke(app, [*BASE, "--holidays", str(file)], catch_exceptions=False)
    assert caught.value.id == "cli.deadline.holidays"
