"""Writes docs/SCENARIOS.md from the tests: each scenario, what is shown today, and what waits for which part.

Rules
- What is shown is the first line of a test's docstring; what waits stands in its mark. Nothing is written by hand.

Example
    $ python -m tests.scenarios.table
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType

from tests.scenarios.list import SCENARIOS, SYSTEMS

PAGE = Path(__file__).parents[2] / "docs" / "SCENARIOS.md"
MODULES = (
    "test_joinbase",
    "test_joinbase_ends",
    "test_jeejio",
    "test_jingdigital",
    "test_jingdigital_accounts",
    "test_qunyi",
    "test_qunyi_requests",
    "test_generic",
    "test_automated",
)
NAMES = {
    "000": "JoinBase",
    "001": "Jeejio",
    "002": "JINGdigital",
    "003": "Qunyi MPM",
    "004": "The template policy",
}
HEAD = """# Scenarios

<!-- Written by `python -m tests.scenarios.table` from the tests in `tests/scenarios/`; change these, not this file. -->

Forty stories of the five systems, from a first registration to the end of a service, played through the public faces: HTTP `/v1` of
a real installation on the embedded store with a clock that the test sets, the privacy centre, and the `troth` commands. The policies
are the real ones; where the template is too unfinished to permit anything, an invented company has filled it in.

What waits is a test too: it fails today for the reason given, and the suite turns red the day it passes, so that nobody forgets it.
`mending` waits for something that is there and wrong.
"""


@dataclass(frozen=True)
class Shown:
    """One test: its scenario, what it shows, and the part that it waits for, if any."""

    name: str
    scenario: str
    shows: str
    part: str | None
    skipped: bool


def tests() -> list[Shown]:
    """Return the tests of all scenarios, in the order of the files."""
    return [each for name in MODULES for each in _of(import_module(f"tests.scenarios.{name}"))]


def _of(module: ModuleType) -> Iterator[Shown]:
    for name, function in vars(module).items():
        if not name.startswith("test_"):
            continue
        marks = {each.name: each.args for each in getattr(function, "pytestmark", ())}
        (scenario,) = marks.get("scenario", ("",))
        part, what = marks.get("waits", (None, ""))
        shows = what or (function.__doc__ or "").partition("\n")[0]
        yield Shown(name, scenario, shows, part, bool({"skip", "skipif"} & set(marks)))


def page() -> str:
    """Return the text of docs/SCENARIOS.md."""
    found = tests()
    today, later = (sum((each.part is None) is shown for each in found) for shown in (True, False))
    lines = [HEAD, f"{len(SCENARIOS)} scenarios: {today} tests pass today, {later} wait.", ""]
    for system in SYSTEMS:
        lines += [f"## {NAMES[system]}", "", "| scenario | shown today | waits for |", "|---|---|---|"]
        for number, about in SCENARIOS.items():
            if number.startswith(system):
                own = [each for each in found if each.scenario == number]
                shown = "<br>".join(each.shows for each in own if each.part is None)
                waiting = "<br>".join(f"**{each.part}**: {each.shows}" for each in own if each.part)
                lines.append(f"| {number} {about.name} | {shown} | {waiting or '-'} |")
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
