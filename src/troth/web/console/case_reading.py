"""What the pages of a request read: what was typed, the real receipt, what was shown as proof, the sealed file in parts.

Example
    >>> receipt_of(compiled, form)
    datetime.datetime(2026, 2, 5, 16, 0, tzinfo=datetime.timezone.utc)
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any

from troth.policy import Compiled
from troth.rights import METHODS, Proving
from troth.rights.errors import MALFORMED, BadCase
from troth.vocabulary import Plain
from troth.web.console import cases as shown
from troth.web.console.cases import Choice
from troth.web.frame import Form, Language

HIDDEN = frozenset({"exports", "letter", "pick-up", "pick-up-grant"})
"""Parts of a file that its page does not show: what is counted there, on the page already, or a digest."""


def receipt_of(compiled: Compiled, form: Form) -> datetime:
    """Return the real receipt that was typed: the day and the time there; without a time the begin of that day."""
    try:
        day = datetime.fromisoformat(form.one("day")).date()
        at = time.fromisoformat(form.one("time")) if form.one("time") else time(0)
    except ValueError:
        raise BadCase(
            MALFORMED,
            rule=Plain("the day on which it came in is a date like 2026-02-10"),
            rule_zh=Plain("收到日期应为 2026-02-10 这样的日期"),
        ) from None
    zone = shown.desk_calendar(compiled.policy).zone
    return datetime.combine(day, at.replace(tzinfo=None), zone).astimezone(UTC)


def typed_of(form: Form) -> dict[str, Any]:
    """Return what was typed into the form of an act, to be shown again."""
    names = (
        "do",
        "ground",
        "held",
        "words",
        "en",
        "zh",
        "whole",
        "method",
        "seen",
        "outcome",
        "what",
        "kind",
        "result",
        "new-outcome",
    )
    typed = {each: form.one(each) for each in names}
    typed |= {
        name: form.one(name) for name in form.names() if name.startswith(("evidence.", "held-evidence."))
    }
    return {"typed": typed, "ticked": frozenset((*form.many("withheld"), *form.many("items")))}


def _written(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def methods_of(proving: Proving | None, language: Language) -> list[Choice]:
    """Return the methods of a proof that people judge, with their names."""
    found = shown.judgeable(proving) if proving is not None else []
    return [Choice(each, METHODS[each].zh if language == "zh" else METHODS[each].en) for each in found]


def proof_of(proving: Proving | None, language: Language) -> list[tuple[str, str]]:
    """Return what was shown so far: (method in words, instant)."""
    if proving is None:
        return []
    return [
        (METHODS[each.method].zh if language == "zh" else METHODS[each.method].en, _written(each.at))
        for each in proving.shown
    ]


def told_file(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parts of a file as the page shows them; what was exported is only counted there."""
    told = {name: part for name, part in content.items() if name not in HIDDEN and part}
    exports = content.get("exports", {})
    if exports:
        told["exports"] = {place: len(part.get("records", ())) for place, part in exports.items()}
    return told
