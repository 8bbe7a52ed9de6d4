"""Demands (`need`): whether an atom is met, can still be asked for, or is unmet.

Rules
- Three outcomes: met; askable (consent, agreement, guardian, notice, device permission, age: what the person or the
  guardian can still give); unmet.
- What is not known is not met. A no (refused or withdrawn) is unmet and never askable, until a later yes covers the step.
- `any` is met if one alternative is, else askable if one is. It then asks only for what can be asked for.

Example
    An explicit consent does not meet `{consent: separate}`; it is askable, code `consent-missing`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum

from msgspec.structs import replace

from troth.decisions.answer import Wish
from troth.decisions.facts import Consent, Evidence
from troth.decisions.reference.instruction import instructed
from troth.decisions.reference.situation import Situation
from troth.decisions.request import Item
from troth.policy import Atom
from troth.vocabulary import EVIDENCE, OUTWARD, Level


class Status(IntEnum):
    """How a demand stands; the greater, the worse."""

    MET = 0
    ASKABLE = 1
    UNMET = 2


@dataclass(frozen=True)
class Problem:
    """Why a demand is not met: a code, what it speaks of, and the wish if it can be asked for."""

    code: str
    what: str = ""
    wish: Wish | None = None


@dataclass(frozen=True)
class Outcome:
    """How a demand stands.

    `kind` is the kind that a ground may lift ("" for none; `agreement` and `basis` are lifted as consent).
    `alternatives` are those of `any`. `instead_of`: the demand stands for these, and falls where all of them do.
    """

    status: Status
    kind: str = ""
    problems: tuple[Problem, ...] = ()
    alternatives: tuple[Outcome, ...] = ()
    instead_of: tuple[Outcome, ...] = ()

    def falls(self, lifts: Iterable[str], unless_refused: bool) -> bool:
        """Return whether a ground that `lifts` these kinds removes the demand; `unless_refused`: never after a no."""
        if self.instead_of:
            return all(each.falls(lifts, unless_refused) for each in self.instead_of)
        if self.alternatives:
            return any(each.falls(lifts, unless_refused) for each in self.alternatives)
        kind = "consent" if self.kind in {"agreement", "basis"} else self.kind
        return kind in lifts and not (unless_refused and self.refused)

    @property
    def refused(self) -> bool:
        """Whether the person said no."""
        return self.status == Status.UNMET and any(
            each.code in {"said-no", "not-agreed"} for each in self.problems
        )


def met(kind: str = "") -> Outcome:
    """Return that a demand of `kind` is met."""
    return Outcome(Status.MET, kind)


def unmet(code: str, what: str = "", kind: str = "") -> Outcome:
    """Return that a demand of `kind` is unmet, and why."""
    return Outcome(Status.UNMET, kind, (Problem(code, what),))


def askable(code: str, what: str, wish: Wish, kind: str = "") -> Outcome:
    """Return that a demand of `kind` can still be met by asking for `wish`."""
    return Outcome(Status.ASKABLE, kind, (Problem(code, what, wish),))


def every(outcomes: Iterable[Outcome], kind: str = "") -> Outcome:
    """Return the AND of `outcomes`."""
    many = list(outcomes)
    worst = max((each.status for each in many), default=Status.MET)
    return Outcome(worst, kind, tuple(problem for each in many for problem in each.problems))


def either(outcomes: Iterable[Outcome], kind: str = "") -> Outcome:
    """Return the OR of `outcomes`."""
    many = tuple(outcomes)
    best = min(each.status for each in many)
    problems = [problem for each in many if each.status == best != Status.MET for problem in each.problems]
    return Outcome(best, kind, tuple(problems), many)


def consented(
    s: Situation,
    item: Item | None,
    level: Level,
    *,
    target: str | None = None,
    naming: tuple[str, ...] = (),
    by: tuple[str, ...] = ("own",),
    missing: str = "consent-missing",
) -> Outcome:
    """Return whether a live consent covers the step; `missing` is the code where none does and one can be asked for."""
    target = target or s.own_target
    about = [each for each in s.facts.consents if each.for_ == target and _within(s, item, each)]
    noes = [each for each in about if each.state in {"refused", "withdrawn"}]
    for each in about:
        stands = each.state == "given" and all(no.sequence < each.sequence for no in noes)
        if stands and each.level.rank >= level.rank and _accepted(s, each, by) and _names(s, each, naming):
            return met("consent")
    if noes:
        return unmet("said-no", target, "consent")
    if "own" not in by:
        return unmet(missing, target, "consent")  # others have to attest it; the person cannot give it
    wish = Wish(
        "consent",
        target,
        level,
        recipient=(s.request.recipient or "") if "recipient" in naming or s.act in OUTWARD else "",
        acts=(s.act,) if naming or s.act in OUTWARD else (),
        data=(item.element,) if "data" in naming and item is not None else (),
    )
    wish = replace(wish, region=_abroad(s) if wish.recipient else "")
    return askable(missing, target, wish, "consent")


def said_no(s: Situation, item: Item | None, target: str) -> bool:
    """Return whether the person said no to `target`, for a step like this one."""
    noes = {"refused", "withdrawn"}
    return any(
        each.for_ == target and each.state in noes and _within(s, item, each) for each in s.facts.consents
    )


def _within(s: Situation, item: Item | None, consent: Consent) -> bool:
    """Return whether the step lies within what `consent` states; a yes covers it then, and a no forbids it."""
    if consent.recipients is not None and s.request.recipient not in consent.recipients:
        return False
    if consent.state == "given" and consent.region not in (None, s.region or "unknown"):
        return False  # the person was asked about another place
    states_act = consent.acts is None or s.act in consent.acts
    if consent.for_ in (s.request.purpose, s.own_target):
        return states_act and (consent.data is None or item is None or item.element in consent.data)
    # A consent to something else (`for:`) states the data and the acts of that, which are not those of this step.
    if states_act or consent.state != "given" or s.act in OUTWARD:
        return states_act
    return any(act not in OUTWARD for act in consent.acts or ())


def _accepted(s: Situation, consent: Consent, by: tuple[str, ...]) -> bool:
    """Return whether the witness of `consent` counts: a verified guardian does wherever the person does."""
    if consent.by == "guardian" and "own" in by:
        return s.facts.guardian is not None and s.facts.guardian.verified
    return consent.by in by


def _names(s: Situation, consent: Consent, naming: tuple[str, ...]) -> bool:
    """Return whether `consent` was given for just what must be named: this act alone, a recipient, no data beyond the step's."""
    elements = {each.element for each in s.items}
    return (
        ("act" not in naming or consent.acts == (s.act,))
        and ("recipient" not in naming or consent.recipients is not None)
        and ("data" not in naming or (consent.data is not None and set(consent.data) <= elements))
    )


