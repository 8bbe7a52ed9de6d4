"""The promises of a policy: every clause that says something, with the rows it keeps and how.

Rules
- The id of a promise is `POLICY/CLAUSE`; it never changes once published.
- How it is kept follows from the section, unless the clause says otherwise.

Example
    >>> [each.id for each in promises(policy)][:1]
    ['jeejio/purposes.registration']
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from troth.policy.file import Controller, Policy
from troth.policy.findings import clause_of
from troth.policy.reading import Document, Path
from troth.policy.terms import parse_remark
from troth.vocabulary import Bilingual, How, in_language

_DUTY = ("rights", "requests", "incidents", "changes", "termination", "marketing", "retention")
_RECORD = ("controller", "roles", "evidence")
_TEXT = ("contacts", "disputes", "statements", "notices", "gaps")

_FORMS = {
    "products": "offer",
    "outside": "offer",
    "purposes": "offer",
    "recipients": "offer",
    "providing": "offer",
    "instructions": "offer",
    "messages": "offer",
    "trackers": "offer",
    "supplements": "offer",
    "data": "offer",
    "sensitive": "demand",
    "agreement": "demand",
    "permissions": "demand",
    "origins": "demand",
    "minors": "demand",
    "demands": "demand",
    "audiences": "demand",
    "linkage": "bar",
    "never": "bar",
    "states": "bar",
    "grounds": "lift",
    "overlays": "overlay",
}


@dataclass(frozen=True)
class Promise:
    """One promise: `kind` is the rule form or the section, `how` how it is kept, `source` the rows it names."""

    id: str
    clause: str
    kind: str
    source: tuple[str, ...]
    how: How
    en: str | None
    zh: str | None
    decided: str | None
    gap: str | None

    def as_data(self) -> dict[str, object]:
        """Return it as `troth promises --json` lists it."""
        return {
            "id": self.id,
            "clause": self.clause,
            "kind": self.kind,
            "source": list(self.source),
            "how": str(self.how),
            "text": {"en": self.en, "zh": self.zh},
            "decided": _both(self.decided),
            "gap": _both(self.gap),
        }


def _both(text: str | None) -> dict[str, str] | None:
    return None if text is None else {each: in_language(text, each) for each in ("en", "zh")}


def promises(policy: Policy) -> list[Promise]:
    """Return every promise of `policy`, in the order of its sections."""
    found = []
    for path, clause in policy.clauses():
        section = path.split(".", 1)[0]
        how = clause.how or _how(section, path)
        kind = "gap" if clause.gap else _FORMS.get(section, section)
        found.append(
            Promise(
                f"{policy.id}/{path}",
                path,
                kind,
                clause.source,
                how,
                clause.en or (clause.called("en") if isinstance(clause, Controller) else None),
                clause.zh,
                clause.decided,
                clause.gap,
            )
        )
    return found


def _how(section: str, path: str) -> How:
    if section in _DUTY:
        return How.DUTY
    if section in _RECORD:
        return How.RECORD
    if section in _TEXT:
        return How.TEXT
    if section == "protection":
        return How.ATTESTATION
    if section == "grounds" and path.split(".")[1:2] in (["refusing"], ["deleting"], ["keeping"]):
        return How.DUTY
    return How.DECISION


@dataclass(frozen=True)
class Decided:
    """A point that the text left open and the file decides: the clause, its line, and what was decided."""

    clause: str
    line: int
    text: Bilingual


def decided(document: Document) -> list[Decided]:
    """Return every point that `document` decides, in the order of the file."""
    return sorted(_decided(document, document.data, ()), key=lambda each: (each.line, each.clause))


def _decided(document: Document, node: object, path: Path) -> Iterator[Decided]:
    if isinstance(node, list):
        for place, each in enumerate(node):
            yield from _decided(document, each, (*path, place))
        return
    if not isinstance(node, dict):
        return
    said = node.get("decided")
    if isinstance(said, (str, dict)):
        yield Decided(clause_of(path), document.line(path), parse_remark(said))
    for key, each in node.items():
        yield from _decided(document, each, (*path, key))
