"""Steps 6 and 7: what each element of the step must meet.

Rules
- Demands add up. What can be seen from the step alone becomes a reason at once (`fixed`); what depends on facts
  becomes a test.
- A certified anonymised element has left the law: it keeps its certificate test and loses those of the kinds consent,
  guardian and told (PIPL 4).

Example
    Collecting a fingerprint under `basis: {consent: explicit}` where `pipl` is among the laws gives a consent test at
    `explicit` for the purpose and one at `separate` for clause `law.pipl.sensitive`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from troth.decisions.answer import Reason
from troth.decisions.offers import Offer
from troth.decisions.step import Step, StepItem
from troth.decisions.testing import Test, at_least
from troth.policy import Atom, Compiled, Consented, MessageType, Purpose, Tracker
from troth.vocabulary import CERTIFIED_FORMS, OUTWARD, PRECISIONS, Act, Level, RecipientRole

_KINDS_FALLING = frozenset({"consent", "guardian", "told"})
_CODES = {
    "consent": "consent-missing",
    "agreement": "not-agreed",
    "guardian": "guardian-missing",
    "told": "not-told",
    "role": "role-missing",
    "permission": "permission-missing",
    "age": "age-unknown",
    "relation": "not-in-audience",
    "region": "place-not-allowed",
    "transport": "not-encrypted",
    "authenticated": "not-authenticated",
    "form": "form-too-identifying",
    "instruction": "no-instruction",
    "evidence": "evidence-missing",
}
_NOT_REUSE = frozenset({Act.SERVE, Act.COLLECT, Act.ERASE, Act.INSTRUCT})
_FED_BY = frozenset({Act.USE, Act.COMBINE, Act.READ, Act.PROFILE})
_SECRET = frozenset({Act.COLLECT, Act.USE, Act.KEEP, Act.ERASE, Act.SERVE})


@dataclass
class Demands:
    """What one element must meet: reasons that already stand, and tests."""

    fixed: list[Reason] = field(default_factory=list)
    tests: list[Test] = field(default_factory=list)


class Builder:
    """Builds the demands on each element of one step."""

    def __init__(self, compiled: Compiled, step: Step, offer: Offer) -> None:
        """Build for `step`, carried by `offer` (whose entry is there)."""
        self.compiled, self.step, self.offer = compiled, step, offer
        self.policy = compiled.policy

    # -- from the policy's atoms to tests

    def tests_of(
        self, needs: Iterable[Atom], clause: str, item: StepItem | None, *, floor: bool = False
    ) -> Iterator[Test]:
        """Yield a test for each atom of `needs`; `floor` raises consents as PIPL 23 and 25 ask of outward acts."""
        for atom in needs:
            yield self.test_of(atom, clause, item, floor)

    def test_of(self, atom: Atom, clause: str, item: StepItem | None, floor: bool = False) -> Test:
        """Return the test that `atom` of `clause` is for `item` (None: for a step without data)."""
        element = item.element if item is not None else ""
        code, step = _CODES.get(atom.kind, ""), self.step
        if atom.kind == "any":
            inner = tuple(self.test_of(each, clause, item, floor) for each in atom.alternatives)
            lift = next((each.lift for each in inner if each.lift), "")
            return Test("any", clause, inner[0].code, inner[0].what, element, lift, inner)
        if atom.kind == "consent":
            level, naming = atom.level or Level.EXPLICIT, atom.naming
            if floor and "pipl" in self.policy.laws:
                level = at_least(level, Level.SEPARATE)
                extra = "act" if step.act is Act.DISCLOSE else "recipient"
                naming = naming if extra in naming else (*naming, extra)
            return self.consent(clause, atom.target or step.purpose, level, item, naming=naming, by=atom.by)
        if atom.kind == "agreement":
            args = (atom.level or Level.IMPLIED, self._since())
            return Test("agreement", clause, code, self.policy.id, element, "consent", args)
        if atom.kind == "guardian":
            return Test(
                "guardian", clause, code, step.purpose, element, "guardian", (atom.level or Level.EXPLICIT,)
            )
        if atom.kind == "instruction":
            return self.instruction(clause, item, None)
        if atom.kind == "age":
            return Test("age", clause, code, str(atom.age), element, "", (atom.age,))
        lift = "told" if atom.kind == "told" else ""
        return Test(atom.kind, clause, code, " ".join(atom.words) or atom.kind, element, lift, atom.words)

    def consent(
        self,
        clause: str,
        target: str,
        level: Level,
        item: StepItem | None,
        code: str = "consent-missing",
        *,
        naming: tuple[str, ...] = (),
        by: tuple[str, ...] = ("own",),
    ) -> Test:
        """Return a test for a consent to `target` at `level`."""
        element = item.element if item is not None else ""
        return Test("consent", clause, code, target, element, "consent", (target, level, naming, by))

    def instruction(
        self, clause: str, item: StepItem | None, raised: Level | None, code: str = "no-instruction"
    ) -> Test:
        """Return a test for a live instruction that covers the element."""
        element = item.element if item is not None else ""
        blocks = tuple(block for _, block in self.blocks(item)) or tuple(self.policy.instructions.values())
        return Test(
            "instruction",
            clause,
            code,
            element or self.step.purpose,
            element,
            "instruction",
            (blocks, raised),
        )

    def blocks(self, item: StepItem | None) -> list[tuple[str, object]]:
        """Return the `instructions` blocks that cover the element."""
        if item is None:
            return []
        element = self.policy.data.get(item.element)
        owner = element.of if element is not None else None
        return [
            (name, block)
            for name, block in self.policy.instructions.items()
            if item.element in self.compiled.opened(block.data)
            or (block.data_of is not None and block.data_of == owner)
        ]

    def _since(self) -> str | None:
        return self.compiled.since.get(self.offer.clause)

    # -- step 7, topic by topic

    def of_item(self, item: StepItem | None) -> Demands:
        """Return everything that `item` must meet, cases apart (None: a step without data)."""
        found = Demands()
        entry = self.offer.entry
        if item is not None:
            self._lists(item, found)
            self._forms(item, found, self._accepted(), self._group())
        if entry is not None:
            self._basis(item, found)
            if not isinstance(entry, Tracker):
                found.tests += self.tests_of(entry.need, self.offer.clause, item)
                if self.offer.clause.startswith("supplements."):
                    found.tests += self.tests_of(self.policy.supplements.need, "supplements", item)
        if item is not None:
            self._reuse(item, found)
            self._origin(item, found)
            self._permission(item, found)
            self._audience(item, found)
        self._minors(item, found)
        self._recipient(item, found)
        self._product(item, found)
        if self.step.act is Act.INSTRUCT:
            roles = tuple(sorted({r for b in self.policy.instructions.values() for r in b.given_by}))
            found.tests.append(Test("role", "instructions", "role-missing", " ".join(roles), "", "", roles))
        if item is not None and item.form == "anonymised":
            found.tests = [each for each in found.tests if each.lift not in _KINDS_FALLING]
        return found

    def _lists(self, item: StepItem, found: Demands) -> None:
        name, step, offer = item.element, self.step, self.offer
        if name not in self.policy.data:
            found.fixed.append(Reason("data", "unknown-data", name, name))
            return
        if self.policy.data[name].secret and step.act not in _SECRET:
            found.fixed.append(Reason(f"data.{name}", "never", name, name))
        if offer.entry is not None and name not in self._allowed():
            found.fixed.append(Reason(offer.clause, "unlisted-data", name, name))
        for clause, names in self._other_lists(item):
            if names and name not in self.compiled.opened(names):
                found.fixed.append(Reason(clause, "unlisted-data", name, name))
        if step.act is Act.COLLECT and name in step.insist and not self._mandatory(name):
            found.fixed.append(Reason(offer.clause, "not-mandatory", name, name))

    def _allowed(self) -> frozenset[str]:
        allowed = self.compiled.allowed[self.offer.clause]
        channel = self.policy.messages.channels.get(self.step.channel or "")
        if isinstance(self.offer.entry, MessageType) and channel is not None:
            return allowed | self.compiled.opened(channel.to)
        return allowed

    def _other_lists(self, item: StepItem) -> Iterator[tuple[str, tuple[str, ...]]]:
        policy, step = self.policy, self.step
        standing_in = self.offer.ground is not None and step.act in OUTWARD
        if step.recipient in policy.recipients and not standing_in:
            yield f"recipients.{step.recipient}", policy.recipients[step.recipient].data
        if item.origin in policy.origins:
            yield f"origins.{item.origin}", policy.origins[item.origin].data
        if self.offer.ground is not None:
            table, ground = self.offer.ground
            yield f"grounds.{table}.{ground}", policy.grounds[table].data

    def _mandatory(self, name: str) -> bool:
        entry = self.offer.entry
        lists = getattr(entry, "data", None)
        if lists is None or not hasattr(lists, "required"):
            return False
        opened = self.compiled.opened
        occasions = {value for _, value in self.step.occasion}
        if name in opened(lists.required):
            return True
        if any(name in opened(names) for key, names in lists.required_if.items() if key in occasions):
            return True
        alternatives = [e for e in self.policy.elements(lists.one_of) if e in self.step.insist]
        return bool(alternatives) and alternatives[0] == name

    def _accepted(self) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
        """Return (clause, accepted forms, elements allowed raw) of entry and recipient."""
        found = []
        entry, step = self.offer.entry, self.step
        if entry is not None and entry.form:
            found.append((self.offer.clause, tuple(entry.form), ()))
        recipient = self.policy.recipients.get(step.recipient or "")
        if recipient is not None and recipient.form and not (self.offer.ground and step.act in OUTWARD):
            found.append((f"recipients.{step.recipient}", tuple(recipient.form), recipient.raw))
        return found

    def _group(self) -> int:
        return getattr(self.offer.entry, "min_group", None) or 0

    def _forms(
        self,
        item: StepItem,
        found: Demands,
        accepted: list[tuple[str, tuple[str, ...], tuple[str, ...]]],
        group: int,
    ) -> None:
        for clause, forms, raw in accepted:
            exempt = item.form == "raw" and item.element in self.compiled.opened(raw)
            if item.form not in forms and not exempt:
                found.fixed.append(Reason(clause, "form-too-identifying", item.element, item.form))
        if item.form in CERTIFIED_FORMS:
            args = (item.form, group)
            clause = self.offer.clause
            found.tests.append(
                Test("certificate", clause, "form-too-identifying", item.form, item.element, "", args)
            )
        element = self.policy.data.get(item.element)
        if element is not None and element.finest is not None:
            coarse = item.precision in PRECISIONS and PRECISIONS.index(item.precision) >= PRECISIONS.index(
                element.finest
            )
            if not coarse:
                what = item.precision or "precision"
                found.fixed.append(Reason(f"data.{item.element}", "form-too-identifying", item.element, what))

    def others(self, item: StepItem | None) -> bool:
        """Return whether the element belongs to another controller."""
        if item is None:
            return False
        element = self.policy.data.get(item.element)
        return item.controller is not None or (element is not None and element.of != "individual")

    def _basis(self, item: StepItem | None, found: Demands) -> None:
        raised = self._raised(item)
        entry, clause, step = self.offer.entry, self.offer.clause, self.step
        if step.act is Act.INSTRUCT:
            return
        if self.others(item):
            basis = getattr(entry, "basis", None)
            code = "no-instruction" if basis == "instruction" else "own-use"
            blocks = self.blocks(item)
            where = f"instructions.{blocks[0][0]}" if blocks else "instructions"
            found.tests.append(self.instruction(where, item, None, code))
            found.tests += [self._attested(each, level, item) for each, level in raised]
        elif isinstance(entry, Tracker):
            if entry.category not in self.policy.trackers.before_choice:
                found.tests.append(self.consent(clause, entry.category, entry.level, item))
            found.tests += [self.consent(where, entry.category, level, item) for where, level in raised]
        elif entry is not None:
            self._purpose_basis(entry, item, found, raised)
        self._sensitive_extras(item, found)

    def _purpose_basis(
        self, entry: Purpose, item: StepItem | None, found: Demands, raised: list[tuple[str, Level]]
    ) -> None:
        clause, basis, target = self.offer.clause, entry.basis, self.step.purpose
        element = item.element if item is not None else ""
        if isinstance(basis, Consented):
            found.tests.append(self.consent(clause, target, basis.consent, item, by=basis.by))
            found.tests += [self.consent(where, target, level, item, by=basis.by) for where, level in raised]
        elif basis in ("agreement", "contract"):
            agreement = self.policy.agreement
            level = (
                (agreement.level if agreement else Level.EXPLICIT) if basis == "agreement" else Level.IMPLIED
            )
            since = self._since()
            test = Test("agreement", clause, "not-agreed", self.policy.id, element, "consent", (level, since))
            if basis == "contract":
                proof = Test("evidence", clause, "evidence-missing", "contract", element, "", ("contract",))
                test = Test("any", clause, "not-agreed", "contract", element, "consent", (test, proof))
            found.tests.append(test)
            for where, raise_to in raised:
                if raise_to.rank <= Level.EXPLICIT.rank:
                    args = (raise_to, since)
                    found.tests.append(
                        Test("agreement", where, "not-agreed", self.policy.id, element, "consent", args)
                    )
                else:
                    found.tests.append(self.consent(where, target, raise_to, item))
        elif basis == "legal-duty":
            found.tests.append(
                Test("evidence", clause, "evidence-missing", "citation", element, "", ("citation",))
            )
        elif basis == "instruction":
            found.tests.append(self.instruction(clause, item, None))
            found.tests += [self._attested(where, level, item) for where, level in raised]
        elif basis == "none" and item is not None:
            if self._personal(item):
                found.fixed.append(Reason(clause, "becomes-personal", item.element, item.element))
            found.tests += [self.consent(where, target, level, item) for where, level in raised]

    def _attested(self, clause: str, level: Level, item: StepItem | None) -> Test:
        return self.instruction(clause, item, level, "not-attested")

    def _personal(self, item: StepItem) -> bool:
        """An element is personal unless it stands alone: no subject, and nothing identifying beside it."""
        element = self.policy.data.get(item.element)
        if element is None or element.alone is None:
            return True
        beside = [
            self.policy.data.get(each.element) for each in self.step.items if each.element != item.element
        ]
        return self.step.has_subject or any(each is None or each.alone is None for each in beside)

    def _raised(self, item: StepItem | None) -> list[tuple[str, Level]]:
        return list(self.compiled.sensitive.get(item.element, ())) if item is not None else []

    def _sensitive_extras(self, item: StepItem | None, found: Demands) -> None:
        for where, _ in self._raised(item):
            kind = where.removeprefix("sensitive.")
            entry = self.policy.sensitive.get(kind) if where.startswith("sensitive.") else None
            if entry is None or item is None:
                continue
            found.tests += self.tests_of(entry.need, where, item)
            if entry.roles and self.step.actor in ("staff", "administrator"):
                found.tests.append(
                    Test("role", where, "role-missing", " ".join(entry.roles), item.element, "", entry.roles)
                )
            if entry.for_ and self.step.function not in entry.for_:
                what = self.step.function or "function"
                found.fixed.append(Reason(where, "function-not-listed", item.element, what))

    def _reuse(self, item: StepItem, found: Demands) -> None:
        entry, step = self.offer.entry, self.step
        if step.act in _NOT_REUSE or self.others(item) or not isinstance(entry, Purpose):
            return
        collected = item.collected_for or ()
        stays = [
            c
            for c in collected
            if getattr((self.policy.entry(c) or ("", None))[1], "results", None) == "stay"
        ]
        if step.purpose not in collected and stays:
            found.fixed.append(
                Reason(f"purposes.{stays[0]}", "collected-for-other", item.element, item.element)
            )
            return
        if step.purpose in collected or set(entry.reuses) & set(collected):
            return
        level = at_least(entry.basis.consent if isinstance(entry.basis, Consented) else None, Level.EXPLICIT)
        test = self.consent(self.offer.clause, step.purpose, level, item, "collected-for-other")
        found.tests.append(test._replace(what=item.element))

    def _origin(self, item: StepItem, found: Demands) -> None:
        if item.origin == "person":
            return
        policy, step, entry = self.policy, self.step, self.offer.entry
        origin = policy.origins.get(item.origin)
        if origin is None:
            found.fixed.append(Reason("origins", "unknown-origin", item.element, item.origin))
            return
        where = f"origins.{item.origin}"
        listed = item.origin in getattr(entry, "origins", ()) or step.purpose in origin.purposes
        if step.act is Act.COLLECT:
            if not listed:
                found.fixed.append(Reason(where, "unknown-origin", item.element, item.origin))
        else:
            scope = frozenset(origin.purposes) | {n for n, p in self._purposes() if item.origin in p.origins}
            beyond = origin.beyond_scope
            inner = None
            if beyond is not None:
                inner = self.consent(
                    where, step.purpose, beyond.consent, item, "origin-unconfirmed", by=beyond.by
                )
            args = (item.origin, scope, inner)
            lift = "consent" if inner is not None else ""
            found.tests.append(Test("scope", where, "origin-unconfirmed", "scope", item.element, lift, args))
        words = getattr(origin.confirm, "any", origin.confirm)
        if words:
            every = not hasattr(origin.confirm, "any")
            args = (item.origin, every, tuple(words))
            found.tests.append(
                Test("origin", where, "origin-unconfirmed", " ".join(words), item.element, "", args)
            )

    def _purposes(self) -> Iterator[tuple[str, Purpose]]:
        policy = self.policy
        yield from policy.purposes.items()
        yield from policy.messages.types.items()
        yield from policy.supplements.entries.items()

    def _permission(self, item: StepItem, found: Demands) -> None:
        step = self.step
        if step.act is not Act.COLLECT and step.act not in _FED_BY:
            return
        holding = {
            name: each
            for name, each in self.policy.permissions.items()
            if item.element in self.compiled.opened(each.data)
            and (not each.products or step.product is None or step.product in each.products)
        }
        if not holding:
            return
        if step.act in _FED_BY:
            for name in holding:
                where = f"permissions.{name}"
                found.tests.append(
                    Test("not-denied", where, "permission-off", name, item.element, "", (name,))
                )
            return
        serving = [
            name
            for name, each in holding.items()
            if (not each.serves or step.function in each.serves)
            and (not each.purposes or step.purpose in each.purposes)
        ]
        if not serving:
            name = sorted(holding)[0]
            found.fixed.append(Reason(f"permissions.{name}", "permission-function", item.element, name))
        for name in serving:
            where = f"permissions.{name}"
            found.tests.append(
                Test("permission", where, "permission-missing", name, item.element, "", (name,))
            )

    def _audience(self, item: StepItem, found: Demands) -> None:
        step = self.step
        if step.actor not in ("individual", "guardian", "recipient", "public"):
            return
        fitting = {
            name: each
            for name, each in self.policy.audiences.items()
            if step.act in each.acts and item.element in self.compiled.opened(each.data)
        }
        if fitting:
            allowed = tuple(sorted({to for each in fitting.values() for to in each.to}))
            may_open = tuple(sorted({to for each in fitting.values() for to in each.person_may_open}))
            where = f"audiences.{sorted(fitting)[0]}"
            args = (allowed, may_open)
            found.tests.append(
                Test("audience", where, "not-in-audience", item.element, item.element, "", args)
            )

    def _minors(self, item: StepItem | None, found: Demands) -> None:
        step, minors = self.step, self.policy.minors
        element = item.element if item is not None else ""
        for name, below in self.compiled.bands if minors else ():
            band = minors.bands[name]  # type: ignore[union-attr]  # bands are empty without minors
            applies = (not band.acts or step.act in band.acts) and (
                not band.products or step.product is None or step.product in band.products
            )
            if not applies or step.purpose in band.except_ or band.gap:
                continue
            where = f"minors.bands.{name}"
            ask = minors.age.unknown == "ask"  # type: ignore[union-attr]  # as above
            inner = list(self.tests_of(band.need, where, item)) or [None]  # type: ignore[list-item]  # no need of its own
            for test in inner:
                lift = test.lift if test is not None else ""
                found.tests.append(
                    Test("band", where, "age-unknown", "age", element, lift, (below, ask, test))
                )
        if "pipl" in self.policy.laws and item is not None:
            guardian = Test(
                "guardian",
                "law.pipl.minors",
                "guardian-missing",
                step.purpose,
                element,
                "guardian",
                (Level.EXPLICIT,),
            )
            args = (14, False, guardian)
            found.tests.append(
                Test("band", "law.pipl.minors", "guardian-missing", step.purpose, element, "guardian", args)
            )

    def _recipient(self, item: StepItem | None, found: Demands) -> None:
        step = self.step
        recipient = self.policy.recipients.get(step.recipient or "")
        if recipient is None or (self.offer.ground is not None and step.act in OUTWARD):
            return
        where, name = f"recipients.{step.recipient}", step.recipient or ""
        element = item.element if item is not None else ""
        if recipient.role not in (RecipientRole.OWN_GROUP, RecipientRole.AUTHORITY):
            found.tests.append(
                Test("signed", where, "not-signed", name, element, "", (name, bool(recipient.signed)))
            )
        if recipient.role is RecipientRole.SUCCESSOR:
            fresh = self.consent(where, step.purpose, Level.EXPLICIT, item, naming=("recipient",))
            undertaking = Test("undertaking", where, "evidence-missing", "undertaking", element, "", (name,))
            found.tests.append(
                Test(
                    "any", where, "evidence-missing", "undertaking", element, "consent", (undertaking, fresh)
                )
            )
        change = recipient.may_change_purpose
        if change is not None and step.purpose not in recipient.purposes:
            found.tests.append(
                self.consent(where, step.purpose, change.consent, item, naming=("recipient",), by=change.by)
            )
        found.tests += self.tests_of(recipient.need, where, item)

    def _product(self, item: StepItem | None, found: Demands) -> None:
        product = self.policy.products.get(self.step.product or "")
        if product is not None and product.if_ is not None:
            where = f"products.{self.step.product}"
            element = item.element if item is not None else ""
            found.tests.append(
                Test("evidence", where, "evidence-missing", product.if_, element, "", (product.if_,))
            )

    def case_limits(self, item: StepItem, found: Demands, clause: str, case: object) -> None:
        """Add what a case's own lists and forms say about the element."""
        names, forms = case.data, tuple(case.form)  # type: ignore[attr-defined]  # a Case
        if names and item.element not in self.compiled.opened(names):
            found.fixed.append(Reason(clause, "unlisted-data", item.element, item.element))
        if forms and item.form not in forms:
            found.fixed.append(Reason(clause, "form-too-identifying", item.element, item.form))
        if item.form == "anonymised":
            found.tests = [each for each in found.tests if each.lift not in _KINDS_FALLING]
