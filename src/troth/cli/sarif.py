"""Findings as SARIF 2.1.0, the form that editors and continuous integration read.

Rules
- One run for all files. Rules are those of the adviser and those of the checker that were met; results point at line
  and column, from 1, counted in characters.
- `error` and `gap` are errors, as they end with status 1; `warning` and `advice` are warnings; a note is a note.
- Texts are in the language of the call; the other one stands in `translations` (rules) and `properties` (results).
- `helpUri` is the address of the law that a rule cites first, where it is known, else a name of the rule.

Example
    >>> sarif([(Path("a.yaml"), findings)], "en")["runs"][0]["results"][0]["ruleId"]
    'advice.incident-people'
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from troth import __version__
from troth.policy import RULES, Advice, Finding, Rule, address, citation
from troth.vocabulary import Message

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"error": "error", "gap": "error", "warning": "warning", "advice": "warning", "note": "note"}
_TAGS = {"en": "en", "zh": "zh-CN"}
_VALUE = re.compile(r"\{\w+\}")


def sarif(results: Sequence[tuple[Path, Sequence[Finding]]], language: str) -> dict[str, Any]:
    """Return the log of (file, findings) pairs, in `language` (`en` or `zh`)."""
    messages = _messages([each for _, findings in results for each in findings])
    places = {message.id: place for place, message in enumerate(messages)}
    other = "zh" if language == "en" else "en"
    driver = {
        "name": "troth",
        "version": __version__,
        "semanticVersion": __version__,
        "language": _TAGS[language],
        "rules": [_rule(message, language) for message in messages],
    }
    translation = {
        "name": "troth",
        "language": _TAGS[other],
        "contents": ["localizedData"],
        "rules": [_texts(message, other) for message in messages],
    }
    run = {
        "tool": {"driver": driver},
        "translations": [translation],
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(path, finding, places[finding.message.id], language)
            for path, findings in results
            for finding in findings
        ],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _messages(findings: Sequence[Finding]) -> list[Message]:
    met = {finding.message.id: finding.message for finding in findings}
    met.update((rule.message.id, rule.message) for rule in RULES.values())
    return [met[key] for key in sorted(met)]


def _texts(message: Message, language: str) -> dict[str, Any]:
    """Return the rule's id, short description and help in `language`, without the values of a finding."""
    rule = RULES.get(message.id.removeprefix("advice.")) if message.id.startswith("advice.") else None
    said = message.zh if language == "zh" else message.en
    about = (
        rule.when[language == "zh"] if rule else _VALUE.sub("…", said).replace("{{", "{").replace("}}", "}")
    )
    write = message.help_zh if language == "zh" else message.help_en
    return {
        "id": message.id,
        "shortDescription": {"text": about},
        "help": {"text": _VALUE.sub("…", write).replace("{{", "{").replace("}}", "}")},
    }


def _rule(message: Message, language: str) -> dict[str, Any]:
    rule = RULES.get(message.id.removeprefix("advice.")) if message.id.startswith("advice.") else None
    properties: dict[str, Any] = {
        "description": {each: _texts(message, each)["shortDescription"]["text"] for each in ("en", "zh")}
    }
    if rule:
        properties["key"] = rule.key
        properties["citations"] = list(rule.citations)
        properties["tags"] = [rule.key, *rule.citations]
    level = "note" if rule and rule.level == "note" else "warning" if rule else "error"
    return {
        **_texts(message, language),
        "helpUri": _help_uri(message, rule),
        "defaultConfiguration": {"level": level},
        "properties": properties,
    }


def _help_uri(message: Message, rule: Rule | None) -> str:
    known = [address(key) for key in rule.citations] if rule else []
    return next((each for each in known if each), f"urn:troth:rule:{message.id}")


def _result(path: Path, finding: Finding, place: int, language: str) -> dict[str, Any]:
    properties: dict[str, Any] = {
        "severity": finding.severity,
        "clause": finding.clause,
        "text": {each: finding.text(each) for each in ("en", "zh")},
        "help": {each: finding.help(each) for each in ("en", "zh")},
    }
    if isinstance(finding, Advice):
        properties["key"] = finding.key
        properties["citations"] = {key: citation(key, language) for key in finding.citations}
    location: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": {"uri": _uri(path)},
            "region": {"startLine": finding.line, "startColumn": finding.column},
        }
    }
    if finding.clause:
        location["logicalLocations"] = [{"fullyQualifiedName": finding.clause}]
    text = f"{finding.text(language)}{'；' if language == 'zh' else '; '}{finding.help(language)}"
    return {
        "ruleId": finding.message.id,
        "ruleIndex": place,
        "level": _LEVELS[finding.severity],
        "message": {"text": text},
        "locations": [location],
        "partialFingerprints": {"trothClause/v1": f"{finding.message.id}:{finding.clause}"},
        "properties": properties,
    }


def _uri(path: Path) -> str:
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
