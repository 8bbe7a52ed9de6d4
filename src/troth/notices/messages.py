"""The messages that go out over channels: short, in both languages, with a link and no personal value.

Rules
- What a message may hold has a form of its own: the controller's name from the policy, a link, a one-time code, the number
  of the request, a day, words of closed lists (what was asked, how it was proved, why it takes longer). There is no place for anything else, so no value of a person can get in (threats 76, 88).
- A link is `https` without a query, a user or a password; what is secret stands after `#`, so that no server on the way,
  no log and no referrer has it. Opening it changes nothing by itself.
- A promotional message without a link to stop it is not written.
- What is short (sms, push) says who writes and where to look; what is long (mail) adds one sentence and what to do if
  it was not you. No message asks for a code, a password or an identity document.

Example
    >>> written("code", "zh", "sms", Filling("冒泡", code="12345678"))
    ('', '【冒泡】验证码 12345678，10 分钟内有效，仅用于本次请求。请勿告知他人，我们不会向您索要。')
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlsplit

from troth.notices.errors import BAD_VALUE, NO_STOP, NO_TEXT, BadMessage
from troth.notices.message_texts import ASKED, SHOWN, TEXTS, WHY
from troth.vocabulary import Plain

SHORT_CHANNELS = frozenset({"sms", "push", "pop-up", "in-app"})
LONGEST_NAME, LONGEST_LINK = 80, 500
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True, slots=True)
class Filling:
    """What is put into a message; nothing else can be. `asked` is an id of `ASKED`, `shown` ids of `SHOWN` with spaces between, `why` an id of `WHY`."""

    controller: str
    link: str = ""
    code: str = field(default="", repr=False)
    case: str = ""
    day: str = ""
    stop: str = ""
    asked: str = ""
    shown: str = ""
    why: str = ""


def _is_name(value: str) -> bool:
    return 0 < len(value) <= LONGEST_NAME and not any(unicodedata.category(each)[0] == "C" for each in value)


def is_link(value: str) -> bool:
    """Return whether `value` may stand as a link in a message."""
    if len(value) > LONGEST_LINK or not re.fullmatch(r"[!-~]+", value) or "\\" in value:
        return False
    try:
        parts = urlsplit(value)
        host = parts.hostname or ""
    except ValueError:
        return False
    local = parts.scheme == "http" and parts.netloc.rsplit(":", 1)[0] in LOOPBACK
    return bool(host) and not parts.query and "@" not in parts.netloc and (parts.scheme == "https" or local)


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


_FORMS: Mapping[str, Callable[[str], bool]] = {
    "controller": _is_name,
    "link": is_link,
    "stop": is_link,
    "code": lambda value: re.fullmatch(r"[0-9]{8,12}", value) is not None,
    "case": lambda value: re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", value) is not None,
    "day": _is_day,
    "asked": lambda value: value in ASKED,
    "why": lambda value: value in WHY,
    "shown": lambda value: bool(value) and set(value.split()) <= SHOWN.keys(),
}


def written(text: str, language: str, channel: str, filling: Filling) -> tuple[str, str]:
    """Return (subject, body) of the message `text` for `channel`; the subject is empty where there is none.

    Raises:
        BadMessage: there is no such message, or what it needs is missing or has another form.
    """
    found = TEXTS.get(text)
    if found is None:
        raise BadMessage(NO_TEXT, text=text)
    if found.promotional and not is_link(filling.stop):
        raise BadMessage(NO_STOP, text=Plain(text))
    tongue = "zh" if language == "zh" else "en"
    values = {"controller": filling.controller}
    wanted = {"controller", *re.findall(r"\{(\w+)\}", found.says[tongue] + found.subject[tongue])}
    for place in sorted(wanted):
        value = getattr(filling, place)
        if not _FORMS[place](value):
            raise BadMessage(BAD_VALUE, text=Plain(text), place=Plain(place))
        values[place] = _in_words(place, value, tongue)
    subject, says = found.subject[tongue].format_map(values), found.says[tongue].format_map(values)
    if channel in SHORT_CHANNELS:
        return "", f"【{filling.controller}】{says}"
    return _marked(
        subject, filling.controller, tongue
    ), f"{says}\n\n{found.adds[tongue]}\n\n{filling.controller}\n"


def _in_words(place: str, value: str, language: str) -> str:
    """Return a value as it stands in a message: ids of the closed lists by their names, all others as they are."""
    zh = language == "zh"
    if place == "asked":
        return ASKED[value][zh]
    if place == "why":
        return WHY[value][zh]
    if place == "shown":
        return ("、" if zh else ", ").join(SHOWN[each][zh] for each in value.split())
    return value


def _marked(subject: str, controller: str, language: str) -> str:
    """Return the subject with who writes in front, where it does not say so already."""
    if controller in subject:
        return subject
    return f"{controller}：{subject}" if language == "zh" else f"{controller}: {subject}"
