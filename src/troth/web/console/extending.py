"""What the page of a request says about a longer term: by how much and why it can be extended, and why it was.

Rules
- The reasons are those that the message to the person names (`troth.notices.WHY`), in the words of that message.

Example
    >>> extension_of(compiled, desk, case, "en").by
    '5 days'
"""

from __future__ import annotations

from dataclasses import dataclass

from troth.notices import WHY
from troth.policy import Compiled
from troth.rights import Case, Desk
from troth.web.console.cases import Choice
from troth.web.frame import Language, period


@dataclass(frozen=True)
class Extension:
    """By how much (empty: not at all), the reasons to choose from; and of a term that was extended why, and in which words."""

    by: str
    whys: tuple[Choice, ...]
    why: str = ""
    words: str = ""


def extension_of(compiled: Compiled, desk: Desk, case: Case, language: Language) -> Extension:
    """Return what is said about a longer term of `case`."""
    zh, requests = language == "zh", compiled.policy.requests
    given = requests.extension if requests is not None else None
    whys = tuple(Choice(each, names[zh]) for each, names in WHY.items())
    by = period(str(given.by), language) if given is not None else ""
    found = desk.extended(compiled.id, case.id) if case.extended is not None else None
    if found is None:
        return Extension(by, whys)
    return Extension(by, whys, WHY[found.why][zh], found.words.get(language, ""))
