"""Finds what a text leaves open: lists that do not end, and periods without a number.

Rules
- A list that ends in "and the like" covers whatever one likes: an error where it says which data are taken or who gets
  them, a warning elsewhere (construct 5; PIPL 6 and 17). In Chinese the particle at the end of a list is told from the
  words that only contain it.
- "A reasonable period" is no period: an open number stays open until somebody sets it, and is an error wherever a
  period or its end stands.
- What was decided (`decided`) may quote the text; it is not looked at.

Example
    >>> open_ending("name, phone, etc."), open_ending("settings"), is_vague("as long as needed")
    ('etc.', None, True)
"""

from __future__ import annotations

import re

from troth.policy.file import Policy
from troth.policy.findings import Findings, path_of
from troth.policy.terms import is_vague

_ENGLISH = re.compile(
    r"\b(?:and|or) (?:the like|so on|so forth|similar|more)(?=[\s.;:)]*$|[,.;)])"
    r"|\betc\b\.?|\bet cetera\b|\bsuch as\b|\bamong others\b|\bnot limited to\b",
    re.IGNORECASE,
)
_WORDS = (  # words that only contain the particle
    "[同平相均高中初优何稍不]等|(?<![核校比])对等|[头上特一二三四五六七八九]等(?=[级舱奖品功的规])"
    "|等(?:级|候|于|额|值|式|离子|到|待(?!遇)|同(?![事意学步类])|价(?!格)|效(?![果率])|保(?!护)|比例|分(?![析类享配发组别]))"
)
_OPEN = "包括但不限于|不限于|诸如|等等?|(?:以及|及|和|或)其他[^，。；]{0,6}(?:信息|数据|资料|内容)$"
_CHINESE = re.compile(f"(?:{_WORDS})|({_OPEN})")
# Sections whose free mappings hold periods too; these of their keys hold texts for people, which are no periods.
_OWED = (
    "rights",
    "requests",
    "incidents",
    "changes",
    "termination",
    "marketing",
    "retention",
    "minors",
    "protection",
)
_TEXTS = frozenset({"en", "zh", "decided", "gap", "justified", "standard", "dated", "source"})


def open_ending(text: str) -> str | None:
    """Return the words that leave a list in `text` open, or None."""
    english = _ENGLISH.search(text)
    if english is not None:
        return english[0]
    return next((found[1] for found in _CHINESE.finditer(text) if found[1]), None)


def check_vagueness(policy: Policy, findings: Findings) -> None:
    """Add a finding for every list and every period that is left open."""
    for clause, said in policy.clauses():
        severity = "error" if clause.split(".")[0] in ("data", "recipients") else "warning"
        for language in ("en", "zh"):
            text = getattr(said, language)
            words = open_ending(text) if text and not said.gap else None
            if words is not None:
                findings.add(severity, "open-list", (*path_of(clause), language), value=words)
    for section in _OWED:
        for path, value in findings.texts_below((section,), _TEXTS):
            if is_vague(value):
                findings.add("error", "open-period", path, value=value)
