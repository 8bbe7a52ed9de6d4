"""Why something is not done yet is told in words, in both languages: no id of ours stands on a page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.web.people import ROOT
from troth.adapters.connectors import lake_tables, sql_performing, sql_sweeping
from troth.holdings import errors
from troth.holdings.ports import UNDER_REVIEW
from troth.notices.recipients import NO_RECEIPT
from troth.retention import ending
from troth.vocabulary import Message
from troth.web.frame import TEXTS

SOURCE = ROOT / "src" / "troth"
PERFORMERS = [
    SOURCE / name for name in ("assembly/acting.py", "rights/performing.py", "closure/performing.py")
]
SWEEPERS = sorted((SOURCE / "adapters/connectors").glob("*_sweeping.py"))


def messages_of(module: object) -> set[str]:
    return {each.id for each in vars(module).values() if isinstance(each, Message)}


def words_of(files: list[Path], pattern: str) -> set[str]:
    return {found for file in files for found in re.findall(pattern, file.read_text())}


def later() -> set[str]:
    """The reasons for which a duty about a place waits: ids of errors, and the words of those who perform it."""
    named = words_of(PERFORMERS, r"Later\(([A-Z_]+)")
    lines = words_of(PERFORMERS, r"(?m)^([A-Z_, ]+ = \".*)$")
    said = {
        name.strip(): word.strip().strip('"')
        for line in lines
        for name, word in zip(*(part.split(",") for part in line.split(" = ")), strict=True)
    }
    return messages_of(errors) | {NO_RECEIPT, UNDER_REVIEW, *(said[name] for name in named if name in said)}


def why() -> set[str]:
    """The reasons for which a sweep does not do all of a table."""
    return {
        *words_of([*SWEEPERS, SOURCE / "retention/sweeping.py"], r"(?:why=|return )\"([a-z-]+)\""),
        ending.NO_PERIOD, ending.OPEN, ending.HELD, "no-purpose", "cap", "stopped",
        sql_sweeping.NO_INDEX, sql_sweeping.NO_DAY_COLUMN, sql_sweeping.NO_COLUMN, sql_sweeping.NO_KEY,
        sql_performing.LOCKED, sql_performing.CHANGED,
        lake_tables.STILL, lake_tables.OLD, lake_tables.LOG, lake_tables.NAMES, lake_tables.STOPPED_BY,
        "kept-back", "no-catalogue",
    }  # fmt: skip


@pytest.mark.parametrize(("area", "reasons"), [("dutyreason", later()), ("sweepwhy", why())])
def test_every_reason_has_words(area, reasons):
    assert len(reasons) > 15
    assert sorted(each for each in reasons if f"{area}.{each}" not in TEXTS) == []
