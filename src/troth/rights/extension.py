"""Extending: a promised term made longer once, as the policy allows, for a reason that the person is told.

Rules
- Only an officer extends, once, by `requests.extension`, and only where a promised term gets longer by it. Statutory terms stay.
- The reason is one of a closed list (`notices.WHY`), which the message to the person names, and words in both languages, which stand
  on the person's page and in the answer. They hold no personal value: the page may be printed, the answer is read by others.

Example
    >>> extend(bench, case, officer, "complex", {"en": "Three archives have to be searched.", "zh": "须查阅三处档案。"})
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from troth.holdings import recognise
from troth.ledger import EntryKind
from troth.notices import WHY
from troth.rights import clocks
from troth.rights.bench import Bench
from troth.rights.case import Actor, Case, guarded
from troth.rights.letters import PERSONAL

FILE = "extension"


@dataclass(frozen=True)
class Extended:
    """Why a term was made longer: an id of `WHY`, and the words by `en` and `zh`."""

    why: str
    words: Mapping[str, str] = field(repr=False)


def extend(bench: Bench, case: Case, by: Actor, why: str, words: Mapping[str, str]) -> Case:
    """Make the promised term longer by the policy's extension, once, with notice. Statutory terms stay.

    Raises Guarded.
    """
    desk = bench.compiled.policy.requests
    given = desk.extension if desk is not None else None
    if given is None or case.extended is not None or by.role != "officer":
        raise guarded("note", "the policy has no extension, or it was used", "政策未规定延期，或已延期一次")
    if why not in WHY or not all(words.get(name, "").strip() for name in ("en", "zh")):
        raise guarded(
            "note", "a reason of the list, and why in both languages", "列表中的延期原因和中英文说明"
        )
    if any(span.kind.startswith(PERSONAL) for text in words.values() for span in recognise(text)):
        raise guarded("note", "the reason holds no personal value", "延期说明不得包含个人信息")
    policy = bench.compiled.policy
    owed = [clocks.owed(bench.book, kind, case) for kind in (clocks.ANSWER, clocks.COMPLETE)]
    longer = [
        replace(duty, terms=tuple(clocks.lengthened(policy, each) for each in duty.terms))
        for duty in owed
        if duty is not None
    ]
    if all(each in owed for each in longer):  # it counts in another unit
        raise guarded("note", "a promised term that the extension makes longer", "可按约定延长的承诺期限")
    said = {name: words[name].strip() for name in ("en", "zh")}
    digest = bench.add_to_file(case, FILE, {"why": why, **said})
    noted = case.step("note", by, bench.now, extended=bench.now)

    def duties(kept: Case) -> None:
        for duty in longer:
            bench.book.keep_duty(duty.recounted())
        clocks.open_for(bench.book, kept, bench.compiled, "deliver", part="extended")

    return bench.keep(noted, EntryKind.CASE_NOTED, by, {"code": "extended", "digest": digest}, duties)


def extended(bench: Bench, case: Case) -> Extended | None:
    """Return why the term of `case` was made longer; None when it was not, or its file is gone."""
    kept = bench.read_file(case).get(FILE) if case.extended is not None else None
    said = kept[-1]["said"] if kept else {}
    return Extended(said["why"], {name: said[name] for name in ("en", "zh")}) if "why" in said else None
