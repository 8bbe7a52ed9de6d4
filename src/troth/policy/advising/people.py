"""Looks at what people are told and can do: consent by going on, children, body features, sensitive data, decisions.

Rules
- Consent is a clear yes: going on, browsing and boxes that are ticked already are none (L7).
- Children under 14 have rules of their own, with a guardian's consent, or are not served (L9); who only encourages it
  has none.
- A face or a fingerprint needs an assessment, storage on the device and another way for the same function (L10).

Example
    `agreement: {by: browsing, level: implied}` gives L7.
"""

from __future__ import annotations

import re

from troth.policy.advising.advice import Adviser
from troth.policy.clauses import DataLists, Purpose, Tracker
from troth.policy.file import band_age
from troth.policy.findings import path_of
from troth.policy.openings import entries
from troth.policy.terms import Atom
from troth.policy.wording import in_words
from troth.vocabulary import Act, Level, Plain, holds, statutory

MOST_NAMES = 8
_GOING_ON = re.compile(r"brows|continued|scroll|^use$|^using$")
_NEEDED = re.compile(r"necessary|essential|strict|needed|required|security|sign-?in|session")
_TAKEN_FOR_YES = re.compile(
    r"\b(?:continu\w+ to |going on |keep )(?:brows|us|visit|scroll)\w*[^.;]{0,60}\b(?:agree|consent|accept)"
    r"|\b(?:brows|us)ing[^.;,]{0,30}\b(?:means|counts as|is|as) (?:you agree|consent|agreement|acceptance)"
    r"|继续(?:浏览|使用|访问)[^。；]{0,16}(?:视为|即表示|即代表|表明|意味着)[^。；]{0,8}(?:同意|接受)",
    re.IGNORECASE,
)
_NOT_TAKEN = re.compile(r"\b(?:no|not|never|nothing)\b|不视为|不作|不会|仅视为|不代表|不表示", re.IGNORECASE)
_ON_DEVICE = re.compile(
    r"\b(?:on|in) (?:the|your|their|a|that) (?:phone|device|machine|terminal)|本机|本地|终端|设备(?:上|内)",
    re.IGNORECASE,
)
_OTHER_WAY = re.compile(r"another way|other ways?|alternative|其他(?:合理)?方式|替代方式", re.IGNORECASE)
_ASSESSED = re.compile(r"impact assessment|assessed before|影响评估|安全评估", re.IGNORECASE)


def advise_people(adviser: Adviser) -> None:
    """Say where people are not asked, not told, or not protected as the law wants."""
    _going_on(adviser)
    _children(adviser)
    _body_features(adviser)
    _sensitive(adviser)
    _automated(adviser)
    for name, message in adviser.policy.messages.types.items():
        if message.marketing and not message.opt_out and message.gap is None:
            adviser.add("promotion-no-way-out", ("messages", "types", name))


def _going_on(adviser: Adviser) -> None:
    policy = adviser.policy
    agreement = policy.agreement
    if agreement is not None and agreement.gap is None:
        if agreement.level is Level.IMPLIED or _GOING_ON.search(agreement.by):
            adviser.add("browsing-consent", ("agreement",))
        further = agreement.continued_use
        if further is not None and set(further.covers) - {"neutral-changes"}:
            adviser.add("browsing-consent", ("agreement", "continued-use"))
    for place, category in enumerate(policy.trackers.before_choice):
        label = policy.trackers.categories.get(category)
        if not _NEEDED.search(f"{category} {label.en if label else ''}".lower()):
            adviser.add("browsing-consent", ("trackers", "before-choice", place))
    for name, tracker in policy.trackers.entries.items():
        if tracker.level is Level.IMPLIED:
            adviser.add("browsing-consent", ("trackers", "entries", name))
    for clause, said in policy.clauses():
        for text in (said.en or "", said.zh or ""):
            if _TAKEN_FOR_YES.search(text) and not _NOT_TAKEN.search(text):
                adviser.add("browsing-consent", path_of(clause))


def _children(adviser: Adviser) -> None:
    minors = adviser.policy.minors
    if minors is None:
        if not adviser.left_open("minors"):
            adviser.add("children", ("minors",))
        return
    bands = [
        band
        for name, band in minors.bands.items()
        if band.refuses == "all" or ((band_age(name, band.below) or 99) <= 14 and _guarded(band.need))
    ]
    if not bands and minors.gap is None:
        adviser.add("children", ("minors",))


