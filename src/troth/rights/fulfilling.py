"""Fulfilling: what acceptance opens, what a place is ordered to do, and the end of it.

Rules
- An order exists only for a case that is accepted with proof of itself; asked for otherwise, nothing is given out.
- One duty per place, per recipient, and one for backups, all opened in the transaction of the acceptance. A case without
  any is done at once, with a receipt that says so.
- What a place did is kept in the sealed file with its receipt; the letter says it place by place. A place that keeps
  something back for the law is told in the letter with its reason.
- What a recipient needs to find the person is in the file, sealed under its own key, and so outlives the person's key.

Example
    >>> order_of(bench, duty).act
    'erase'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from troth.consent import by_law, lift_in_hand
from troth.duties import ENDS, Duty
from troth.holdings.ports import MASKED, Cell, Export, Order, Part, Receipt, Record
from troth.ledger import EntryKind, read_entry
from troth.policy import Compiled
from troth.rights import clocks, ending
from troth.rights.bench import Bench
from troth.rights.cancelling import RIGHT, cancelling_of
from troth.rights.case import SYSTEM, Case, guarded
from troth.rights.extension import extended
from troth.rights.keeping import Held, forget, open_rest
from troth.rights.letters import Done, Facts, letter_of, limits_of, taken_back
from troth.rights.ports import CaseBook, WritingCaseBook

_PERMITTED = EntryKind.STEP_PERMITTED.value.encode()
PROVIDING = frozenset({"entrust", "share", "transfer", "disclose", "export-abroad"})


@dataclass(frozen=True)
class Ordered:
    """What a place is to do for one duty: the act of `troth.holdings.ports.Holding`, the order, and new values.

    Of an erasure: `held` is what a hold keeps, `owed` the places whose part of the same request is not done yet.
    `waits`: something of the person is just being lifted there.
    """

    act: str
    order: Order
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    language: str = "zh"
    held: Held = field(default_factory=Held)
    owed: frozenset[str] = frozenset()
    waits: bool = False


def recipients_from_ledger(book: CaseBook | WritingCaseBook, handle: str) -> list[str]:
    """Return who got data of the person, as the permitted steps in the ledger say, sorted."""
    found: set[str] = set()
    for _, data in book.entries_of(handle):
        if _PERMITTED not in data:  # of a person's entries few are; the rest is not worth reading
            continue
        entry = read_entry(data)
        recipient = entry.body.get("recipient")
        if (
            entry.kind is EntryKind.STEP_PERMITTED
            and entry.body.get("act") in PROVIDING
            and isinstance(recipient, str)
        ):
            found.add(recipient)
    return sorted(found)


def open_work(bench: Bench, case: Case) -> None:
    """Open everything that acceptance owes: the answer, the whole, each place, each recipient, the backups."""
    compiled, book = bench.compiled, bench.book
    clocks.open_answer(book, case, compiled)
    parent = f"{clocks.ANSWER}/{case.id}/-"
    known = book.duty(parent)
    whole = clocks.open_for(
        book, case, compiled, clocks.COMPLETE, parent=parent if known and known.state not in ENDS else ""
    )
    under = whole.id if whole is not None else ""
    opened = False
    if case.of.acts and case.handle:
        for place in bench.tools.places(compiled.id):
            clocks.open_for(book, case, compiled, "act-on-holding", part=place, parent=under)
            opened = True
    if case.handle and _concerns_recipients(bench, case):
        for recipient in bench.tools.recipients(book, case.handle):
            clocks.open_for(book, case, compiled, "tell-recipient", part=recipient, parent=under)
            opened = True
    if case.of.erases:
        clocks.open_for(book, case, compiled, "lapse-backup")
    if case.kind == "object-automated":
        clocks.open_for(book, case, compiled, "decide", part="review", parent=under)
        opened = True
    if whole is not None and not opened:
        clocks.done(book, case, clocks.COMPLETE, clocks.digest_of("no-place", case.id), bench.now)


def _concerns_recipients(bench: Bench, case: Case) -> bool:
    """Return whether who got the data is told: of an erasure, a correction, and an objection to more than messages.

    An objection to one purpose is a consent taken back: who got data for it is told because of that.
    """
    if case.kind == "object":
        details = bench.read_file(case).get("details", {})
        return not details.get("target") and not details.get("opt-out")
    return case.of.erases or "correct" in case.of.acts


def order_of(bench: Bench, case: Case, duty: Duty) -> Ordered:
    """Return what the place of `duty` is to do. Raises Guarded unless the case is accepted with proof of itself."""
    if case.state != "accepted" or not case.proved or duty.about != case.id or not case.of.acts:
        raise guarded("order", "the request is not accepted with proof of itself", "请求未经核验并同意办理")
    if case.disowned is not None:
        raise guarded("order", "its person says that it is not theirs", "本人称该请求非其提出")
    content = bench.read_file(case)
    marks = tuple(content.get("marks", ()))
    elements = _about(case, bench.compiled)
    right = case.of.right
    clause = f"rights.{right}" if right in bench.compiled.policy.rights else "law.pipl.rights"
    order = Order(bench.compiled.id, case.handle, duty.id, clause, case.entry, elements, marks)
    values = _values(case, content) if "correct" in case.of.acts else {}
    if case.of.acts[0] == "restrict" and not case.elements:
        order = replace(order, elements=(), but=case.withheld)
    if case.of.acts[0] == "correct":  # what only the person had restricted is put right for them
        order = replace(order, stays=by_law(bench.book, case.handle))
    if case.of.acts[0] != "erase":
        waits = case.of.acts[0] == "restrict" and lift_in_hand(bench.book, duty)
        return Ordered(case.of.acts[0], order, values, case.language, waits=waits)
    wanted = elements or tuple(bench.compiled.policy.data)
    kept = bench.tools.kept(bench.book, case.handle, wanted, bench.now)
    others = (each for each in bench.book.duties_about(case.id) if each.kind == duty.kind)
    owed = frozenset(each.part for each in others if each.state not in ENDS)
    waits = bool(kept.elements) and lift_in_hand(bench.book, duty)
    return Ordered("erase", order, values, case.language, kept, owed, waits)


def _about(case: Case, compiled: Compiled) -> tuple[str, ...]:
    """Return the elements that the work of `case` is about, without those held back; empty for everything."""
    named = case.elements or (tuple(compiled.policy.data) if case.withheld else ())
    return tuple(each for each in named if each not in case.withheld)


def _values(case: Case, content: Mapping[str, Any]) -> dict[str, str]:
    """Return the new values of a correction: only those of the elements that were accepted."""
    given = content.get("details", {}).get("values", {})
    return {
        name: value
        for name, value in given.items()
        if name not in case.withheld and (not case.elements or name in case.elements)
    }


def settle(
    bench: Bench,
    case: Case,
    receipt: Receipt,
    export: Mapping[str, Any] | None = None,
    kept: Held | None = None,
) -> None:
    """Keep in the file what a place did, and what it exported; the desk looks at the case again at once.

    `kept` is what was left there for the law, or empty: it goes when that ends, and what went is in no record any more.
    """
    content = bench.read_file(case)
    duty = bench.book.duty(receipt.order)
    if kept is not None and duty is not None:
        clause = duty.clauses[0] if duty.clauses else "law.pipl.rights"
        open_rest(bench.book, duty, kept, case.entry, clause, bench.now)
        named = _about(case, bench.compiled)
        gone = set(named or bench.compiled.policy.data).difference(kept.elements)
        if gone:
            whole = not named and not kept.elements
            forget(bench.book, duty, gone, case.entry, bench.context(SYSTEM), everything=whole)
    if export is not None and case.open:
        package = ending.package_of(case)
        bench.write_sealed(package, {**bench.read_sealed(package), receipt.place: dict(export)})
    content.setdefault("places", {})[receipt.place] = {
        "act": receipt.act,
        "state": receipt.state,
        "why": list(receipt.why),
        "remains": list(receipt.remains),
        "counts": dict(receipt.counts),
        "digest": receipt.digest,
    }
    bench.write_file(case, content)
    if case.open:
        noted = replace(case.step("note", SYSTEM, bench.now), due=clocks.earliest(bench.book, case))
        bench.book.keep_case(noted, bench.now)


def exports_of(bench: Bench, case: Case) -> list[Export]:
    """Return what the places exported, without the elements held back. Raises Guarded before the answer is given."""
    if case.state != "answered" or case.outcome not in ("fulfilled", "partly") or not case.proved:
        raise guarded("export", "the answer is not given yet", "尚未作出答复")
    kept = bench.read_sealed(ending.package_of(case))
    return [_export(kept[place], frozenset(case.withheld)) for place in sorted(kept)]


def _export(kept: Mapping[str, Any], withheld: frozenset[str]) -> Export:
    records = []
    for each in kept["records"]:
        languages = tuple(each.get("languages", ()))
        part = Part(each["part"], tuple(each["columns"]), tuple(each["elements"]), languages)
        hidden = set(each["masked"])
        cells: list[Cell] = [
            MASKED if number in hidden or part.elements[number] in withheld else cell
            for number, cell in enumerate(each["cells"])
        ]
        records.append(Record(part, tuple(cells)))
    values = {name: value for name, value in kept["values"].items() if name not in withheld}
    return Export(kept["place"], values, tuple(records))


def finished(bench: Bench, case: Case) -> bool:
    """Return whether everything that the acceptance of `case` opened is done."""
    whole = bench.book.duty(f"{clocks.COMPLETE}/{case.id}/-")
    return case.state == "accepted" and (whole is None or whole.state in ENDS)


def finish(bench: Bench, case: Case) -> Case:
    """Answer a case of which everything is done, and let the letter go out; return the case."""
    held = [each for each in places_of(bench, case) if each.state in ("held", "void", "open")]
    outcome = "partly" if case.withheld or held else "fulfilled"
    ended = case.step("all-done", SYSTEM, bench.now, outcome=outcome)
    said = None
    if case.kind == "withdraw":  # no receipt goes beside the letter, so it says itself what stops
        target = str(bench.read_file(case).get("details", {}).get("target", ""))
        said = {"answer": taken_back(bench.compiled, target)}
    return send(bench, ended, EntryKind.CASE_ANSWERED, SYSTEM, {"outcome": outcome}, said)


def send(
    bench: Bench,
    case: Case,
    kind: EntryKind,
    by: Any,
    body: Mapping[str, Any],
    said: Mapping[str, Any] | None = None,
) -> Case:
    """Keep the end of a case with its letter, sealed, and release the letter; return the case."""
    content = bench.read_file(case)
    content |= said or {}
    letter = letter_of(case, facts_of(bench, case, content))
    content["letter"] = letter
    bench.write_file(case, content)
    digest = clocks.digest_of(content.get("salt", ""), letter["en"], letter["zh"])

    def duties(kept: Case) -> None:
        clocks.go_on(bench.book, kept, bench.now)
        for name in ("acknowledge", clocks.VERIFY, "decide"):
            clocks.done(bench.book, kept, name, digest, bench.now)
        clocks.open_answer(bench.book, kept, bench.compiled)
        clocks.release_letter(bench.book, kept, bench.now)

    return bench.keep(case, kind, by, {**body, "digest": digest}, duties)


def facts_of(bench: Bench, case: Case, content: Mapping[str, Any]) -> Facts:
    """Return what the letter of `case` is made from."""
    compiled, book = bench.compiled, bench.book
    answer = book.duty(f"{clocks.ANSWER}/{case.id}/-")
    told = [
        (_recipient(compiled, duty.part), duty.state == "done")
        for duty in book.duties_about(case.id)
        if duty.kind == "tell-recipient"
    ]
    backup = book.duty(f"lapse-backup/{case.id}/-")
    pending = backup.due.due if backup is not None and backup.state not in ENDS else None
    return Facts(
        compiled,
        limits_of(answer),
        tuple(places_of(bench, case, content)),
        tuple(told),
        pending.isoformat() if pending is not None else "",
        content.get("reason", {}),
        content.get("answer", {}),
        cancelling_of(compiled).survive if case.kind == RIGHT and case.accepted else (),
        tuple(content.get("earlier", ())),
        {language: bench.tools.names(compiled, language) for language in ("en", "zh")},
        longer.words if (longer := extended(bench, case)) is not None else {},
    )


def places_of(bench: Bench, case: Case, content: Mapping[str, Any] | None = None) -> list[Done]:
    """Return what happened in each place, by place: as its receipt says, else as its duty does."""
    kept = (content if content is not None else bench.read_file(case)).get("places", {})
    found = []
    for duty in bench.book.duties_about(case.id):
        if duty.kind != "act-on-holding":
            continue
        said = kept.get(duty.part)
        if said is None:
            state = duty.state if duty.state in ("done", "void") else "open"
            why = (duty.reason,) if duty.state == "void" and duty.reason else ()
            found.append(Done(duty.part, case.of.acts[0], state, why))
            continue
        state = {"unfinished": "open"}.get(said["state"], said["state"])
        found.append(Done(duty.part, said["act"], state, tuple(said["why"]), tuple(said["remains"])))
    return found


def _recipient(compiled: Compiled, recipient: str) -> str:
    entry = compiled.policy.recipients.get(recipient)
    return (entry.name if entry is not None else None) or recipient
