"""In which language a page is shown: zh and en are equals.

Rules
- In order: `?lang=` (and it is remembered), the cookie, what the browser asks for, English.
- Only `en` and `zh` are ever answered; any Chinese the browser asks for is `zh`.

Example
    >>> accepted("zh-TW,zh;q=0.9,en;q=0.8")
    'zh'
"""

from __future__ import annotations

from typing import Literal

from starlette.requests import Request

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, Language] = ("en", "zh")
TAGS = {"en": "en", "zh": "zh-Hans"}
"""BCP 47 tags, for `lang` attributes."""
COOKIE = "troth-language"
LONGEST_HEADER = 400


def language_of(request: Request) -> Language:
    """Return the language in which `request` is answered."""
    for word in (request.query_params.get("lang"), request.cookies.get(COOKIE)):
        for known in LANGUAGES:
            if word == known:
                return known
    return accepted(request.headers.get("accept-language", ""))


def accepted(header: str) -> Language:
    """Return the language that an Accept-Language header (RFC 9110 12.5.4) likes best, English if it names none."""
    best: Language = "en"
    weight = 0.0
    for part in header[:LONGEST_HEADER].split(","):
        tag, _, rest = part.strip().partition(";")
        found = next((known for known in LANGUAGES if tag.lower().split("-")[0] == known), None)
        given = _weight(rest)
        if found is not None and given > weight:
            best, weight = found, given
    return best


def _weight(parameter: str) -> float:
    name, _, number = parameter.strip().partition("=")
    if not name:
        return 1.0
    try:
        return min(max(float(number), 0.0), 1.0) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0
