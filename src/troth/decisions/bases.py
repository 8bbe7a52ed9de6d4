"""What the step rests on: basis, sensitivity, instruction, and what the data were collected for.

Rules
- Levels combine by maximum; a lower level never satisfies a higher demand.
- Data of another controller rest on its instruction and on nothing else.

Example
    A fingerprint under `basis: agreement` with `pipl` among the laws needs a `separate` consent for the purpose.
"""

from __future__ import annotations

from troth.decisions.answer import Reason
from troth.decisions.building import Builder, Demands, name_of
from troth.decisions.step import StepItem
from troth.decisions.testing import Test, at_least
from troth.policy import Consented, Purpose, Tracker
from troth.vocabulary import Act, Level

_NOT_REUSE = frozenset({Act.SERVE, Act.COLLECT, Act.ERASE, Act.INSTRUCT})


def add_basis(builder: Builder, item: StepItem | None, found: Demands) -> None:
    """Add the tests of the basis, raised for a sensitive element."""
    raised = _raised(builder, item)
    entry, clause, step = builder.offer.entry, builder.offer.clause, builder.step
    if step.act is Act.INSTRUCT:
        return
    if builder.others(item):
        basis = getattr(entry, "basis", None)
        code = "no-instruction" if basis == "instruction" else "own-use"
        blocks = builder.blocks(item)
        where = f"instructions.{blocks[0][0]}" if blocks else "instructions"
        found.tests.append(builder.instruction(where, item, None, code, owned=True))
        found.tests += [_attested(builder, each, level, item) for each, level in raised]
    elif isinstance(entry, Tracker):
        if entry.category not in builder.policy.trackers.before_choice:
            found.tests.append(builder.consent(clause, None, entry.level, item))
        found.tests += [builder.consent(where, None, level, item) for where, level in raised]
    elif entry is not None:
        _purpose_basis(builder, entry, item, found, raised)
    _sensitive_extras(builder, item, found)


def _purpose_basis(
    builder: Builder, entry: Purpose, item: StepItem | None, found: Demands, raised: list[tuple[str, Level]]
) -> None:
    clause, basis, target = builder.offer.clause, entry.basis, builder.step.purpose
    element = item.element if item is not None else ""
    if isinstance(basis, Consented):
        found.tests.append(builder.consent(clause, target, basis.consent, item, by=basis.by))
        found.tests += [builder.consent(where, target, level, item, by=basis.by) for where, level in raised]
    elif basis in ("agreement", "contract"):
        agreement = builder.policy.agreement
        level = (agreement.level if agreement else Level.EXPLICIT) if basis == "agreement" else Level.IMPLIED
        since = builder.since
        test = Test("agreement", clause, "not-agreed", builder.policy.id, element, "consent", (level, since))
        if basis == "contract":
            proof = Test("evidence", clause, "evidence-missing", "contract", element, "", ("contract",))
            test = Test("any", clause, "not-agreed", "contract", element, "consent", (test, proof))
        found.tests.append(test)
        for where, raise_to in raised:
            if raise_to.rank <= Level.EXPLICIT.rank:
                args = (raise_to, since)
                found.tests.append(
                    Test("agreement", where, "not-agreed", builder.policy.id, element, "consent", args)
                )
            else:
                found.tests.append(builder.consent(where, target, raise_to, item))
    elif basis == "legal-duty":
        found.tests.append(
            Test("evidence", clause, "evidence-missing", "citation", element, "consent", ("citation",))
        )
    elif basis == "instruction":
        found.tests.append(builder.instruction(clause, item, None))
        found.tests += [_attested(builder, where, level, item) for where, level in raised]
    elif basis == "none" and item is not None:
        if _personal(builder, item):
            found.fixed.append(Reason(clause, "becomes-personal", item.element, item.element))
        found.tests += [builder.consent(where, target, level, item) for where, level in raised]


def _attested(builder: Builder, clause: str, level: Level, item: StepItem | None) -> Test:
    return builder.instruction(clause, item, level, "not-attested", owned=builder.others(item))


def _personal(builder: Builder, item: StepItem) -> bool:
    """An element is personal unless it stands alone: no subject, and nothing identifying beside it."""
    element = builder.policy.data.get(item.element)
    if element is None or element.alone is None:
        return True
    beside = [
        builder.policy.data.get(each.element) for each in builder.step.items if each.element != item.element
    ]
    return builder.step.has_subject or any(each is None or each.alone is None for each in beside)


def _raised(builder: Builder, item: StepItem | None) -> list[tuple[str, Level]]:
    """Return the clause that raises the level highest for a sensitive element, if any."""
    raised = builder.compiled.sensitive.get(item.element, ()) if item is not None else ()
    return sorted(raised, key=lambda each: (-each[1].rank, each[0]))[:1]


def _sensitive_extras(builder: Builder, item: StepItem | None, found: Demands) -> None:
    for where, _ in builder.compiled.sensitive.get(name_of(item), ()):
        kind = where.removeprefix("sensitive.")
        entry = builder.policy.sensitive.get(kind) if where.startswith("sensitive.") else None
        if entry is None or item is None:
            continue
        found.tests += builder.tests_of(entry.need, where, item)
        if entry.roles and builder.step.actor in ("staff", "administrator"):
            found.tests.append(
                Test("role", where, "role-missing", " ".join(entry.roles), item.element, "", entry.roles)
            )
        if entry.for_ and builder.step.function not in entry.for_:
            what = builder.step.function or "function"
            found.fixed.append(Reason(where, "function-not-listed", item.element, what))


def add_reuse(builder: Builder, item: StepItem, found: Demands) -> None:
    """Add what using data collected for another purpose takes (construct 15)."""
    entry, step = builder.offer.entry, builder.step
    if step.act in _NOT_REUSE or builder.others(item) or not isinstance(entry, Purpose):
        return
    collected = item.collected_for or ()
    for purpose in collected:
        found_entry = builder.policy.entry(purpose)
        stays = found_entry is not None and getattr(found_entry[1], "results", None) == "stay"
        if stays and found_entry is not None and step.purpose not in collected:
            found.fixed.append(Reason(found_entry[0], "collected-for-other", item.element, item.element))
            return
    if step.purpose in collected or set(entry.reuses) & set(collected):
        return
    basis, agreement = entry.basis, builder.policy.agreement
    given = basis.consent if isinstance(basis, Consented) else None
    if basis == "agreement" and agreement is not None:
        given = agreement.level
    by = basis.by if isinstance(basis, Consented) else ("own",)
    level = at_least(given, Level.EXPLICIT)
    test = builder.consent(builder.offer.clause, None, level, item, "collected-for-other", by=by)
    found.tests.append(test._replace(what=item.element))
