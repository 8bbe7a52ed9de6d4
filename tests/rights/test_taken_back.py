"""A consent that is taken back by a request: one message, in the person's language; the letter says what stops."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rights.test_codes_by_mail import ADDRESS, POLICY, Clock
from troth.adapters.channels import MemoryChannel
from troth.assembly import Settings, desk_of, install
from troth.assembly.working import Workers
from troth.decisions import Request
from troth.gate import Answered
from troth.rights import Intake
from troth.vocabulary import Act

NEWS = "  news: {en: The news letter, zh: 资讯邮件, basis: {consent: explicit}, acts: [collect, use], data: {optional: [email]}, keep: {until: account-closed}}\n"


@pytest.fixture
def company(tmp_path):
    """An installation with a letter box and one person, who agreed to an account and to news."""
    policy = tmp_path / "acme.yaml"
    policy.write_text(POLICY.replace("rights:\n", f"{NEWS}rights:\n", 1), encoding="utf-8")
    made: Any = install(Settings(tmp_path / "home", "memory:"), [policy], Clock())
    made.channels["mail"] = MemoryChannel("mail", made.clock)
    for purpose in ("account", "news"):
        step = Request(Act.COLLECT, purpose, data=("email",), subject="li")
        while (asked := made.gate.ask("acme", [step])[0]).prompts:
            prompt = asked.prompts[0][0]
            age = 30 if prompt.wish.kind == "age" else None
            said = Answered("acme", "agree", "zh", prompt.shown["zh"], prompt.wish.level, age=age)
            made.gate.put("acme", "li", prompt.wish.kind, prompt.wish.target, said)
        made.vault.write(made.gate.permit("acme", step)[1], {"email": ADDRESS})
    yield made
    made.gate.close()


def delivered(made):
    """What came to the letter box: language and subject of each message."""
    Workers(made).once()
    made.clock.advance(minutes=5)
    Workers(made).once()
    return [(each.language, each.subject) for each in made.channels["mail"].sent]


def test_a_request_brings_one_message_in_the_language_of_the_request(company):
    desk = desk_of(company)
    intake = Intake("withdraw", "li", route="centre", language="en", details={"target": "news"})
    case = desk.receive("acme", intake)
    assert (case.state, case.outcome) == ("answered", "fulfilled")
    assert [language for language, _ in delivered(company)] == ["en"]
    assert case.id in company.channels["mail"].sent[0].body
    letter = desk.letter("acme", case.id)
    assert "Taken back: The news letter. Nothing more is done for it" in letter["en"]
    assert "已撤回：资讯邮件。此后不再为此处理您的个人信息" in letter["zh"]


def test_without_a_request_the_receipt_goes_out(company):
    company.gate.withdraw("acme", "li", "news")
    assert [subject for _, subject in delivered(company)] == ["Acme：已记录您的选择"]
