"""Replies: an answer as applications read it, with reasons and prompts in both languages.

Rules
- `only` lists what is permitted, always. A reason names its clause, the promises behind it, and says what would help.
- Each item of `ask` has the text to show, its hash and the path that takes the person's choice.
- Nothing here repeats the subject's reference but the path of `put`, which goes back to the caller that sent it.

Example
    {"answer": "ask", "only": [], "reasons": [...], "ask": [{"kind": "agreement", ...}], "obligations": [],
     "policy": {"id": "jeejio", "version": "2023-07-20", "hash": "..."}, "entry": 17}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from troth.decisions import Answer, Reason, Wish
from troth.notices import Prompt, name_of
from troth.policy import Clause, Compiled
from troth.vocabulary import CODES, Bilingual, in_language, quoted


@dataclass(frozen=True)
class Reply:
    """An answer, the policy it was given under (None: unknown), its ledger index and the prompts of its `ask`.

    `overlays` are the addenda that the step was decided under, each with the value that chose it (construct 2).
    """

    answer: Answer
    compiled: Compiled | None
    policy_id: str
    entry: int | None
    prompts: Sequence[tuple[Prompt, str]] = ()
    overlays: Sequence[tuple[str, str]] = ()

    def as_data(self) -> dict[str, Any]:
        """Return the reply as it goes over the wire."""
        answer, compiled = self.answer, self.compiled
        found: dict[str, Any] = {
            "answer": str(answer.verdict),
            "only": list(answer.only),
            "reasons": [reason_data(compiled, each) for each in answer.reasons],
            "ask": [_prompt_data(prompt, put) for prompt, put in self.prompts],
            "obligations": [
                {"duty": each.duty, "clause": each.clause, "concerns": list(each.concerns)}
                for each in answer.obligations
            ],
            "policy": {
                "id": compiled.id if compiled else self.policy_id,
                "version": compiled.version if compiled else None,
                "hash": compiled.hash if compiled else None,
            },
            "entry": self.entry,
        }
        if self.overlays:
            found["policy"]["overlays"] = dict(self.overlays)
        if answer.also:
            found["also"] = [reason_data(compiled, each) for each in answer.also]
        return found


def reason_data(compiled: Compiled | None, reason: Reason) -> dict[str, Any]:
    """Return a reason as it goes over the wire."""
    found: dict[str, Any] = {
        "clause": reason.clause,
        "code": reason.code,
        "source": list(compiled.source.get(reason.clause, ())) if compiled else [],
        "text": {language: reason_text(compiled, reason, language) for language in ("en", "zh")},
    }
    if reason.element:
        found["element"] = reason.element
    code = CODES[reason.code]
    if code.remedy_en:
        found["remedy"] = {"en": code.remedy_en, "zh": code.remedy_zh}
    return found


def reason_text(compiled: Compiled | None, reason: Reason, language: str) -> str:
    """Return a reason in words: what holds or is missing, and what the clause says."""
    code = CODES[reason.code]
    template = code.zh if language == "zh" else code.en
    what = in_language(reason.what, language)
    shown = what if isinstance(reason.what, Bilingual) else quoted(what)  # a remark of the file is no id
    sentence = template.replace("{what}", shown if what else "")
    clause = clauses_of(compiled).get(reason.clause) if compiled else None
    said = (clause.zh if language == "zh" else clause.en) if clause is not None else None
    if not said:
        return sentence.strip()
    return f"{sentence}（{said}）" if language == "zh" else f"{sentence} ({said})"


_CLAUSES: dict[str, Mapping[str, Clause]] = {}


def clauses_of(compiled: Compiled) -> Mapping[str, Clause]:
    """Return the clauses of a policy by id, collected once: the hash stands for the content."""
    found = _CLAUSES.get(compiled.hash)
    if found is None:
        found = _CLAUSES[compiled.hash] = dict(compiled.policy.clauses())
    return found


def put_path(subject: str, wish: Wish, purpose: str) -> str:
    """Return the path that takes the person's choice on `wish`."""
    base, abroad = f"/v1/subjects/{quote(subject, safe='')}", f"?region={quote(wish.region, safe='')}"
    tails = {
        "consent": f"/consents/{quote(wish.target, safe='')}",
        "agreement": "/agreement",
        "notice": f"/notices/{quote(notice_id(purpose, wish.clause), safe='')}",
        "permission": f"/permissions/{quote(wish.target, safe='')}",
        "age": "/age",
    }
    return base + tails[wish.kind] + (abroad if wish.region else "")


def notice_id(purpose: str, clause: str) -> str:
    """Return the id of a notice: the purpose that it is shown for and the clause that asks for it."""
    return f"{purpose}:{clause}"


def _prompt_data(prompt: Prompt, put: str) -> dict[str, Any]:
    wish = prompt.wish
    found: dict[str, Any] = {
        "kind": wish.kind,
        "clause": wish.clause,
        "text": dict(prompt.text),
        "shown": dict(prompt.shown),
        "put": put,
    }
    if wish.kind == "consent":
        found["purpose"] = wish.target
    if wish.kind == "permission":
        found["permission"] = wish.target
    if wish.level is not None:
        found["level"] = str(wish.level)
    if wish.recipient:
        found["recipient"] = wish.recipient
    if wish.by != "own":
        found["by"] = wish.by
    return found


def target_name(compiled: Compiled, target: str, language: str) -> str:
    """Return what the purpose or category `target` is called."""
    found = compiled.policy.entry(target)
    clause = found[1] if found else compiled.policy.trackers.categories.get(target)
    return name_of(clause, target, language)
