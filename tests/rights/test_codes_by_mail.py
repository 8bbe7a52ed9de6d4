"""From a request to the code in a letter box: the desk, the worker and a channel, with the address out of the vault."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from troth.adapters.channels import MemoryChannel
from troth.assembly import Settings, desk_of, install
from troth.assembly.working import Workers
from troth.decisions import Request
from troth.gate import Answered
from troth.rights import Intake
from troth.vocabulary import Act

POLICY = """
troth: 1
id: acme
version: "1"
languages: [zh, en]
laws: [pipl]
calendar: CN
controller: {name: Acme, en: Acme, zh: 阿克米, contact: {email: privacy@acme.example}}
data:
  email: {kind: contact.email, en: e-mail address, zh: 电子邮箱}
purposes:
  account: {en: Account, zh: 账号, basis: {consent: explicit}, acts: [collect, use], data: {required: [email]}, keep: {until: account-closed}}
rights:
  access: {en: See your data, zh: 查阅个人信息, routes: [centre]}
requests:
  first-look: 1 working day
  answer: {within: 15 working days, from: verification}
  proof: {ask-within: 1 working day, methods: [login, one-time-code], lapse-after: 30 days}
"""
ADDRESS = "li@mail.example"


class Clock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 2, 9, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def advance(self, **by: int) -> None:
        self.at += timedelta(**by)


@pytest.fixture
def company(tmp_path, monkeypatch):
    """An installation with one person on file, and a letter box."""
    policy = tmp_path / "acme.yaml"
    policy.write_text(POLICY, encoding="utf-8")
    clock = Clock()
    found = install(
        Settings.of({"TROTH_HOME": str(tmp_path / "home"), "TROTH_STORE": "memory:"}), [Path(policy)], clock
    )
    yield found
    found.gate.close()


def test_a_code_goes_to_the_address_on_file_and_to_nobody_else(company):
    box = MemoryChannel("mail", company.clock)
    company.channels["mail"] = box
    desk = desk_of(company)
    step = Request(Act.COLLECT, "account", data=("email",), subject="li")
    while (asked := company.gate.ask("acme", [step])[0]).prompts:
        prompt = asked.prompts[0][0]
        age = 30 if prompt.wish.kind == "age" else None
        said = Answered("acme", "agree", "zh", prompt.shown["zh"], prompt.wish.level, age=age)
        company.gate.put("acme", "li", prompt.wish.kind, prompt.wish.target, said)
    permit = company.gate.permit("acme", step)[1]
    company.vault.write(permit, {"email": ADDRESS})
    company.clock.advance(days=30)
    letters = {}
    for subject in ("li", "nobody-here"):
        case = desk.receive("acme", Intake(kind="access", subject=subject, route="centre"))
        desk.send_code("acme", case.id)
        Workers(company).once()
        letters[subject] = (case, list(box.sent))
        box.sent.clear()
    case, sent = letters["li"]
    assert [each.to for each in sent] == [ADDRESS]
    (code,) = re.findall(r"[0-9]{8,}", sent[0].body)
    assert "Acme" in sent[0].body
    assert letters["nobody-here"][1] == []
    entries = b"".join(company.gate.store.read("acme", lambda book: list(book.entries())))
    assert not any(each in entries for each in (ADDRESS.encode(), code.encode()))
    assert b"notices.delivery.sent" in entries
