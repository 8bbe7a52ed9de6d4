"""From a form to a request: what was typed, what is wrong with it, and what the desk is handed.

Rules
- What is wrong is said next to the form, which keeps what was typed. Nothing said depends on whether somebody is known.
- Only what the form offers is taken: data of the policy, details that it asks for, warnings that it has.
- What takes effect without proof (a consent taken back, a preference) is taken as a choice of somebody signed in alone;
  from anybody else it is words for a person to read.

Example
    >>> asked = read(compiled, kind, form, person)
    >>> asked.wrong or desk.receive("jeejio", asked.intake("zh"))
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from troth.gate import View
from troth.policy import Compiled
from troth.rights import Decision, Intake, Kind, cancelling_of
from troth.web.centre.requests import NARROWED, TOLD, roles_of
from troth.web.frame import Form, Language, Person

LONGEST_WORDS = 4000
LONGEST_FIELD = 200
ANYBODY, AUTOMATED = "anyone", "object-automated"
NEW = "new."
DETAIL = "detail."


@dataclass(frozen=True)
class Asked:
    """What was typed into a form, and the keys of what is wrong with it."""

    kind: Kind
    role: str = "subject"
    subject: str = field(default="", repr=False)
    requester: str = field(default="", repr=False)
    words: str = field(default="", repr=False)
    contact: str = field(default="", repr=False)
    elements: tuple[str, ...] = ()
    values: dict[str, str] = field(default_factory=dict, repr=False)
    details: dict[str, str] = field(default_factory=dict, repr=False)
    confirmed: tuple[str, ...] = ()
    target: str = ""
    wrong: tuple[str, ...] = ()

    def intake(self, language: Language) -> Intake:
        """Return it as the desk takes it."""
        details: dict[str, object] = {name: value for name, value in self.details.items() if value}
        if self.values:
            details["values"] = self.values
        if self.target:
            details |= _chosen(self.kind, self.target)
        return Intake(
            self.kind.id,
            self.subject,
            self.role,
            "centre",
            words=self.words,
            language=language,
            contact={"reply": self.contact} if self.contact else {},
            details=details,
            requester=self.requester,
            elements=self.elements or tuple(self.values),
            confirmed=self.confirmed,
        )


def _chosen(kind: Kind, target: str) -> dict[str, object]:
    """Return the details of a choice: a consent (with its recipient) to take back, or messages to stop."""
    if kind.id == "preferences":
        return {"opt-out": target}
    if kind.id == AUTOMATED:
        return {}  # the decision is what the request is about, not a detail of it
    name, _, recipient = target.partition("|")
    return {"target": name, "recipient": recipient} if recipient else {"target": name}


def choices_of(
    compiled: Compiled, kind: Kind, views: Sequence[View], decisions: Sequence[Decision] = ()
) -> tuple[str, ...]:
    """Return what somebody signed in can choose on the form: consents that stand, kinds of messages, decisions."""
    if kind.id == AUTOMATED:
        return tuple(each.id for each in decisions)
    if kind.id in ("withdraw", "object"):
        given = (each for each in views if each.kind == "consent" and each.state == "given")
        return tuple(f"{each.target}|{each.recipient}" if each.recipient else each.target for each in given)
    if kind.id == "preferences" and compiled.policy.messages.types:
        return ("*", *compiled.policy.messages.types)
    return ()


def read(
    compiled: Compiled, kind: Kind, form: Form, person: Person | None, choices: Sequence[str] = ()
) -> Asked:
    """Return what `form` says, with what is wrong with it. Raises BadForm for what no form of ours sends."""
    roles = (*roles_of(kind), *((ANYBODY,) if ANYBODY in kind.openers else ()))
    role = form.exact("role", *roles)
    asked = Asked(
        kind,
        role,
        _subject(form, person, role),
        person.subject if person is not None and role in ("guardian", "agent") else form.one("requester"),
        form.one("words"),
        form.one("contact"),
        _elements(compiled, kind, form),
        _values(compiled, kind, form),
        {name: form.one(DETAIL + name) for name in _asks(compiled, kind)},
        tuple(each for each in form.many("confirmed") if each in _before(compiled, kind)),
        form.exact("target", "", *choices) if person is not None and role == "subject" else "",
    )
    return replace(asked, wrong=_wrong(asked, person, choices))


def _subject(form: Form, person: Person | None, role: str) -> str:
    if person is not None and role == "subject":
        return person.subject
    return "" if role == ANYBODY else form.one("subject")


def _elements(compiled: Compiled, kind: Kind, form: Form) -> tuple[str, ...]:
    if kind.id not in NARROWED:
        return ()
    return tuple(each for each in form.many("elements") if each in compiled.policy.data)


def _values(compiled: Compiled, kind: Kind, form: Form) -> dict[str, str]:
    if kind.id != "correct":
        return {}
    given = {name: form.one(NEW + name) for name in compiled.policy.data}
    return {name: value for name, value in given.items() if value}


def _asks(compiled: Compiled, kind: Kind) -> tuple[str, ...]:
    right = compiled.policy.rights.get(kind.right)
    return right.asks if right is not None and right.gap is None and kind.id == kind.right else ()


def _before(compiled: Compiled, kind: Kind) -> tuple[str, ...]:
    return cancelling_of(compiled).before if kind.id == "cancel-account" else ()


def _wrong(asked: Asked, person: Person | None, choices: Sequence[str]) -> tuple[str, ...]:
    found = []
    signed = person is not None and asked.role == "subject"
    if not asked.subject and asked.role != ANYBODY:
        found.append("subject")
    if asked.role == "guardian" and not asked.requester:
        found.append("requester")
    told = asked.kind.id in TOLD or (
        asked.kind.id in ("withdraw", "object", "preferences") and not asked.target
    )
    if told and not asked.words:
        found.append("target" if signed and choices else "words")
    if asked.kind.id == "correct" and not asked.values and not asked.words:
        found.append("values")
    if len(asked.words) > LONGEST_WORDS:
        found.append("long")
    short = (asked.subject, asked.requester, asked.contact, *asked.values.values(), *asked.details.values())
    if any(len(each) > LONGEST_FIELD for each in short):
        found.append("long-field")
    return tuple(found)