def _guarded(needs: tuple[Atom, ...]) -> bool:
    return any(all(leaf.kind == "guardian" for leaf in need.leaves()) for need in needs)


def _taken(adviser: Adviser) -> dict[str, list[Purpose]]:
    """Return the purposes that collect or use each element."""
    found: dict[str, list[Purpose]] = {}
    for _, entry in entries(adviser.policy):
        if isinstance(entry, Tracker) or entry.gap is not None or not isinstance(entry.data, DataLists):
            continue
        for name in adviser.policy.elements(entry.data.names()):
            if name in adviser.policy.data:
                found.setdefault(name, []).append(entry)
    return found


def _body_features(adviser: Adviser) -> None:
    policy, taken = adviser.policy, _taken(adviser)
    features = [name for name in taken if holds("biometric", policy.data[name].kind)]
    if not features:
        return
    purposes = [purpose for name in features for purpose in taken[name]]
    lacks = []
    if not _assessed(adviser, purposes):
        lacks.append(("an impact assessment", "影响评估"))
    if not adviser.mentions(_ON_DEVICE):
        lacks.append(("that it stays on the device", "存储于本机"))
    if not adviser.mentions(_OTHER_WAY) and not _other_way(adviser, features, purposes):
        lacks.append(("another way for the same function", "其他验证方式"))
    if lacks:
        adviser.add(
            "body-features",
            ("data", features[0]),
            **in_words(features, MOST_NAMES),
            lacks=Plain(", ".join(each[0] for each in lacks)),
            lacks_zh=Plain("、".join(each[1] for each in lacks)),
        )


def _assessed(adviser: Adviser, purposes: list[Purpose]) -> bool:
    policy = adviser.policy
    needs = [need for purpose in purposes for need in purpose.need]
    needs += [need for demand in policy.demands.values() for need in demand.need]
    needs += [need for kind in policy.sensitive.values() for need in kind.need]
    return any("assessment" in leaf.words for need in needs for leaf in need.leaves()) or adviser.mentions(
        _ASSESSED
    )


def _other_way(adviser: Adviser, features: list[str], purposes: list[Purpose]) -> bool:
    """Return whether every function that uses a body feature is offered by a purpose without one, too."""
    functions = {function for purpose in purposes for function in purpose.functions}
    others = {
        function
        for purpose in adviser.policy.purposes.values()
        if isinstance(purpose.data, DataLists)
        and not set(features) & set(adviser.policy.elements(purpose.data.names()))
        for function in purpose.functions
    }
    return bool(functions) and functions <= others


def _sensitive(adviser: Adviser) -> None:
    policy, taken = adviser.policy, _taken(adviser)
    names = [
        name for name in taken if policy.data[name].of == "individual" and statutory(policy.data[name].kind)
    ]
    needs = [need for purposes in taken.values() for purpose in purposes for need in purpose.need]
    needs += [need for demand in policy.demands.values() for need in demand.need]
    needs += [need for kind in policy.sensitive.values() for need in kind.need]
    told = {word for need in needs for leaf in need.leaves() if leaf.kind == "told" for word in leaf.words}
    if names and not {"necessity", "impact"} <= told:
        adviser.add("sensitive-untold", ("sensitive",), **in_words(names, MOST_NAMES))


_EXPLAINS = re.compile(r"automat|algorithm|\bdecisions?\b|自动化|算法", re.IGNORECASE)


def _automated(adviser: Adviser) -> None:
    policy = adviser.policy
    names = [
        str(path[-1])
        for path, entry in entries(policy)
        if not isinstance(entry, Tracker)
        and entry.gap is None
        and (entry.decides is not None or Act.PROFILE in entry.acts)
    ]
    if not names or adviser.left_open("rights"):
        return
    rights = (f"{name} {right.en or ''} {right.zh or ''}" for name, right in policy.rights.items())
    if not any(_EXPLAINS.search(text) for text in rights):
        adviser.add("automated-no-review", ("rights",), **in_words(names, MOST_NAMES))
