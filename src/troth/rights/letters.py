"""Letters: the answer to a request, in zh and en, from what is recorded and nothing else.

Rules
- Every letter has the number of the case, both limits and which rule set them, what was searched and done in each place,
  what is held and why, backups that are still to lapse, recipients that were told, and where to object.
- A refusal names its ground, the reason given, what was left out, the route for objections, the authority and the court; one for
  repetition the earlier requests as well.
- Texts are our own; what a person or an officer wrote is put in as data. No value of a person stands in a letter.

Example
    >>> letter_of(case, facts)["en"].splitlines()[0]
    'Your request case-bcdf-ghjk-mnpq'
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from troth.calendars import day_in
from troth.duties import Duty, due_of
from troth.policy import Compiled
from troth.rights.case import Case
from troth.rights.naming import clause_name, label_name, period_name, place_name, reason_name, remainder_name

OUTCOMES: dict[str, tuple[str, str]] = {
    "fulfilled": ("Your request has been carried out.", "您的请求已办结。"),
    "partly": ("Your request has been carried out in part.", "您的请求已部分办结。"),
    "refused": ("Your request has been turned down.", "您的请求未获同意。"),
    "answered": ("This is our answer to your request.", "现就您的请求答复如下。"),
    "unable": ("We were not able to carry out your request.", "我们未能办理您的请求。"),
    "nothing-held": ("We hold nothing that we could match to you.", "我们未查到与您对应的个人信息。"),
    "forwarded": (
        "The organisation whose data it is has answered your request.",
        "您的请求涉及的数据由所属组织处理，该组织已作答复。",
    ),
    "forged": (
        "We were told that you did not make this request. We stopped it.",
        "我们获悉该请求并非由您提出，已终止办理。",
    ),
}
STATES: dict[str, tuple[str, str]] = {
    "done": ("done", "已完成"),
    "held": ("kept because the law demands it, and used for nothing else", "依法留存，不作他用"),
    "void": ("not done", "未执行"),
    "open": ("still being done", "仍在办理"),
}
ACTS: dict[str, tuple[str, str]] = {
    "find": ("searched", "查询"),
    "export": ("searched and copied", "查询并导出"),
    "correct": ("corrected", "更正"),
    "restrict": ("restricted", "限制处理"),
    "lift": ("restriction lifted", "解除限制处理"),
    "erase": ("erased", "删除"),
}


PERSONAL = ("contact.phone_number", "contact.email", "government_id", "financial")
"""What words of an operator are looked through for, before they go out."""
AGREEMENT = "agreement"
_AUTHORITY = ("the data protection authority", "网信部门")
_COURT = ("the competent people's court", "有管辖权的人民法院")
_GROUND = ("a ground of our privacy policy", "隐私政策所列情形")


@dataclass(frozen=True)
class Done:
    """What happened in one place: the act, `done`, `held`, `void` or `open`, why, and what the place cannot reach."""

    place: str
    act: str
    state: str
    why: tuple[str, ...] = ()
    remains: tuple[str, ...] = ()


@dataclass(frozen=True)
class Facts:
    """What a letter is made from. `limits` are (day, source, statutory); `reason` is in both languages.

    `earlier` are the numbers of the requests that this one repeats; `names` what places are called, by language and id; `longer` is why
    the promised limit was extended.
    """

    compiled: Compiled
    limits: tuple[tuple[str, str, bool], ...] = ()
    places: tuple[Done, ...] = ()
    recipients: tuple[tuple[str, bool], ...] = ()
    backups: str = ""
    reason: Mapping[str, str] = field(default_factory=dict, repr=False)
    words: Mapping[str, str] = field(default_factory=dict, repr=False)
    survive: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    longer: Mapping[str, str] = field(default_factory=dict, repr=False)


def limits_of(duty: Duty | None) -> tuple[tuple[str, str, bool], ...]:
    """Return the limits of the duty to answer: the day of each, its source, whether it is statutory; the earliest first."""
    if duty is None:
        return ()
    found = []
    for term in duty.terms:
        due = due_of((term,), duty.anchor, duty.stops)
        if due.due is not None:
            found.append((due.due.isoformat(), term.source, term.law))
    return tuple(sorted(found))


def taken_back(compiled: Compiled, target: str) -> dict[str, str]:
    """Return what the letter says of a consent, or the agreement, that was taken back: what stops, and what goes on."""
    policy = compiled.policy
    entry = policy.entry(target)
    clause = entry[1] if entry is not None else policy.trackers.categories.get(target)
    if clause is None and target != AGREEMENT:
        return {}
    if clause is None:
        return {
            "en": "Taken back: your agreement to our privacy policy. What was done before stays lawful.",
            "zh": "已撤回：您对隐私政策的同意。撤回前已进行的处理不受影响。",
        }
    en, zh = clause.en or target, clause.zh or target
    return {
        "en": f"Taken back: {en}. Nothing more is done for it; what was done before stays lawful. What else you agreed to goes on.",
        "zh": f"已撤回：{zh}。此后不再为此处理您的个人信息，撤回前已进行的处理不受影响；您同意的其他事项照常进行。",
    }


def letter_of(case: Case, facts: Facts) -> dict[str, str]:
    """Return the letter for `case` in both languages, by `en` and `zh`."""
    return {language: "\n".join(_lines(case, facts, language)) for language in ("en", "zh")}


def _lines(case: Case, facts: Facts, language: str) -> Iterable[str]:
    zh = language == "zh"
    policy = facts.compiled.policy
    yield f"您的请求 {case.id}" if zh else f"Your request {case.id}"
    kind = case.of.zh if zh else case.of.en
    day = day_in(policy.calendar, case.received).isoformat()
    yield f"类型：{kind}；收到日期：{day}" if zh else f"Kind: {kind}; received {day}"
    yield OUTCOMES[case.outcome][zh]
    for due, source, law in facts.limits:
        rule = clause_name(facts.compiled, source, language)
        if zh:
            yield f"{'法定' if law else '承诺'}期限：{due}（依据：{rule}）"
        else:
            yield f"{'Statutory' if law else 'Promised'} limit: {due} (set by {rule})"
    if case.extended is not None:
        why = facts.longer.get(language, "")
        yield f"承诺期限已延长一次。{why}" if zh else f"The promised limit was extended once. {why}".strip()
    yield from _work(facts, zh)
    yield from _left_out(case, facts, zh)
    if facts.words.get(language):
        yield facts.words[language]
    if case.outcome in ("refused", "partly", "unable"):
        yield from _remedies(facts.compiled, zh)
    yield from _contacts(facts.compiled, zh)


def _listed(words: Iterable[str], zh: bool) -> str:
    """Return each of `words` once, as a list in a sentence."""
    return ("、" if zh else ", ").join(dict.fromkeys(words))


def _work(facts: Facts, zh: bool) -> Iterable[str]:
    language = "zh" if zh else "en"
    for done in facts.places:
        act, state = ACTS.get(done.act, (done.act, done.act))[zh], STATES[done.state][zh]
        reasons = _listed((reason_name(facts.compiled, each, language) for each in done.why), zh)
        why = (f"（{reasons}）" if zh else f" ({reasons})") if done.why else ""
        place = place_name(done.place, facts.names.get(language, {}), language)
        yield f"{place}：{act}，{state}{why}" if zh else f"{place}: {act}, {state}{why}"
        if done.remains:
            left = _listed((remainder_name(each, language) for each in done.remains), zh)
            yield f"其中尚待消除：{left}" if zh else f"Not reached there yet: {left}"
    for name, told in facts.recipients:
        if zh:
            yield f"接收方 {name}：{'已通知' if told else '尚未确认通知'}"
        else:
            yield f"Recipient {name}: {'told' if told else 'not confirmed yet'}"
    if facts.backups:
        yield (
            f"备份中的副本最迟于 {facts.backups} 失效，在此之前不作他用。"
            if zh
            else f"Copies in backups lapse by {facts.backups} and are used for nothing until then."
        )
    if facts.survive:
        listed = ("、" if zh else ", ").join(facts.survive)
        yield f"终止后仍然有效的约定：{listed}" if zh else f"What goes on being valid: {listed}"


def _left_out(case: Case, facts: Facts, zh: bool) -> Iterable[str]:
    if not case.ground:
        return
    table = facts.compiled.policy.grounds.get("refusing")
    entry = table.list.get(case.ground) if table is not None else None
    name = (entry.zh if zh else entry.en) if entry is not None else None
    shown = name or label_name("rejection", case.ground, _GROUND, zh)
    yield f"理由：{shown}" if zh else f"Ground: {shown}"
    reason = facts.reason.get("zh" if zh else "en", "")
    if reason:
        yield f"说明：{reason}" if zh else f"Reason: {reason}"
    if case.ground == "repetitive" and facts.earlier:
        numbers = ("、" if zh else ", ").join(facts.earlier)
        count = len(facts.earlier)
        if zh:
            yield f"此前的同类请求（{count} 次）：{numbers}"
        else:
            yield f"Earlier requests of this kind ({count}): {numbers}"
    if case.withheld:
        listed = ("、" if zh else ", ").join(_name(facts.compiled, each, zh) for each in case.withheld)
        yield f"未提供的部分：{listed}" if zh else f"Left out: {listed}"


def _remedies(compiled: Compiled, zh: bool) -> Iterable[str]:
    policy = compiled.policy
    given = policy.requests.objection.get("within") if policy.requests is not None else None
    within = period_name(given, zh) if given else ""
    if zh:
        yield f"您可以{f'在 {within}内' if within else ''}提出异议，由另一名工作人员复核。"
    else:
        yield f"You can object{f' within {within}' if within else ''}; another person will look at it again."
    disputes = policy.disputes
    authority = label_name(
        "authority", (disputes.authority if disputes is not None else None) or "", _AUTHORITY, zh
    )
    court = label_name("court", (disputes.court if disputes is not None else None) or "", _COURT, zh)
    yield (
        f"您也可以向{authority}投诉，或向{court}提起诉讼。"
        if zh
        else f"You can also complain to {authority}, or bring the matter before {court}."
    )


def _contacts(compiled: Compiled, zh: bool) -> Iterable[str]:
    contacts = compiled.policy.contacts
    for name, point in (contacts.points if contacts is not None else {}).items():
        shown = (point.zh if zh else point.en) or name
        hours = f"（{point.hours}）" if point.hours and zh else f" ({point.hours})" if point.hours else ""
        yield (
            f"联系渠道 {shown}：{point.address or ''}{hours}"
            if zh
            else f"Contact, {shown}: {point.address or ''}{hours}"
        )
    for address in compiled.policy.controller.contact.values() if contacts is None else ():
        yield f"联系渠道：{address}" if zh else f"Contact: {address}"


def _name(compiled: Compiled, element: str, zh: bool) -> str:
    entry = compiled.policy.data.get(element)
    return ((entry.zh if zh else entry.en) if entry is not None else None) or element
