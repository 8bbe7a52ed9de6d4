"""A promised term made longer as the policy allows: once, with notice, and never a statutory one."""

from __future__ import annotations

import pytest

from tests.rights import desks
from tests.rights.desks import OFFICER, OPERATOR, POLICIES, Office, SetClock, at
from troth.gate import Shelf
from troth.rights.errors import Guarded
from troth.rights.extension import Extended

WORDS = {"en": "Three archives have to be searched.", "zh": "须查阅三处档案。"}


def office(monkeypatch, extension):
    """A desk of JoinBase whose policy has `extension`."""
    text = (POLICIES / "joinbase.yaml").read_text(encoding="utf-8")
    shelf = Shelf(SetClock(at("2026-12-31 00:00")))
    shelf.add(text.replace("\nrequests:\n", f"\nrequests:\n  extension: {extension}\n"), "joinbase")
    monkeypatch.setattr(desks, "shelf_of", lambda policy: shelf)
    found = Office("joinbase", at("2026-02-10 10:00"), places=("vault",))
    found.know("u-1")
    return found


def test_a_promised_term_is_longer_once_and_the_person_is_told(monkeypatch):
    desk = office(monkeypatch, "{by: 5 days}")
    case = desk.judge(desk.receive("delete", route="mail", by=OPERATOR))
    before = desk.days(case, "answer")
    for why, words in (("complex", {"en": "Because.", "zh": ""}), ("because", WORDS), ("", WORDS)):
        with pytest.raises(Guarded, match="both languages"):
            desk.desk.extend("joinbase", case.id, OFFICER, why, words)
    with pytest.raises(Guarded, match="personal"):
        desk.desk.extend("joinbase", case.id, OFFICER, "complex", {**WORDS, "en": "Call 13800138000."})
    with pytest.raises(Guarded):
        desk.desk.extend("joinbase", case.id, OPERATOR, "complex", WORDS)
    assert desk.desk.extended("joinbase", case.id) is None
    case = desk.desk.extend("joinbase", case.id, OFFICER, "complex", WORDS)
    assert desk.desk.extended("joinbase", case.id) == Extended("complex", WORDS)
    after = desk.days(case, "answer")
    promised = {name for name in before if before[name] != after[name]}
    assert promised
    assert all(name.startswith(("rights.", "requests")) for name in promised)
    assert all(before[name] < after[name] for name in promised)
    assert set(before) - promised, "statutory terms stay"
    assert "deliver:extended" in desk.duties(case)
    with pytest.raises(Guarded):
        desk.desk.extend("joinbase", case.id, OFFICER, "complex", WORDS)


def test_nobody_is_told_of_an_extension_that_makes_nothing_longer(monkeypatch):
    desk = office(monkeypatch, "{by: 2 months}")
    case = desk.judge(desk.receive("delete", route="mail", by=OPERATOR))
    with pytest.raises(Guarded, match="makes longer"):
        desk.desk.extend("joinbase", case.id, OFFICER, "many", WORDS)
    assert "deliver:extended" not in desk.duties(case)
    assert desk.case(case).extended is None
