"""Whether people must hear of a difference: by the policy's own words, and by law in any case.

Rules
- `changes.material` lists words. `WORDS` says which differences each word means; any matter is a word as well, and then
  means every change of it.
- The floor holds whatever the file says: what is new, larger or not comparable in the purpose, the manner or the kinds
  of data (PIPL 14), what people were told of controller, contact, period and rights (17), recipients (23), places
  abroad (39), and every right that is reduced. It cites the article by its key in the reference of laws.
- A change of processing that touches no purpose touches nobody.

Example
    >>> reasons(difference, ("purposes",), ("purpose",), principal=False)
    ('changes.material: purpose', 'pipl.14')
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from troth.policy.comparing.matters import PROCESSING, Matter
from troth.policy.comparing.walking import Difference
from troth.policy.file import Policy
from troth.policy.findings import Findings
from troth.policy.wording import suggestion
from troth.vocabulary import RecipientRole

_RIGHTS = frozenset({Matter.RIGHT, Matter.ROUTE, Matter.DEADLINE, Matter.FEE, Matter.REFUSAL})
_DATA = frozenset({Matter.DATA, Matter.MANDATORY, Matter.SENSITIVITY})
_PEOPLE = frozenset({Matter.UNIT, Matter.CONTACT})
_MANNER = PROCESSING - _DATA - {Matter.PURPOSE, Matter.RECIPIENT, Matter.LAW, Matter.GAP, Matter.MANDATORY}
_RECIPIENTS = ("recipients", "providing")


@dataclass(frozen=True)
class Seen:
    """A difference as the words look at it: `principal` if it concerns a recipient in its own name."""

    difference: Difference
    principal: bool

    @property
    def matter(self) -> Matter:
        """What it is about."""
        return self.difference.matter

    @property
    def weighs(self) -> bool:
        """Whether more is permitted, less is owed, or nobody can tell."""
        return self.difference.outcome.weighs

    @property
    def section(self) -> str:
        """The section of the file."""
        return self.difference.path[0] if self.difference.path else self.difference.field

    def of_recipients(self) -> bool:
        """Return whether it says who receives data, or gives a recipient more."""
        whole = self.matter in {Matter.RECIPIENT, Matter.CASE}
        return self.section in _RECIPIENTS and (whole or self.weighs)


WORDS: dict[str, Callable[[Seen], bool]] = {
    "purpose": lambda seen: seen.matter is Matter.PURPOSE or (seen.matter is Matter.REUSE and seen.weighs),
    "data": lambda seen: seen.matter in _DATA and seen.weighs,
    "manner": lambda seen: seen.matter in _MANNER and seen.weighs,
    "owner": lambda seen: seen.matter is Matter.CONTROLLER,
    "recipient": Seen.of_recipients,
    "principal-recipient": lambda seen: seen.of_recipients() and seen.principal,
    "rights": lambda seen: seen.matter in _RIGHTS and seen.weighs,
    "route": lambda seen: seen.matter is Matter.ROUTE and seen.weighs,
    "limit-longer": lambda seen: seen.matter in {Matter.DEADLINE, Matter.RETENTION} and seen.weighs,
    "unit": lambda seen: seen.matter in _PEOPLE,
    "contact": lambda seen: seen.matter in _PEOPLE,
    "high-risk": lambda _: False,
}
"""The words of `changes.material` and the differences that each means; `high-risk` is an event, not a text."""


def means(word: str, seen: Seen) -> bool:
    """Return whether the own word `word` means the difference; a word that is not known means none."""
    if word in WORDS:
        return WORDS[word](seen)
    return word == seen.matter


_FLOOR: dict[str, str] = {
    **dict.fromkeys(PROCESSING, "pipl.14"),
    "sensitivity": "pipl.29",
    "mandatory": "pipl.16",
    "refusal": "pipl.16",
    "automated-decision": "pipl.24",
    "recipient": "pipl.23",
    "case": "pipl.23",
    "region": "pipl.39",
    "instruction": "pipl.21",
    "ground": "pipl.13",
    "minors": "pipl.31",
    **dict.fromkeys(("retention", "controller", "contact", "unit", "announcement", "notice"), "pipl.17"),
    **dict.fromkeys(("right", "route", "deadline", "fee"), "pipl.17"),
}
# Not told beforehand by law, and still a right that is reduced.
_REDUCED: dict[str, str] = {
    "incident": "pipl.57",
    "termination": "pipl.47",
    "protection": "pipl.51",
    "role": "pipl.44",
    "dispute": "pipl.50",
    "statement": "pipl.7",
}


def reasons(
    difference: Difference, purposes: Iterable[str], words: Iterable[str], *, principal: bool
) -> tuple[str, ...]:
    """Return why the difference is material, the policy's own words first; none if it is not."""
    seen = Seen(difference, principal)
    if seen.matter in PROCESSING and not tuple(purposes):
        return ()
    own = tuple(f"changes.material: {word}" for word in words if means(word, seen))
    return own + _by_law(seen)


def _by_law(seen: Seen) -> tuple[str, ...]:
    if not seen.weighs:
        return ()
    if seen.section in _RECIPIENTS and seen.matter is not Matter.REGION:
        return ("pipl.23" if seen.principal else "pipl.21",)
    if seen.difference.outcome.reduces and seen.matter in _REDUCED:
        return (_REDUCED[seen.matter],)
    found = _FLOOR.get(seen.matter)
    return (found,) if found else ()


def principal(path: tuple[str, ...], *policies: Policy) -> bool:
    """Return whether `path` is of a recipient that receives data in its own name, or of a case of providing."""
    if path[:1] == ("providing",):
        return True
    if path[:1] != ("recipients",) or len(path) < 2:
        return False
    roles = {policy.recipients[path[1]].role for policy in policies if path[1] in policy.recipients}
    return bool(roles - {RecipientRole.OWN_GROUP, RecipientRole.PROCESSOR, RecipientRole.AUTHORITY})


def own_words(policy: Policy) -> tuple[str, ...]:
    """Return the words by which the policy calls a change material."""
    return policy.changes.material if policy.changes else ()


def check_material(policy: Policy, findings: Findings) -> None:
    """Add a finding for every own word that means no difference: it would make nothing material."""
    known = {*WORDS, *map(str, Matter)}
    for place, word in enumerate(own_words(policy)):
        if word not in known:
            hint = suggestion(word, known)
            findings.add("warning", "not-word", ("changes", "material", place), value=word, **hint)
