"""Every kind of duty has somebody: a program, the last duty under it, or a person with a reason that the page gives."""

from __future__ import annotations

import re
from pathlib import Path

from tests.api.calling import open_app
from tests.api.shop import SHOP
from troth.assembly import performers
from troth.duties import KINDS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "DUTIES.md"
ROW = re.compile(r"^\| `([a-z-]+)` \| (worker|children|person) \| (.+) \|$")


def listed():
    """What the page says of each kind: (who, how or why)."""
    part = PAGE.read_text(encoding="utf-8").partition("## Who does it")[2].partition("\n## ")[0]
    rows = [found.groups() for line in part.splitlines() if (found := ROW.match(line))]
    return {kind: (who, why) for kind, who, why in rows}


def test_each_kind_has_a_performer_or_a_person_with_a_reason(tmp_path):
    said, does = listed(), performers(open_app(tmp_path, SHOP))
    assert set(said) == set(KINDS)
    assert {kind for kind, (who, _) in said.items() if who == "worker"} == set(does)
    assert {kind for kind, (who, _) in said.items() if who == "children"} == {
        kind.id for kind in KINDS.values() if kind.hand == "children"
    }
    assert all(len(why) > 20 for _, why in said.values())
    assert {kind.id for kind in KINDS.values() if kind.hand == "person"}.isdisjoint(does)
