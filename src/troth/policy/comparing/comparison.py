"""What changed between two versions of one policy, for whom, and whether people must hear of it.

Rules
- Two versions of one policy only: another id is another policy.
- `as_data` is a contract: `changes` with `clause change what material reduces_rights purposes`, and `wording`. What stands
  beside these keys helps people and may grow.
- Same meaning in other words, another order, another numbering, a default written out: no change.

Example
    >>> compare(old, new).as_data()["changes"][0]["what"]
    'data'
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from troth.policy.comparing.errors import OTHER_POLICY, NotOnePolicy
from troth.policy.comparing.matters import Matter, told
from troth.policy.comparing.phrasing import Phrases, why_in_words
from troth.policy.comparing.reach import Reach
from troth.policy.comparing.shifts import Both
from troth.policy.comparing.walking import Difference, Reworded, differences
from troth.policy.comparing.weighing import own_words, principal, reasons
from troth.policy.file import Policy
from troth.policy.reading import Document

LANGUAGES = ("en", "zh")


@dataclass(frozen=True)
class Change:
    """One change: in which clause, what, which way, whether people must hear of it, and the purposes it touches.

    `at` is the path in the file; `lines` the lines there, old and new, None where it does not stand; `before` and
    `after` say it in words by language; `why` are the reasons why it is material.
    """

    clause: str
    change: str
    what: Matter
    reduces_rights: bool
    purposes: tuple[str, ...]
    why: tuple[str, ...]
    at: str
    lines: tuple[int | None, int | None]
    before: dict[str, str]
    after: dict[str, str]
    title: dict[str, str]

    @property
    def material(self) -> bool:
        """Whether people must hear of it before it takes effect."""
        return bool(self.why)

    def reasons(self, language: str) -> list[str]:
        """Return in words why it is material: the policy's own words and the articles of law."""
        return [why_in_words(each, language) for each in self.why]

    def text(self, language: str) -> str:
        """Return the change in one line: matter, direction, from what to what."""
        colon = "：" if language == "zh" else ": "
        arrow = " → "
        values = [self.before[language], self.after[language]]
        shown = {"added": values[1], "removed": values[0]}.get(self.change, arrow.join(values))
        return f"{told(self.what, self.change, language)}{colon if shown else ''}{shown}"

    def as_data(self) -> dict[str, object]:
        """Return it as `troth compare --json` prints it."""
        return {
            "clause": self.clause,
            "change": self.change,
            "what": str(self.what),
            "material": self.material,
            "reduces_rights": self.reduces_rights,
            "purposes": list(self.purposes),
            "at": self.at,
            "line": {"old": self.lines[0], "new": self.lines[1]},
            "from": self.before,
            "to": self.after,
            "why": list(self.why),
            "why_text": {language: self.reasons(language) for language in LANGUAGES},
            "text": {language: self.text(language) for language in LANGUAGES},
        }


@dataclass(frozen=True)
class Rewording:
    """A text that differs and means nothing to a decision; the officer says whether it still means the same."""

    clause: str
    field: str
    old: Any
    new: Any
    lines: tuple[int | None, int | None]

    @property
    def language(self) -> str | None:
        """The language of the text, or None if it is a key such as `source`."""
        return self.field if self.field in LANGUAGES else None

    def as_data(self) -> dict[str, object]:
        """Return it as `troth compare --json` prints it."""
        return {
            "clause": self.clause,
            "field": self.field,
            "language": self.language,
            "old": _plain(self.old),
            "new": _plain(self.new),
            "line": {"old": self.lines[0], "new": self.lines[1]},
        }


@dataclass(frozen=True)
class Comparison:
    """Everything that differs between version `old` and version `new` of the policy `policy`."""

    policy: str
    old: str
    new: str
    changes: tuple[Change, ...]
    wording: tuple[Rewording, ...]

    @property
    def material(self) -> bool:
        """Whether any change is material."""
        return any(each.material for each in self.changes)

    @property
    def reduces_rights(self) -> bool:
        """Whether any change reduces rights."""
        return any(each.reduces_rights for each in self.changes)

    @property
    def reworded(self) -> tuple[Rewording, ...]:
        """The texts that an officer has yet to classify; `source` names rows, and so says nothing to anybody."""
        return tuple(each for each in self.wording if each.field != "source")

    @property
    def purposes(self) -> tuple[str, ...]:
        """Every purpose that some change touches, sorted."""
        return tuple(sorted({name for each in self.changes for name in each.purposes}))

    def as_data(self) -> dict[str, object]:
        """Return it as `troth compare --json` prints it."""
        return {
            "policy": self.policy,
            "old": self.old,
            "new": self.new,
            "material": self.material,
            "reduces_rights": self.reduces_rights,
            "purposes": list(self.purposes),
            "changes": [each.as_data() for each in self.changes],
            "wording": [each.as_data() for each in self.wording],
        }


