"""Checks overlays: an addendum is held to everything that the sections it changes are held to.

Rules
- An overlay changes only the sections it may, in their own grammar, and no two change one entry.
- Each value is laid over the file and the result checked as a whole; what is found in an entry of the addendum is
  told at its place in the overlay.

Example
    `overlays: {c: {key: customer, may-change: [grounds], for: {acme: {grounds: {using: {lifts: [consent]}}}}}}` gives:
    overlays.c.for.acme.grounds.using: the ground lifts nothing and its table names no act.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from pydantic import ValidationError

from troth.policy.file import Policy, overlay_section
from troth.policy.findings import Finding, Findings, add_validation
from troth.policy.parsing import known_keys
from troth.policy.reading import Document, Path

Check = Callable[[Policy, Document], list[Finding]]


def check_addenda(policy: Policy, document: Document, check: Check, findings: Findings) -> None:
    """Add what is wrong with the overlays of `policy`; `check` finds what is wrong with a file without overlays."""
    changed: dict[tuple[str, str], str] = {}
    for path, entries in _addenda(policy):
        _, name, _, _, section = path
        if section not in policy.overlays[name].may_change:
            findings.add("error", "overlay-section", path, value=section)
        for entry in entries:
            other = changed.setdefault((section, entry), name)
            if other != name:
                findings.add("error", "overlay-clash", (*path, entry), value=f"{section}.{entry}")
        _check_entries(policy, document, check, findings, path)


def _addenda(policy: Policy) -> Iterator[tuple[tuple[str, str, str, str, str], dict[str, Any]]]:
    """Yield (path, entries) of each section of each addendum."""
    for name, overlay in policy.overlays.items():
        for value, sections in overlay.for_.items():
            for section, entries in sections.items():
                yield ("overlays", name, "for", value, section), entries


def _check_entries(policy: Policy, document: Document, check: Check, findings: Findings, path: Path) -> None:
    _, name, _, value, section = (str(step) for step in path)
    entries = policy.overlays[name].for_[value][section]
    if not isinstance(getattr(policy, section.replace("-", "_"), None), dict):
        findings.add("error", "overlay-entry", path, value=section)
        return
    try:
        laid = overlay_section(policy, section, entries)
    except ValidationError as error:
        add_validation(findings, error, known_keys, document, path[:-1])
        return
    for finding in check(laid.model_copy(update={"overlays": {}}), _laid(document, path, section, entries)):
        inside = any(f"{finding.clause}.".startswith(f"{section}.{entry}.") for entry in entries)
        if inside and finding.severity != "note":
            findings.take(finding, path[:-1])


def _laid(document: Document, path: Path, section: str, entries: dict[str, Any]) -> Document:
    """Return the document as it reads with the addendum, each entry of it where it stands in the overlay."""
    own = document.data.get(section)
    data = {**document.data, section: {**(own if isinstance(own, dict) else {}), **entries}}
    moved = {
        (section, *place[len(path) :]): position
        for place, position in document.positions.items()
        if place[: len(path)] == path and place[len(path) : len(path) + 1]
    }
    return Document(data, {**document.positions, **moved}, document.lines)
