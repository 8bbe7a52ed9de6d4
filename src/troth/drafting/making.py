"""From answers to a policy file that runs at once.

Rules
- The file is built from parts; an answer decides which parts stand in it and fills names, places and periods.
- Everything that was not chosen is left out and so refused. A number that nobody was asked for is a protective default,
  and a remark above it says so.
- The file checks without an error, gap or warning, and the adviser misses nothing in it but the day of publication,
  which only the officer knows; its language is version 1 of docs/POLICY.md.

Example
    >>> made = starter(answers, "en")
    >>> made.id, made.ask[:2]
    ('tea-ltd', ('collect', 'registration'))
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

from troth.drafting import parts
from troth.drafting.answers import AT_ONCE, Answers, Both, faults_of, name_as_id
from troth.drafting.errors import BadAnswers
from troth.drafting.parties import providing, recipients
from troth.drafting.parts import PurposePart
from troth.drafting.remarks import remark
from troth.drafting.rules import minors, owed, rights, rules
from troth.drafting.writing import Flow, Given, Noted, plain, written

FALLBACK = "my-company"


@dataclass(frozen=True)
class Starter:
    """A policy file: its id, its text, and a step to ask about it; nobody has agreed yet, so the answer is `ask`."""

    id: str
    text: str
    ask: tuple[str, ...]


def starter(answers: Answers, language: str) -> Starter:
    """Return the policy file for `answers`, its remarks in `language` (`en` or `zh`).

    Raises:
        BadAnswers: with every fault of the answers.
    """
    faults = faults_of(answers)
    if faults:
        raise BadAnswers(faults)
    content = _content(answers, language)
    own = answers.id or name_as_id(answers.name.said("en")) or FALLBACK
    head = tuple(remark(f"head-{number}", language) for number in range(1, 5))
    return Starter(own, written({"troth": 1, "id": own, **content}, head), _example(answers, content))


def chosen(answers: Answers) -> list[PurposePart]:
    """Return the entries that the activities need, those that every file has first."""
    own = [
        each
        for activity in parts.PURPOSES
        if activity in answers.activities
        for each in parts.PURPOSES[activity]
    ]
    return [parts.BROWSING, parts.SAFETY, *own]


def _version(answers: Answers, language: str) -> dict[str, Any]:
    if not answers.effective:
        return {"version": Noted("1.0", remark("version", language), remark("effective", language))}
    day = Noted(Given(answers.effective), remark("effective-given", language))
    return {"version": Noted("1.0", remark("version", language)), "effective": day}


def _content(answers: Answers, language: str) -> dict[str, Any]:
    def note(value: Any, key: str) -> Noted:
        return Noted(value, remark(key, language))

    entries = chosen(answers)
    used = {element for each in entries for element in each.elements}
    content: dict[str, Any] = {
        **_version(answers, language),
        "languages": ["en", "zh"],
        **_law(answers, language),
        "title": Flow(en=Given(f"How {answers.name.said('en')} handles personal data"),
                      zh=Given(f"{answers.name.said('zh')}个人信息处理规则")),
        "controller": _controller(answers, language),
        "agreement": note({
            "en": "You read this policy and agree by a click before anything is collected",
            "zh": "收集信息之前，您先阅读并点击同意本政策",
            "by": "click",
            "level": "explicit",
            "shown": "before-first-collection",
            "takes-effect": "announced-date",
            "disagreeing": "stops-what-rests-on-it",
        }, "agreement"),
        "products": _products(answers.products, language),
        "roles": {
            "privacy-officer": Flow(en="Privacy officer", zh="个人信息保护负责人"),
            "support-agent": Flow(en="Support agent", zh="客服人员"),
        },
        "data": note({name: _element(name) for name in parts.ELEMENTS if name in used}, "data"),
        "purposes": note({each.id: _purpose(each, answers, language) for each in entries if each.section == "purposes"},
                         "purposes"),
        "notices": note(_notices(entries), "notices"),
        "permissions": note(_permissions(answers), "permissions"),
        "trackers": note(_trackers(entries, language), "trackers"),
        "messages": _messages(entries, answers, language),
        "recipients": note(recipients(answers, entries, language), "recipients"),
        "providing": note(providing(answers, entries), "providing"),
        **rules(answers, language),
        "minors": minors(answers, language),
        "rights": note(rights(answers, language), "rights"),
        **owed(answers, language),
    }  # fmt: skip
    return {key: value for key, value in content.items() if plain(value) not in ({}, [])}


def _law(answers: Answers, language: str) -> dict[str, Any]:
    region = Noted(answers.country, remark("region", language))
    laws: dict[str, Any] = {}
    if answers.laws:
        laws["laws"] = Noted(list(answers.laws), remark("laws", language))
    else:
        region = Noted(answers.country, remark("no-laws", language), remark("region", language))
    if answers.country == "CN":
        laws["calendar"] = "CN"
    return {**laws, "region": region}


def _controller(answers: Answers, language: str) -> Any:
    found: dict[str, Any] = {"name": Given(answers.name.said("en"))}
    if answers.name.said("zh") != found["name"]:
        found["zh"] = Given(answers.name.said("zh"))  # without an `en` it is a name, else a sentence
    found["contact"] = Flow(email=Given(answers.contact))
    return _same_name(answers.name, found, language)


def _same_name(name: Both, found: Any, language: str) -> Any:
    return found if name.en and name.zh else Noted(found, remark("same-name", language))


def _products(products: Iterable[Both], language: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    taken: set[str] = set()
    for number, each in enumerate(products, 1):
        name = name_as_id(each.said("en"))
        if not name or name.replace("-", "") in taken:
            name = next(other for other in _numbered(number) if other.replace("-", "") not in taken)
        taken.add(name.replace("-", ""))
        both = Flow(en=Given(each.said("en")), zh=Given(each.said("zh")))
        found[name] = _same_name(each, both, language)
    return found


def _numbered(first: int) -> Iterator[str]:
    for number in count(first):
        yield f"product-{number}"


def _element(name: str) -> Flow:
    part = parts.ELEMENTS[name]
    found = Flow(en=part.en, zh=part.zh, kind=part.kind)
    return Flow(found, secret=True) if part.secret else found


def _purpose(part: PurposePart, answers: Answers, language: str) -> dict[str, Any]:
    found: dict[str, Any] = {"en": part.en, "zh": part.zh}
    if part.section == "purposes":
        found["function"] = "basic" if part.basic else "additional"
    if part.id in parts.MARKETING:
        found["marketing"] = True
    found["basis"] = Flow(consent=part.basis) if part.basis in ("explicit", "separate") else part.basis
    for key, words in (("functions", part.functions), ("acts", part.acts), ("channels", part.channels)):
        if words:
            found[key] = list(words)
    lists = (("required", part.required), ("one-of", part.one_of), ("optional", part.optional))
    found["data"] = Flow({key: list(names) for key, names in lists if names})
    if part.keep:
        found["keep"] = _keep(part, answers, language)
    if part.id in parts.DECIDING:
        found["decides"] = Noted(Flow(effect="minor", review="human"), remark("human", language))
    if isinstance(found["basis"], Flow):
        found["refused"] = Flow(loses=[part.id])
    if part.told:
        found["need"] = [Flow(told=list(part.told))]
    return found


def _notices(entries: list[PurposePart]) -> dict[str, Any]:
    told = {word for each in entries for word in each.told}
    return {name: Flow(en=en, zh=zh) for name, (en, zh) in parts.NOTICES.items() if name in told}


def _keep(part: PurposePart, answers: Answers, language: str) -> Any:
    if part.keep == "account":
        until = Flow(until="account-closed", then="erase")
        length = Flow({"for": answers.keep, "from": "account-closed", "then": "erase"})
        return Noted(until if answers.keep == AT_ONCE else length, remark("account-asked", language))
    length_of, _, event = part.keep.partition(" from ")
    if not event:
        return Flow(until=part.keep, then="erase")
    return Noted(Flow({"for": length_of, "from": event, "then": "erase"}), remark(part.remark, language))


def _permissions(answers: Answers) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for activity, (name, element, served, en, zh, where_en, where_zh) in parts.PERMISSIONS.items():
        if activity in answers.activities:
            message = any(
                served == each.id for each in parts.PURPOSES[activity] if each.section == "messages"
            )
            serves = {"purposes" if message else "serves": [served]}
            settings = Flow(en=where_en, zh=where_zh)
            found[name] = {"en": en, "zh": zh, "data": [element], **serves, "settings": settings}
    return found


def _trackers(entries: list[PurposePart], language: str) -> dict[str, Any]:
    stored = [each for each in entries if each.section == "trackers"]
    if not stored:
        return {}
    categories = [
        name for name in parts.CATEGORIES if any(parts.CATEGORY_OF[each.id] == name for each in stored)
    ]
    found: dict[str, Any] = {"kinds": ["cookie"]}
    if "necessary" in categories:
        found["before-choice"] = ["necessary"]
    found["categories"] = {
        name: Flow(en=parts.CATEGORIES[name][0], zh=parts.CATEGORIES[name][1]) for name in categories
    }
    found["entries"] = {}
    for each in stored:
        lives = parts.LIVES[each.id]
        found["entries"][each.id] = {
            "en": each.en,
            "zh": each.zh,
            "category": parts.CATEGORY_OF[each.id],
            "kind": "cookie",
            "data": list(each.required),
            "lives": lives if lives == "visit" else Noted(lives, remark("lives", language)),
        }
    return found


def _messages(entries: list[PurposePart], answers: Answers, language: str) -> dict[str, Any]:
    types = [each for each in entries if each.section == "messages"]
    if not types:
        return {}
    used = [name for name in parts.CHANNELS if any(name in each.channels for each in types)]
    return {
        "channels": {
            name: Flow({"en": en, "zh": zh, "to": [element], "opt-out": stop})
            for name, (en, zh, element, stop) in parts.CHANNELS.items()
            if name in used
        },
        "types": {each.id: _purpose(each, answers, language) for each in types},
    }


def _example(answers: Answers, content: dict[str, Any]) -> tuple[str, ...]:
    """Return a step of this policy, as the words after `troth ask FILE`."""
    if "sign-up" in answers.activities:
        words = ["collect", "registration", "phone", "password", "--function", "sign-up"]
    else:
        words = ["collect", "safe-operation", "ip-address"]
    products = list(content["products"])
    return (*words, *(["--product", products[0]] if len(products) > 1 else []), "--subject", "person-1")
