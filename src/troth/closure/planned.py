"""What a plan of an end has to say before it is kept: names that the policy declares, texts, and a day that leaves the lead.

Rules
- An organisation that leaves is named, with the digest of its own request; nothing else names one.
- Texts stand in the store by their digest; a change carries the digests alone.

Example
    >>> check_plan(compiled, Plan("service-end", date(2026, 4, 1), {"en": "...", "zh": "..."}))
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, datetime

from troth.closure import clocks
from troth.closure.change import LANGUAGES, LONGEST_TEXT, Change, Plan, kind_of
from troth.closure.errors import bad, guarded
from troth.consent.ports import WritingBook
from troth.ledger import is_id
from troth.policy import Compiled


def check_plan(compiled: Compiled, plan: Plan) -> None:
    """Check that `plan` names what the policy declares, and what its kind demands. Raises BadChange."""
    kind = kind_of(plan)
    policy = compiled.policy
    unknown = [each for each in plan.products if each not in policy.products]
    unknown += [each for each in plan.affiliates if each not in policy.recipients]
    if unknown:
        raise bad("it names what the policy does not declare", "所列内容未在政策中声明")
    if any(name not in LANGUAGES or len(text) > LONGEST_TEXT for name, text in plan.text.items()):
        raise bad(
            "the announcement is in en and zh, and not longer than 20,000",
            "公告语言应为 en 和 zh，且不超过两万字",
        )
    if kind.of == "organisation":
        digest = len(plan.request) == 64 and set(plan.request) <= set("0123456789abcdef")
        if not is_id(plan.organisation) or not digest or plan.products or plan.affiliates:
            raise bad(
                "an organisation that leaves is named, with the digest of its own request",
                "组织注销须指明组织，并附其申请的摘要",
            )
    elif plan.organisation or plan.request:
        raise bad("only an organisation that leaves is named", "仅组织注销时填写组织")


def filled(book: WritingBook, change: Change, plan: Plan) -> Change:
    """Return `change` with everything that `plan` says; its texts are kept in `book` by their SHA-256."""
    texts = {}
    for name in LANGUAGES:
        text = plan.text.get(name, "").strip()
        if text:
            texts[name] = hashlib.sha256(text.encode()).hexdigest()
            book.keep_text(texts[name], text)
    return replace(
        change,
        day=plan.day.isoformat(),
        texts=texts,
        products=tuple(plan.products),
        affiliates=tuple(plan.affiliates),
        organisation=plan.organisation,
        request=plan.request,
    )


def check_day(compiled: Compiled, change: Change, now: datetime, event: str) -> None:
    """Check that the day of `change` leaves the lead, announced `now`. Raises ChangeGuarded, said of `event`."""
    first = clocks.first_day(compiled, change.of, now)
    if date.fromisoformat(change.day) < first:
        raise guarded(
            event, f"announced now it may take effect on {first} at the earliest",
            f"现在公告，最早可于 {first} 生效",
        )  # fmt: skip
