"""Pieces of advice: what the law or a careful reader wants of a file that runs, with the law's own key.

Rules
- A rule has a name, a short key (`L3`, `W1`) that never changes, citation keys, and its texts (`catalogue`).
- Severity `advice`: somebody should write something. `note`: good to know, or the file has decided the point.
- A point is decided when a `decided` of the clause, or of a clause around it, names the key or one of the citations
  (`L3`, `pipl.57`); `requests` stands around the clocks of `rights`. What concerns the whole file may be decided in any clause, by the key; by a citation in
  its own section or in `statements`.
- Rules of law are asked only of a file that names the law (`laws: [pipl]`).

Example
    >>> [each.line_text("en").splitlines()[0] for each in advise(policy, document)]
    ['line 9, incidents.people: people hear of a leak within 30 days, and the law says at once [advice.incident-people; L3; pipl.57]']
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from troth.policy.advising.rules import RULES, Rule
from troth.policy.file import Policy
from troth.policy.findings import Finding, clause_of
from troth.policy.reading import Document, Path
from troth.policy.rules import is_one_block
from troth.policy.terms import parse_remark
from troth.policy.wording import written


@dataclass(frozen=True)
class Advice(Finding):
    """A finding of the adviser: `key` is the rule's, `citations` what it rests on (empty for plain good writing)."""

    key: str = ""
    citations: tuple[str, ...] = ()

    def line_text(self, language: str) -> str:
        """Return the two lines that `troth check --advice` prints, with the key and the citations."""
        marks = "; ".join((self.message.id, self.key, *self.citations))
        return super().line_text(language).replace(f"[{self.message.id}]", f"[{marks}]", 1)

    def as_data(self) -> dict[str, object]:
        """Return the finding as `troth check --advice --json` prints it: as any, with `key` and `citations`."""
        return {**super().as_data(), "key": self.key, "citations": list(self.citations)}


class Adviser:
    """Collects advice about one policy, which was read from `document`."""

    def __init__(self, policy: Policy, document: Document) -> None:
        """Begin with nothing said."""
        self.policy, self.document = policy, document
        self._said: list[Advice] = []
        self._one_block = is_one_block(document.data.get("instructions"))
        self._decisions = list(_decisions(document.data, ()))
        self._texts = [text for _, each in policy.clauses() for text in (each.en, each.zh) if text]

    @property
    def chinese_law(self) -> bool:
        """Whether the file stands under Chinese law."""
        return "pipl" in self.policy.laws

    def add(self, name: str, path: Path, **values: object) -> None:
        """Say the rule `name` with `values` at `path` of the document."""
        self.add_citing(RULES[name].citations, name, path, **values)

    def add_citing(self, citations: tuple[str, ...], name: str, path: Path, **values: object) -> None:
        """Say the rule `name` as `add` does, with `citations` of its own."""
        rule = RULES[name]
        if rule.of_law and not self.chinese_law:
            return
        decided = self._decided(rule, citations, path)
        severity = "note" if rule.level == "note" or decided else "advice"
        inside = path[2:] if self._one_block and path[:2] == ("instructions", "main") else path[1:]
        block = self._one_block and path[:1] == ("instructions",)
        line, column = self.document.position((*path[:1], *inside) if block else path)
        shown = {key: written(value) for key, value in values.items()}
        told = Advice(severity, rule.message, line, column, clause_of(path), shown, rule.key, citations)
        self._said.append(told)

    def sorted(self) -> list[Advice]:
        """Return every piece of advice once, by line, id and clause."""
        unique = {(a.line, a.column, a.message.id, a.clause, a.text("en")): a for a in self._said}
        return [unique[key] for key in sorted(unique)]

    def left_open(self, section: str) -> bool:
        """Return whether the file says itself that `section` is missing: the checker tells it then."""
        clause = getattr(self.policy, section.replace("-", "_"), None)
        gap = getattr(clause, "gap", None)
        return section in self.policy.section_gaps or section in self.policy.gaps or bool(gap)

    def mentions(self, pattern: re.Pattern[str]) -> bool:
        """Return whether the text of any clause matches `pattern`, in either language."""
        return any(pattern.search(text) for text in self._texts)

    def _decided(self, rule: Rule, keys: tuple[str, ...], path: Path) -> bool:
        whole = len(path) <= 1
        for place, text in self._decisions:
            around = place == path[: len(place)] or (path[:1] == ("rights",) and place == ("requests",))
            near = around or (whole and place[:1] in (path[:1], ("statements",)))
            if _names(text, rule.key) and (whole or around):
                return True
            if near and any(_names(text, key) for key in keys):
                return True
        return False


def _decisions(node: object, path: Path) -> Iterator[tuple[Path, str]]:
    """Yield (path, text) of every `decided` at or below `node`; the path is that of its clause."""
    if isinstance(node, dict):
        said = node.get("decided")
        if isinstance(said, (str, dict)):
            remark = parse_remark(said)
            yield path, f"{remark} {remark.zh}"
        for key, each in node.items():
            yield from _decisions(each, (*path, key))
    elif isinstance(node, list):
        for place, each in enumerate(node):
            yield from _decisions(each, (*path, place))


def _names(text: str, key: str) -> bool:
    spelt = re.escape(key).replace(r"\.", r"[. ]", 1)
    return re.search(rf"(?<![\w.]){spelt}(?![\w]|\.\d)", text, re.IGNORECASE) is not None