def agreed(s: Situation, level: Level) -> Outcome:
    """Return whether the person agreed to the policy in force at `level`, and to all that this purpose says by now."""
    wish = Wish("agreement", s.policy.id, level)
    agreement = s.facts.agreed
    if agreement is not None and agreement.disagreed:
        return unmet("not-agreed", kind="agreement")
    if agreement is None or agreement.level.rank < level.rank:
        return askable("not-agreed", "", wish, "agreement")
    if agreement.version == s.policy.version:
        return met("agreement")
    if agreement.version not in s.versions:
        return askable("not-agreed", agreement.version, wish, "agreement")
    newer = s.since.get(s.clause)
    if newer is not None and s.versions.index(agreement.version) < s.versions.index(newer):
        return askable("new-since", newer, wish, "agreement")
    return met("agreement")


def _abroad(s: Situation) -> str:
    return s.region if s.region is not None and s.region != s.policy.region else ""


def guarded(s: Situation, item: Item | None, level: Level) -> Outcome:
    """Return whether a verified guardian consented to this at `level` and left the purpose in."""
    guardian = s.facts.guardian
    if guardian is not None and guardian.verified and s.request.purpose in guardian.leaves_out:
        return unmet("said-no", s.request.purpose, "guardian")
    asked = guardian is not None and (
        (guardian.acts is None or s.act in guardian.acts)
        and (guardian.recipients is None or s.request.recipient in guardian.recipients)
        and (guardian.data is None or item is None or item.element in guardian.data)
    )
    if guardian is not None and guardian.verified and guardian.level.rank >= level.rank and asked:
        return met("guardian")
    wish = Wish("consent", s.request.purpose, level, by="guardian")
    if s.act in OUTWARD:
        recipient = s.request.recipient or ""
        wish = replace(wish, recipient=recipient, acts=(s.act.value,), region=_abroad(s) if recipient else "")
    return askable("guardian-missing", s.request.purpose, wish, "guardian")


