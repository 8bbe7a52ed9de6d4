"""Explaining an automated decision: from the register and the policy it was made under, and from nothing else (PIPL 24, 48).

Rules
- What is said: the rule in the policy, the model and its version, the kinds of data that went in, what could come out and what did,
  what was found when a person looked again, and how to object. No value that went in.
- Texts are ours or the policy's; a word of the caller is put in as data.

Example
    >>> explanation_of(compiled, decision, "en").splitlines()[0]
    'Choose advertising for you by profile and purchasing habits (purposes.advertising, version 2021-11-01)'
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from troth.calendars import day_in
from troth.duties import Term, terms_for
from troth.policy import Clause, Compiled, Consented, Period, Purpose, citation
from troth.rights.automated import SIGNIFICANT, Decision
from troth.vocabulary import in_language

_BASES = {
    "agreement": ("you agreed to the policy", "您已同意本政策"),
    "ground": ("the law allows it without a consent", "法律规定无须取得同意的情形"),
    "none": ("it uses nothing that tells who you are", "不涉及可识别您的信息"),
}
_UNITS: dict[str, str] = {
    "hour": "小时",
    "day": "天",
    "working day": "个工作日",
    "week": "周",
    "month": "个月",
    "year": "年",
}
_RESULTS = {"upheld": ("upheld", "维持"), "overturned": ("changed", "变更")}


def explanation_of(compiled: Compiled, made: Decision, language: str) -> str:
    """Return the explanation of `made`, which was decided under `compiled`, in `language`."""
    return "\n".join(_lines(compiled, made, language))


def _lines(compiled: Compiled, made: Decision, language: str) -> Iterable[str]:
    zh = language == "zh"
    entry = compiled.policy.entry(made.purpose)
    clause, purpose = (entry[0], entry[1]) if entry is not None else (made.purpose, None)
    name = _named(purpose, made.purpose, zh)
    yield f"{name}（{clause}，版本 {made.policy}）" if zh else f"{name} ({clause}, version {made.policy})"
    day = day_in(compiled.policy.calendar, datetime.fromisoformat(made.at)).isoformat()
    yield f"由程序于 {day} 自动作出决定。" if zh else f"A program decided on {day}."
    if isinstance(purpose, Purpose):
        basis = _basis(purpose)[zh]
        yield f"规则：处理依据是{basis}。" if zh else f"The rule: it may do so because {basis}."
        if purpose.decided is not None:
            yield in_language(purpose.decided, language)
    yield (
        f"所用模型：{made.model}，版本 {made.version}。"
        if zh
        else f"The model: {made.model}, version {made.version}."
    )
    used = ("、" if zh else ", ").join(
        _named(compiled.policy.data.get(each), each, zh) for each in made.inputs
    )
    yield f"所用数据的种类：{used}。" if zh else f"The kinds of data that went in: {used}."
    yield from _outcome(made, zh)
    if made.effect == SIGNIFICANT:
        yield "该决定对您有重大影响。" if zh else "The decision has a significant effect on you."
    yield from _reviews(made, zh)
    yield from _rights(compiled, made, zh)


def _outcome(made: Decision, zh: bool) -> Iterable[str]:
    language = "zh" if zh else "en"
    possible = ("；" if zh else "; ").join(each[language].rstrip("。.") for each in made.outcomes.values())
    now = made.outcomes[made.outcome][language]
    first = made.outcomes[made.reviews[0].outcome][language] if made.reviews else now
    yield f"可能的结果：{possible}" if zh else f"What could come out: {possible}"
    yield f"程序得出的结果：{first}" if zh else f"What the program found: {first}"
    if now != first:
        yield f"现行结果：{now}" if zh else f"What counts now: {now}"


def _reviews(made: Decision, zh: bool) -> Iterable[str]:
    for past in made.reviews:
        result = _RESULTS[past.result][zh]
        why = past.why["zh" if zh else "en"]
        yield (
            f"人工复核（{past.name}）：{result}。{why}" if zh else f"Reviewed by {past.name}: {result}. {why}"
        )


def _rights(compiled: Compiled, made: Decision, zh: bool) -> Iterable[str]:
    terms = [each.term for each in terms_for(compiled, "answer", "object-automated")]
    listed = ("；" if zh else "; ").join(_limit(each, zh) for each in terms)
    within = (f"（答复期限：{listed}）" if zh else f" (answered within: {listed})") if terms else ""
    yield (
        f"您可对该决定提出异议，由人工复核{within}；也可拒绝仅由程序作出的决定。"
        if zh
        else f"You can object: a person looks at it again{within}. You can refuse a decision by a program alone."
    )


def _limit(term: Term, zh: bool) -> str:
    """Return how long an answer may take, and who says so."""
    length = f"{term.count} {_UNITS[term.unit]}" if zh else str(Period(term.count, term.unit))
    if not term.law:
        return f"本政策承诺 {length}" if zh else f"{length} as the policy promises"
    source = citation(term.source, "zh" if zh else "en")
    return f"{source}规定 {length}" if zh else f"{length} by {source}"


def letter_words(old: Decision, new: Decision) -> dict[str, str]:
    """Return what the letter says of a review: who looked, what came of it, why, and where to turn."""
    past = new.reviews[-1]
    was, now = old.outcomes[old.outcome], new.outcomes[new.outcome]
    if past.result == "upheld":
        en = f"{past.name} has looked at the decision again and upholds it: {was['en']}"
        zh = f"{past.name} 已人工复核，维持原决定：{was['zh']}"
    else:
        en = f"{past.name} has looked at the decision again and changed it.\nBefore: {was['en']}\nNow: {now['en']}"
        zh = f"{past.name} 已人工复核，变更原决定。\n原结果：{was['zh']}\n现结果：{now['zh']}"
    return {
        "en": f"{en}\nWhy: {past.why['en']}\nIf you do not agree, you can object to this answer or complain to the authority.",
        "zh": f"{zh}\n理由：{past.why['zh']}\n如不同意，可对本答复提出异议，或向主管部门投诉。",
    }


def _basis(purpose: Purpose) -> tuple[str, str]:
    if isinstance(purpose.basis, Consented):
        return "you consented to it", "您已就此目的表示同意"
    return _BASES.get(str(purpose.basis), _BASES["agreement"])


def _named(clause: Clause | None, name: str, zh: bool) -> str:
    return ((clause.zh if zh else clause.en) if clause is not None else None) or name
