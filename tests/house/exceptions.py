"""The listed exceptions from house rules: read from `exceptions.toml`, each with a reason, none left over."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

KINDS = ("size", "error", "raise", "effect")
SHORTEST_REASON = 20


@dataclass(frozen=True)
class Exemption:
    """One listed exception: what it concerns, why, and for sizes the lines it may have."""

    where: str
    reason: str
    lines: int = 0


@cache
def listed(kind: str) -> dict[str, Exemption]:
    """Return the exemptions of one `kind`, by what they concern."""
    return parse(Path(__file__).with_name("exceptions.toml").read_text(encoding="utf-8"))[kind]


def parse(text: str) -> dict[str, dict[str, Exemption]]:
    """Return all exemptions by kind; ValueError for an unknown kind, a double entry or a missing reason."""
    content = tomllib.loads(text)
    unknown = sorted(set(content) - set(KINDS))
    if unknown:
        raise ValueError(f"unknown kinds of exception: {unknown}")
    result: dict[str, dict[str, Exemption]] = {kind: {} for kind in KINDS}
    for kind, entries in content.items():
        for entry in entries:
            exemption = Exemption(**entry)
            if len(exemption.reason) < SHORTEST_REASON:
                raise ValueError(f"{exemption.where}: say why, in {SHORTEST_REASON} characters or more")
            if exemption.where in result[kind]:
                raise ValueError(f"{exemption.where} is listed twice")
            result[kind][exemption.where] = exemption
    return result


def unlisted(kind: str, found: dict[str, str]) -> list[str]:
    """Return what to report: offences in `found` (by where) that are not listed, and listed ones not found."""
    known = listed(kind)
    return [message for where, message in sorted(found.items()) if where not in known] + [
        f"exceptions.toml lists [[{kind}]] {where}, which no longer applies: take it out"
        for where in sorted(set(known) - set(found))
    ]