def age_unknown(s: Situation, what: str) -> Outcome:
    """Return what an age that is not known comes to: it can be asked for, until the person would not say."""
    return (
        unmet("age-unknown", what)
        if s.facts.age_refused
        else askable("age-unknown", what, Wish("age", "age"))
    )


def old_enough(s: Situation, years: int) -> Outcome:
    """Return whether the person is known to be `years` old or older."""
    if s.facts.age is None:
        return age_unknown(s, str(years))
    return met() if s.facts.age >= years else unmet("too-young", str(years))


def permitted(s: Situation, permission: str) -> Outcome:
    """Return whether the device permission is granted; one that was not asked for can be asked for."""
    state = s.facts.permissions.get(permission)
    if state == "granted":
        return met()
    if state is None:
        return askable("permission-missing", permission, Wish("permission", permission))
    return unmet("permission-off", permission)


def evidenced(s: Situation, item: Item | None, word: str) -> Outcome:
    """Return whether there is valid evidence of the kind `word`, cited and about whom and what it must be."""
    if word in EVIDENCE:
        about = EVIDENCE[word].about
    else:
        about = s.policy.evidence[word].about if word in s.policy.evidence else "subject"
    for each in s.facts.evidence:
        if each.kind != word or not each.valid or not speaks_of(each, item):
            continue
        cited = each.reference in s.request.claim.evidence
        concerns = each.subject is not None and each.subject == s.request.subject
        if each.subject is not None and not concerns:
            continue  # it is about somebody else
        if (
            about == "controller"
            or (about == "step" and cited)
            or (about == "subject" and cited and concerns)
        ):
            return met()
    return unmet("evidence-missing", word)


def speaks_of(evidence: Evidence, item: Item | None) -> bool:
    """Return whether `evidence` is about `item`: one that states its elements is about these alone."""
    return evidence.elements is None or item is None or item.element in evidence.elements


def _told(s: Situation, words: tuple[str, ...]) -> Outcome:
    lacking = [word for word in words if word not in s.facts.told]
    wish = Wish(
        "notice", recipient=s.request.recipient or "", data=tuple(lacking)
    )  # one notice of the clause, with all that it has to say
    return every((askable("not-told", word, wish) for word in lacking), "told")


def _one_of(held: Iterable[str | None], words: tuple[str, ...], code: str) -> Outcome:
    return met() if any(each in words for each in held) else unmet(code, ", ".join(words))


_WORDED: dict[str, Callable[[Situation, Item | None, tuple[str, ...]], Outcome]] = {
    "told": lambda s, item, words: _told(s, words),
    "role": lambda s, item, words: _one_of(s.request.actor.roles, words, "role-missing"),
    "permission": lambda s, item, words: every(permitted(s, word) for word in words),
    "relation": lambda s, item, words: _one_of(s.facts.relations, words, "not-in-audience"),
    "region": lambda s, item, words: _one_of([s.region], words, "place-not-allowed"),
    "transport": lambda s, item, words: _one_of([s.facts.transport], words, "not-encrypted"),
    "form": lambda s, item, words: (
        met() if item is None else _one_of([item.form], words, "form-too-identifying")
    ),
    "evidence": lambda s, item, words: every(evidenced(s, item, word) for word in words),
}


def outcome(s: Situation, item: Item | None, atom: Atom) -> Outcome:
    """Return how `atom` stands for `item`, or for the step where it has no data."""
    if atom.kind == "any":
        return either(outcome(s, item, each) for each in atom.alternatives)
    if atom.kind in _WORDED:
        return _WORDED[atom.kind](s, item, atom.words)
    if atom.kind == "age":
        return old_enough(s, atom.age)
    if atom.kind == "authenticated":
        return met() if s.facts.authenticated else unmet("not-authenticated")
    if atom.kind == "instruction":
        code = instructed(s, item)
        return met("instruction") if code is None else unmet(code, kind="instruction")
    if atom.level is None:
        raise ValueError(f"{atom.kind} has no level")
    if atom.kind == "consent":
        return consented(s, item, atom.level, target=atom.target, naming=atom.naming, by=atom.by)
    if atom.kind == "agreement":
        return agreed(s, atom.level)
    if atom.kind == "guardian":
        return guarded(s, item, atom.level)
    raise ValueError(f"no such need: {atom.kind}")
