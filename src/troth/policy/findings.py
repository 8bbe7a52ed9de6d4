"""Findings: what the checker has to say about a file, by line and clause.

Rules
- Severity `error`: the file cannot be run. `gap`: it can, and permits nothing where the gap is. `warning`: it runs as
  written, and a careful reader would change it. `note`: good to know, such as a gap that was decided to stay.
- Findings are sorted by line, then id; each says what stands there and what to write.

Example
    >>> finding = Finding("error", MESSAGES["period"], 7, 12, "rights.access", {"value": "soon"})
    >>> finding.line_text("en").splitlines()[0]
    'line 7, rights.access: `soon` is not a period [policy.period]'
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import ValidationError

from troth.policy.reading import Document, Path
from troth.policy.rules import is_one_block
from troth.policy.wording import MESSAGES, Wrong, suggestion, written
from troth.vocabulary import Message, Plain


@dataclass(frozen=True)
class Finding:
    """One thing to mend. `line` and `column` count from 1; `clause` is a path or a section."""

    severity: str
    message: Message
    line: int
    column: int
    clause: str
    values: Mapping[str, object] = field(default_factory=dict)

    def text(self, language: str) -> str:
        """Return what is wrong, in `language`."""
        return self.message.text(language, dict(self.values))

    def help(self, language: str) -> str:
        """Return what to write, in `language`."""
        return self.message.help(language, dict(self.values))

    def line_text(self, language: str) -> str:
        """Return the finding as `troth check` prints it: two lines, what is wrong and what to write."""
        where = f"第 {self.line} 行" if language == "zh" else f"line {self.line}"
        colon, arrow = ("：", "  → ") if language == "zh" else (": ", "  -> ")
        clause = f"{'，' if language == 'zh' else ', '}{self.clause}" if self.clause else ""
        return (
            f"{where}{clause}{colon}{self.text(language)} [{self.message.id}]\n{arrow}{self.help(language)}"
        )

    def as_data(self) -> dict[str, object]:
        """Return the finding as `troth check --json` prints it."""
        return {
            "severity": self.severity,
            "id": self.message.id,
            "line": self.line,
            "column": self.column,
            "clause": self.clause,
            "text": {"en": self.text("en"), "zh": self.text("zh")},
            "help": {"en": self.help("en"), "zh": self.help("zh")},
        }


class Findings:
    """Collects findings against one document."""

    def __init__(self, document: Document) -> None:
        """Begin with nothing found in `document`."""
        self._document = document
        self._found: list[Finding] = []
        self._one_block = is_one_block(document.data.get("instructions"))

    def add(self, severity: str, name: str, path: Path, **values: object) -> None:
        """Add the message `name` with `values` at `path` of the document."""
        shown = {key: written(value) for key, value in values.items()}
        self._add(severity, MESSAGES[name], path, shown)

    def add_wrong(self, wrong: Wrong, path: Path) -> None:
        """Add what a parser refused at `path`."""
        self._add("error", wrong.message, (*path, *wrong.path), wrong.values)

    def _add(self, severity: str, message: Message, path: Path, values: Mapping[str, object]) -> None:
        """Add it; the block `instructions.main` stands in the file without its id."""
        main = self._one_block and path[:1] == ("instructions",)
        inside = path[2:] if path[:2] == ("instructions", "main") else path[1:]
        line, column = self._document.position(("instructions", *inside) if main else path)
        clause = clause_of(("instructions", "main", *inside) if main else path)
        self._found.append(Finding(severity, message, line, column, clause, values))

    def take(self, finding: Finding, within: Path) -> None:
        """Add a `finding` about what stands at `within` in this document."""
        self._found.append(replace(finding, clause=f"{clause_of(within)}.{finding.clause}"))

    def place_of(self, word: str, path: Path) -> Path:
        """Return the path of the first text `word` at or below `path`, or `path` itself."""
        node: object = self._document.data
        for step in path:
            node = _child(node, step)
        return next(_places(word, node, path), path)

    def texts_below(self, path: Path, without: Container[str]) -> Iterator[tuple[Path, str]]:
        """Yield (path, text) of every text at or below `path`, but below no key of `without`."""
        node: object = self._document.data
        for step in path:
            node = _child(node, step)
        yield from _texts(node, path, without)

    def sorted(self) -> list[Finding]:
        """Return every finding once, by line, id and clause."""
        unique = {(f.line, f.column, f.message.id, f.clause, f.text("en")): f for f in self._found}
        return [unique[key] for key in sorted(unique)]


_NOWHERE = object()


def _child(node: object, step: str | int) -> object:
    if isinstance(node, dict):
        return node.get(step, _NOWHERE)
    inside = isinstance(node, list) and isinstance(step, int) and step < len(node)
    return node[step] if inside else _NOWHERE  # type: ignore[index]  # a list and an int


def _places(word: str, node: object, path: Path) -> Iterator[Path]:
    if node == word:
        yield path
    elif isinstance(node, dict):
        for key, each in node.items():
            yield from _places(word, each, (*path, key))
    elif isinstance(node, list):
        for place, each in enumerate(node):
            yield from _places(word, each, (*path, place))


def _texts(node: object, path: Path, without: Container[str]) -> Iterator[tuple[Path, str]]:
    if isinstance(node, str):
        yield path, node
    elif isinstance(node, dict):
        for key, each in node.items():
            if key not in without:
                yield from _texts(each, (*path, key), without)
    elif isinstance(node, list):
        for place, each in enumerate(node):
            yield from _texts(each, (*path, place), without)


def path_of(clause: str) -> Path:
    """Return the path of a clause id in the file: `list` and `cases` are put back."""
    steps: list[str] = clause.split(".")
    if steps[0] == "providing" and len(steps) == 3:
        steps.insert(2, "cases")
    if steps[0] == "grounds" and len(steps) == 3:
        steps.insert(2, "list")
    return tuple(steps)


def clause_of(path: Iterable[str | int]) -> str:
    """Return the clause id of a path: without list positions, and `list` and `cases` left out as in clause ids."""
    steps = [str(step) for step in path if not isinstance(step, int)]
    if steps[:1] + steps[2:3] in (["grounds", "list"], ["providing", "cases"]):
        del steps[2]
    return ".".join(steps)


_PYDANTIC = {
    "string_type": "not-text",
    "list_type": "not-list",
    "tuple_type": "not-list",
    "dict_type": "not-mapping",
    "model_type": "not-mapping",
    "bool_type": "not-boolean",
    "bool_parsing": "not-boolean",
    "int_type": "not-number",
    "int_parsing": "not-number",
    "greater_than_equal": "not-number",
    "less_than_equal": "not-number",
    "string_pattern_mismatch": "not-id",
    "string_too_long": "too-long",
    "string_too_short": "too-long",
}


def add_validation(
    findings: Findings, error: ValidationError, known_keys: Any, document: Document, within: Path = ()
) -> None:
    """Add what pydantic refused in what stands at `within`; `known_keys(path)` returns the keys allowed at a path."""
    for each in error.errors(include_url=False):
        path = _in_file((*within, *each["loc"]), document.data)
        cause = each.get("ctx", {}).get("error")
        kind = each["type"]
        value = each.get("input")
        unwritten = value is None or (len(path) == 1 and value in ({}, []))
        if unwritten and kind != "extra_forbidden":
            continue  # nothing is written there, which is a finding of its own
        if isinstance(cause, Wrong):
            findings.add_wrong(cause, path)
        elif kind == "extra_forbidden":
            key = str(path[-1])
            findings.add(
                "error", "unknown-key", path, key=key, **suggestion(key, known_keys(path[len(within) : -1]))
            )
        elif kind == "missing":
            key = str(each["loc"][-1])
            findings.add("error", "missing-key", path, key=key, key_plain=Plain(key))
        elif kind in ("enum", "literal_error"):
            words = [w.strip(" '\"") for w in str(each["ctx"]["expected"]).replace(" or ", ", ").split(",")]
            findings.add("error", "not-word", path, value=value, **suggestion(str(value), words))
        elif kind in _PYDANTIC:
            findings.add("error", _PYDANTIC[kind], path, value=value)
        else:
            findings.add("error", "malformed", path)


def _in_file(steps: Iterable[str | int], node: object) -> Path:
    """Return `steps` without those that are not in the file: branches of unions, lists that a word stands for."""
    path: list[str | int] = []
    for step in steps:
        inside = _child(node, step)
        if inside is not _NOWHERE:
            path.append(step)
            node = inside
    return tuple(path)