def compare(
    old: Policy, new: Policy, old_document: Document | None = None, new_document: Document | None = None
) -> Comparison:
    """Return what changed from `old` to `new`; the documents that they were read from give the lines.

    Raises:
        NotOnePolicy: they are two policies, not two versions of one.
    """
    if old.id != new.id:
        raise NotOnePolicy(OTHER_POLICY, old=old.id, new=new.id)
    found = _Comparing(Both(old, new), (old_document, new_document))
    changes: list[Change] = []
    wording: list[Rewording] = []
    for each in differences(Both(old, new)):
        if isinstance(each, Difference):
            changes.append(found.change(each))
        else:
            wording.append(found.rewording(each))
    return Comparison(old.id, old.version, new.version, tuple(changes), tuple(wording))


class _Comparing:
    """Turns differences into changes, with the purposes they touch and the words they are told in."""

    def __init__(self, both: Both, documents: tuple[Document | None, Document | None]) -> None:
        self._both, self._documents = both, documents
        self._reaches = (Reach(both.old), Reach(both.new))
        self._phrases = Phrases(both)
        self._words = tuple(dict.fromkeys([*own_words(both.old), *own_words(both.new)]))

    def change(self, difference: Difference) -> Change:
        path, field, shift = difference.path, difference.field, difference.shift
        part = shift.part if shift.old and shift.new else ()  # a list that was or is empty may mean anything
        name = field.partition(".")[0]
        touched = frozenset[str]().union(*(each.at(path, name, part) for each in self._reaches))
        purposes = tuple(sorted(touched))
        concerns = principal(path, self._both.old, self._both.new)
        steps = (*path, *field.split("."), *shift.at) if field else path
        before, after = self._told(difference)
        return Change(
            clause=clause_id(path) or field,
            change=difference.outcome.change,
            what=difference.matter,
            reduces_rights=difference.outcome.reduces,
            purposes=purposes,
            why=reasons(difference, purposes, self._words, principal=concerns),
            at=".".join(steps),
            lines=(self._line(0, steps, shift.old), self._line(1, steps, shift.new)),
            before=before,
            after=after,
            title=self._title(path),
        )

    def _told(self, difference: Difference) -> tuple[dict[str, str], dict[str, str]]:
        shift, phrases, both = difference.shift, self._phrases, self._both
        both_told = []
        for value, policy in ((shift.old, both.old), (shift.new, both.new)):
            both_told.append(
                {
                    language: phrases.clause(value, language)
                    if not difference.field
                    else phrases.value(value, difference.names, language, policy)
                    for language in LANGUAGES
                }
            )
        return both_told[0], both_told[1]

    def _title(self, path: tuple[str, ...]) -> dict[str, str]:
        """Return the text of the clause, of the new version if it has one."""
        for policy in (self._both.new, self._both.old):
            for clause, each in policy.clauses():
                if clause == clause_id(path):
                    return {language: self._phrases.clause(each, language) for language in LANGUAGES}
        return dict.fromkeys(LANGUAGES, "")

    def _line(self, version: int, steps: tuple[str, ...], value: Any) -> int | None:
        document = self._documents[version]
        if document is None or not steps:
            return None
        one_block = steps[:2] == ("instructions", "main") and "main" not in document.data.get(
            "instructions", {}
        )
        inside = (*steps[:1], *steps[2:]) if one_block else steps
        while inside and inside not in document.positions:
            inside = inside[:-1]
        return document.positions[inside][0] if len(inside) > 1 or (inside and len(steps) == 1) else None

    def rewording(self, text: Reworded) -> Rewording:
        steps = (*text.path, text.field)
        lines = (self._line(0, steps, text.old), self._line(1, steps, text.new))
        return Rewording(clause_id(text.path) or text.field, text.field, text.old, text.new, lines)


def clause_id(path: tuple[str, ...]) -> str:
    """Return the id of the clause at `path` of the file: `list` of grounds and `cases` of providing are not part of it."""
    inner = {"grounds": "list", "providing": "cases"}.get(path[0] if path else "")
    return ".".join(step for place, step in enumerate(path) if not (place == 2 and step == inner))


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
