r"""The answers: put on one line each, and judged before anything is made of them.

Rules
- A text is one line; line ends become spaces. Control, zero-width and bidirectional characters are refused, as a
  policy file refuses them: dropping them in silence would make another name of it.
- Everything wrong is found at once, each fault with the question that it belongs to.

Example
    >>> cleaned("Tea\n  Ltd")
    'Tea Ltd'
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import msgspec

from troth.drafting.errors import (
    HIDDEN,
    MALFORMED,
    MISSING,
    NO_ADDRESS,
    NO_CHOICE,
    NO_COUNTRY,
    NO_DAY,
    NO_ID,
    NO_PERIOD,
    NOTHING_TO_DO,
    TOO_LONG,
    TOO_MANY,
    TOO_SLOW,
    TWICE,
    BadAnswers,
    Fault,
)
from troth.drafting.questions import ACTIVITIES, KINDS, MINORS, Choice
from troth.policy import parse_period
from troth.vocabulary import Plain

LONGEST = 200
LONGEST_ID = 30
LONGEST_ADDRESS = 254  # RFC 5321 4.5.3.1.3, without the brackets
MOST_PRODUCTS = 12
MOST_RECIPIENTS = 20
MOST_WORKING_DAYS = 15  # the method for unlawful collection by apps, 6; PIPL 50 says in time
AT_ONCE = "at-once"
LAWS = ("pipl",)
_HIDING = ("Cc", "Cf", "Cs")
# What a policy file refuses beyond these categories: fillers, selectors, no characters.
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2028\u2029\u2800\u3164\ufdd0-\ufdef\ufe00-\ufe0f"
    "\uffa0\ufff0-\uffff\U000e0000-\U000e0fff]"
)
_ADDRESS = re.compile(r"[^@\s,;:<>\"]+@[^@\s,;:<>\"]+\.[^@\s,;:<>\"]+")
_COUNTRY = re.compile(r"[A-Z]{2}")
_DAYS = re.compile(r"([1-9][0-9]{0,2}) working days?")


class _Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an answer file may hold: no other keys."""


class Both(_Answer, frozen=True):
    """A name in both languages; one of them may be empty and is then the other."""

    en: str = ""
    zh: str = ""

    def said(self, language: str) -> str:
        """Return it in `language`, or in the other one."""
        return (self.zh or self.en) if language == "zh" else (self.en or self.zh)


class Party(_Answer, frozen=True):
    """A company that receives data: its kind, name, country, how to reach it, and whether a contract is signed."""

    kind: str
    name: str
    region: str = "CN"
    contact: str = ""
    signed: bool = False


class Answers(_Answer, frozen=True):
    """The answers to all questions. `keep` is a period or `at-once`; `answer` a number of working days.

    `id` is the id of the policy; empty: made from the name. `effective` is the day from which the file holds,
    such as 2026-12-01; empty: the file leaves it to the officer.
    """

    name: Both
    contact: str
    products: tuple[Both, ...]
    activities: tuple[str, ...]
    country: str = "CN"
    laws: tuple[str, ...] = LAWS
    recipients: tuple[Party, ...] = ()
    minors: str = "unsure"
    keep: str = AT_ONCE
    answer: str = "15 working days"
    id: str = ""
    effective: str = ""


def cleaned(text: str) -> str:
    """Return `text` as one line, with single spaces."""
    return " ".join(text.split())


def _hidden(text: str) -> str | None:
    """Return the first character of `text` that nobody sees, or None."""
    return next((each for each in text if unicodedata.category(each) in _HIDING or _UNSEEN.match(each)), None)


def _seen(field: str, *texts: str) -> Iterator[Fault]:
    for each in texts:
        found = _hidden(each)
        if found is not None:
            yield Fault(field, HIDDEN, {"code": Plain(f"U+{ord(found):04X}")})
            return


def answers_from(given: Mapping[str, Any]) -> Answers:
    """Return the answers written as plain data, cleaned.

    A name may be a text or `{en: ..., zh: ...}`. What is wrong with the answers themselves is told by `faults_of`.

    Raises:
        BadAnswers: it is not written as answers are.
    """
    opened = dict(given)
    if isinstance(opened.get("name"), str):
        opened["name"] = _both(opened["name"])
    if isinstance(opened.get("products"), (list, tuple)):
        opened["products"] = [_both(each) if isinstance(each, str) else each for each in opened["products"]]
    if isinstance(opened.get("laws"), str):
        opened["laws"] = [opened["laws"]]
    try:
        answers = msgspec.convert(opened, Answers)
    except msgspec.ValidationError as error:
        raise BadAnswers([Fault("", MALFORMED, {"what": Plain(str(error))})]) from error
    return _cleaned(answers)


def _both(text: str) -> dict[str, str]:
    return {"en": text, "zh": text}


def _cleaned(answers: Answers) -> Answers:
    products = (Both(cleaned(each.en), cleaned(each.zh)) for each in answers.products)
    parties = (
        Party(
            each.kind.strip(),
            cleaned(each.name),
            cleaned(each.region).upper(),
            cleaned(each.contact),
            each.signed,
        )
        for each in answers.recipients
    )
    return Answers(
        name=Both(cleaned(answers.name.en), cleaned(answers.name.zh)),
        contact=cleaned(answers.contact),
        products=tuple(each for each in products if each.en or each.zh),
        activities=tuple(dict.fromkeys(answers.activities)),
        country=cleaned(answers.country).upper(),
        laws=tuple(dict.fromkeys(answers.laws)),
        recipients=tuple(parties),
        minors=answers.minors,
        keep=cleaned(answers.keep),
        answer=cleaned(answers.answer),
        id=cleaned(answers.id),
        effective=cleaned(answers.effective),
    )


