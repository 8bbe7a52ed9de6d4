"""What a person can choose, as it stands now: the list behind the privacy centre and `GET .../consents`.

Rules
- Every purpose that rests on a consent is there, with its state, the text now in force and the path that takes a choice,
  also after a no: only the person reopens it.
- Nothing is pre-ticked: no state before a choice.

Example
    >>> [(view.target, view.state) for view in views][:1]
    [('personalisation', 'none')]
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from troth.consent import consent_key, facts_of
from troth.consent.ports import Statement
from troth.decisions import Wish
from troth.gate.replies import put_path
from troth.gate.standing import last_choice
from troth.notices import Prompt, acts_of, elements_of, name_of, prompt_of
from troth.policy import Clause, Compiled, Consented, Tracker
from troth.vocabulary import OUTWARD, Level


@dataclass(frozen=True)
class View:
    """One thing a person can choose. `state` is none, given, refused, withdrawn, granted, denied, ..."""

    kind: str
    target: str
    state: str
    level: str | None
    sequence: int | None
    since: str | None
    recipient: str | None
    prompt: Prompt
    put: str
    function: str
    by: str
    title: dict[str, str]
    elements: tuple[str, ...]

    def as_data(self) -> dict[str, Any]:
        """Return it as it goes over the wire."""
        return {
            "kind": self.kind,
            "purpose": self.target,
            "state": self.state,
            "level": self.level,
            "sequence": self.sequence,
            "at": self.since,
            "recipient": self.recipient,
            "by": self.by,
            "text": dict(self.prompt.text),
            "shown": dict(self.prompt.shown),
            "put": self.put,
        }


def views_of(
    governing: Compiled, current: Compiled, statements: Sequence[Statement], subject: str, at: str
) -> list[View]:
    """Return everything a person can choose: the agreement first, then consents, trackers, permissions."""
    found = [_view(current, statements, subject, Wish("agreement", current.id, _level(current)), None)]
    for wish, clause in _wishes(current):
        found.append(_view(current, statements, subject, wish, clause))
    for each in statements:
        recipients = each.value.get("recipients") if each.kind == "consent" else None
        if recipients:
            wish = Wish("consent", each.value["for"], Level(each.value["level"]), recipients[0])
            found.append(_view(current, statements, subject, wish, _clause(current, wish.target)))
    for each in statements:
        purpose = each.value.get("purpose") if each.kind == "guardian" else None
        if purpose is not None and each.key == purpose:
            wish = Wish("consent", purpose, _guardian_level(current), "", "guardian")
            found.append(_view(current, statements, subject, wish, _clause(current, purpose)))
    return found


def guardian_views_of(current: Compiled, statements: Sequence[Statement], subject: str) -> list[View]:
    """Return what a guardian can choose for a child: each purpose of the policy, at the level that its age bands want."""
    policy, level = current.policy, _guardian_level(current)
    entries = {**policy.purposes, **policy.messages.types, **policy.supplements.entries}
    return [
        _view(current, statements, subject, Wish("consent", name, level, "", "guardian"), entry)
        for name, entry in entries.items()
        if entry.gap is None and entry.basis != "none"
    ]


def _guardian_level(compiled: Compiled) -> Level:
    """Return the highest level at which an age band wants a guardian's consent."""
    minors = compiled.policy.minors
    needs = [atom for band in (minors.bands.values() if minors else ()) for atom in band.need]
    levels = [
        leaf.level for atom in needs for leaf in atom.leaves() if leaf.kind == "guardian" and leaf.level
    ]
    return max(levels, key=lambda level: level.rank, default=Level.EXPLICIT)


def _level(compiled: Compiled) -> Level:
    agreement = compiled.policy.agreement
    return agreement.level if agreement is not None else Level.EXPLICIT


def _wishes(compiled: Compiled) -> Iterator[tuple[Wish, Clause]]:
    """Yield each consent that the policy asks for, at the highest level that its own elements raise it to."""
    policy = compiled.policy
    entries = {**policy.purposes, **policy.messages.types, **policy.supplements.entries}
    for name, entry in entries.items():
        basis = entry.basis
        raised = [level for e in elements_of(compiled, name) for _, level in compiled.sensitive.get(e, ())]
        top = max(raised, key=lambda level: level.rank, default=None)
        marketing = getattr(entry, "marketing", False) and "pipl" in policy.laws
        if isinstance(basis, Consented) and "own" in basis.by:
            level = max([basis.consent, *raised], key=lambda each: each.rank)
            yield Wish("consent", name, level), entry
        elif basis in ("agreement", "contract") and top is not None and top.rank > Level.EXPLICIT.rank:
            yield Wish("consent", name, top), entry
        elif marketing:
            yield Wish("consent", name, Level.EXPLICIT), entry
    for category, clause in policy.trackers.categories.items():
        if category not in policy.trackers.before_choice:
            yield Wish("consent", category, _tracker_level(compiled, category)), clause
    for name, permission in policy.permissions.items():
        yield Wish("permission", name), permission


def _tracker_level(compiled: Compiled, category: str) -> Level:
    levels = [e.level for e in compiled.policy.trackers.entries.values() if e.category == category]
    return max(levels, key=lambda level: level.rank, default=Level.EXPLICIT)


def _clause(compiled: Compiled, target: str) -> Clause | None:
    found = compiled.policy.entry(target)
    return found[1] if found else compiled.policy.trackers.categories.get(target)


def _view(
    compiled: Compiled, statements: Sequence[Statement], subject: str, wish: Wish, clause: Clause | None
) -> View:
    prompt = prompt_of(compiled, wish, last_choice(statements, wish))
    standing = _standing(compiled, statements, wish)
    function = getattr(clause, "function", "additional") if not isinstance(clause, Tracker) else "additional"
    return View(
        wish.kind,
        wish.target,
        standing.value["state"] if standing is not None else "none",
        str(wish.level) if wish.level else None,
        standing.sequence if standing is not None else None,
        standing.at if standing is not None else None,
        wish.recipient or None,
        prompt,
        put_path(subject, wish, ""),
        function,
        wish.by,
        {language: name_of(clause, wish.target, language) for language in ("en", "zh")},
        elements_of(compiled, wish.target) if wish.kind == "consent" else (),
    )


def _standing(compiled: Compiled, statements: Sequence[Statement], wish: Wish) -> Statement | None:
    """Return the newest that was said on just this: a choice on sharing alone is not one on the purpose."""
    if wish.kind != "consent":
        return next((s for s in statements if s.kind == wish.kind and s.key in ("", wish.target)), None)
    if wish.by == "guardian":
        return next((s for s in statements if s.kind == "guardian" and s.key == wish.target), None)
    to, own = wish.recipient or None, acts_of(compiled, wish.target)
    keys = {consent_key(wish.target, to), consent_key(wish.target, to, own)}
    if to is not None:
        keys |= {consent_key(wish.target, to, (act.value,)) for act in OUTWARD}
    said = [s for s in statements if s.kind == "consent" and s.key in keys]
    return max(said, key=lambda each: each.sequence, default=None)


def agreed_version(statements: Sequence[Statement], at: str) -> str | None:
    """Return the version that the person agreed to, or None."""
    agreed = facts_of(statements, (), at, None).agreed
    return agreed.version if agreed is not None and not agreed.disagreed else None