def faults_of(answers: Answers) -> list[Fault]:
    """Return everything that is wrong with `answers`, in the order of the questions."""
    return [
        *_names("name", answers.name),
        *_own_id(answers.id),
        *_address(answers.contact),
        *_products(answers.products),
        *_place("country", answers.country),
        *(fault for each in answers.laws for fault in _chosen("country", each, LAWS)),
        *_activities(answers.activities),
        *_recipients(answers),
        *_chosen("minors", answers.minors, [each.id for each in MINORS]),
        *_keep(answers.keep),
        *_deadline(answers.answer),
        *_day(answers.effective),
    ]


def _names(field: str, both: Both) -> Iterator[Fault]:
    if not (both.en or both.zh):
        yield Fault(field, MISSING)
    if max(len(both.en), len(both.zh)) > LONGEST:
        yield Fault(field, TOO_LONG, {"most": LONGEST})
    yield from _seen(field, both.en, both.zh)


def _own_id(own: str) -> Iterator[Fault]:
    if own and name_as_id(own) != own:
        yield Fault("name", NO_ID, {"value": own, "most": LONGEST_ID})


def name_as_id(name: str) -> str:
    """Return an id for a policy or product, made from its name; empty where the name has no Latin letters for one."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", ascii_name.lower()).strip("-")
    words = re.sub(r"^[^a-z]+", "", words)[:LONGEST_ID].strip("-")
    many_digits = re.search(r"[0-9]{7}", words.replace("-", ""))
    return "" if many_digits else words


def _address(address: str) -> Iterator[Fault]:
    yield from _seen("contact", address)
    if not address:
        yield Fault("contact", MISSING)
    elif len(address) > LONGEST_ADDRESS:
        yield Fault("contact", TOO_LONG, {"most": LONGEST_ADDRESS})
    elif not _ADDRESS.fullmatch(address):
        yield Fault("contact", NO_ADDRESS, {"value": address})


def _products(products: tuple[Both, ...]) -> Iterator[Fault]:
    if not products:
        yield Fault("products", MISSING)
    if len(products) > MOST_PRODUCTS:
        yield Fault("products", TOO_MANY, {"most": MOST_PRODUCTS})
    for place, each in enumerate(products):
        yield from _names(f"products.{place}", each)


def _place(field: str, country: str) -> Iterator[Fault]:
    if not _COUNTRY.fullmatch(country):
        yield Fault(field, NO_COUNTRY, {"value": country})


def _chosen(field: str, word: str, known: list[str] | tuple[str, ...]) -> Iterator[Fault]:
    if word not in known:
        yield Fault(field, NO_CHOICE, {"value": word, "known": Plain(", ".join(known))})


def _activities(activities: tuple[str, ...]) -> Iterator[Fault]:
    if not activities:
        yield Fault("activities", MISSING)
    for each in activities:
        yield from _chosen("activities", each, [known.id for known in ACTIVITIES])


def _recipients(answers: Answers) -> Iterator[Fault]:
    kinds = {each.id: each for each in KINDS}
    if len(answers.recipients) > MOST_RECIPIENTS:
        yield Fault("recipients", TOO_MANY, {"most": MOST_RECIPIENTS})
    seen: set[tuple[str, str]] = set()
    for place, each in enumerate(answers.recipients):
        field = f"recipients.{place}"
        called = (each.kind, unicodedata.normalize("NFKC", each.name).casefold())
        if each.name and called in seen:
            yield Fault(f"{field}.name", TWICE, {"value": each.name})
        seen.add(called)
        yield from _chosen(f"{field}.kind", each.kind, list(kinds))
        yield from _place(f"{field}.region", each.region)
        if not each.name:
            yield Fault(f"{field}.name", MISSING)
        if max(len(each.name), len(each.contact)) > LONGEST:
            yield Fault(f"{field}.name", TOO_LONG, {"most": LONGEST})
        yield from _seen(f"{field}.name", each.name, each.contact)
        if each.kind in kinds and _idle(kinds[each.kind], answers.activities):
            yield Fault(f"{field}.kind", NOTHING_TO_DO, {"value": each.name or each.kind})


def _idle(kind: Choice, activities: tuple[str, ...]) -> bool:
    return bool(kind.needed_by) and not set(kind.needed_by) & set(activities)


def _keep(period: str) -> Iterator[Fault]:
    if period == AT_ONCE:
        return
    try:
        parse_period(period)
    except ValueError:
        yield Fault("keep", NO_PERIOD, {"value": period})


def _deadline(period: str) -> Iterator[Fault]:
    days = _DAYS.fullmatch(period)
    if days is None or int(days[1]) > MOST_WORKING_DAYS:
        yield Fault("answer", TOO_SLOW, {"value": period, "most": MOST_WORKING_DAYS})


def _day(day: str) -> Iterator[Fault]:
    try:
        wrong = bool(day) and date.fromisoformat(day).isoformat() != day
    except ValueError:
        wrong = True
    if wrong:
        yield Fault("effective", NO_DAY, {"value": day})
