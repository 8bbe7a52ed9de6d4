"""What a policy has to say and this file does not: the topics of pipl.17, netdata.21 and GB/T 35273 5.5 (T1-T10).

Rules
- What the file itself names as missing (`gap`, `gaps`) is in every report already, and is not told again.
- A right is known by its id or by its texts: `copy`, `Receive a copy`, 获取副本.

Example
    A file without a right to take a copy gives T1, pipl.45: nothing says how people can take a copy.
"""

from __future__ import annotations

import re

from troth.policy.advising.advice import Adviser
from troth.policy.findings import path_of
from troth.policy.terms import is_vague
from troth.vocabulary import Plain, RecipientRole

_RIGHTS = """
access|pipl.45 netdata.21|see what is held about them|查阅本人信息|access|inquire|\\bsee\\b|查阅|查询|访问
copy|pipl.45 netdata.21|receive a copy|获取副本|copy|export|副本|复制
transfer|pipl.45 netdata.25|have their data passed to another handler|将信息转移至指定的处理者|\\bport\\b|portab|transfer|someone you name|designee|转移|转交
correct|pipl.46 netdata.21|have wrong or incomplete data put right|更正和补充信息|correct|rectif|complete|更正|补充
delete|pipl.47 netdata.21|have their data deleted|删除信息|delet|eras|删除
restrict|pipl.44 netdata.21|restrict or refuse the processing|限制或拒绝处理|restrict|\\brefuse\\b|object\\b(?!.*automat)|限制|拒绝
cancel-account|netdata.21 ecom.24|close their account|注销账号|cancel|clos(?:e|ing)|注销
withdraw|pipl.15 netdata.21|take a consent back|撤回同意|withdraw|take (?:a |back a )?consents? back|take back|撤回
explain|pipl.48|have the rules explained|要求解释说明处理规则|explain|explanation|\\bask\\b|question|解释|说明
"""
RIGHTS: dict[str, tuple[tuple[str, ...], str, str, re.Pattern[str]]] = {
    row[0]: (tuple(row[1].split()), row[2], row[3], re.compile(row[4], re.IGNORECASE))
    for row in (line.split("|", 4) for line in _RIGHTS.strip().splitlines())
}
_PLACE = re.compile(r"mainland|abroad|cross-border|overseas|境内|境外|出境|跨境", re.IGNORECASE)
_NOBODY = re.compile(
    r"(?:nothing|no data|none)[^.;]{0,40}(?:given|shared|provided|passed)|不向[^，。；]{0,12}提供",
    re.IGNORECASE,
)
_SECTIONS = {
    "incidents": "incidents-missing",
    "changes": "changes-missing",
    "protection": "protection-missing",
    "termination": "ending-missing",
}
_ENDS = frozenset("purpose-ended purpose-achieved purpose-reached no-longer-needed necessary-period".split())
_AS_NEEDED = re.compile(
    r"\b(?:kept?|keeps?|stored?|retain\w*|held)\b[^.;]{0,60}\b(?:as long as|for the time|for a period|no longer than)\b"
    r"[^.;]{0,40}\b(?:necessary|needed|needs?|reasonable|required)\b"
    r"|(?:必要|必需|所需|合理)的?(?:期限|时间|期间)内?[^。；]{0,6}(?:保存|存储|保留)|(?:保存|存储|保留)[^。；]{0,20}(?:必要|必需|所需|合理)的?(?:期限|时间|期间)",
    re.IGNORECASE,
)
_IMMEDIATE = re.compile(
    r"\b(?:takes? effect|effective|in force|starts?|applies)\b[^.;]{0,20}\b(?:immediately|at once|when (?:it is )?(?:announced|published|posted)|upon (?:publication|posting))"
    r"|(?:一经)?(?:发布|公布|公告)(?:之日|之时|后)?(?:起)?(?:即|立即)?(?:生效|施行)",
    re.IGNORECASE,
)
_CLOSED = re.compile(r"cancel|clos(?:e|ure)|deregist|注销")


def advise_topics(adviser: Adviser) -> None:
    """Say which topic is missing, and which rule of change or retention is weaker than the law."""
    for section, rule in _SECTIONS.items():
        if getattr(adviser.policy, section) is None and not adviser.left_open(section):
            adviser.add(rule, (section,))
    _rights(adviser)
    _outside(adviser)
    _recipients(adviser)
    _changes(adviser)
    _retention(adviser)
    _open_texts(adviser)
    _cancelling(adviser)


def _rights(adviser: Adviser) -> None:
    policy = adviser.policy
    if not adviser.left_open("rights") and not any(right.gap for right in policy.rights.values()):
        said = [
            f"{name} {right.en or ''} {right.zh or ''} {' '.join(right.to)}"
            for name, right in policy.rights.items()
        ]
        for name, (citations, what, what_zh, known) in RIGHTS.items():
            if not any(known.search(text) for text in said):
                values = {"what": Plain(what), "what_zh": Plain(what_zh), "id_plain": Plain(name)}
                adviser.add_citing(citations, "right-missing", ("rights",), **values)
    desks = [
        *policy.rights,
        *(policy.requests.kinds if policy.requests else ()),
        *(
            word
            for point in (policy.contacts.points.values() if policy.contacts else ())
            for word in point.opens
        ),
    ]
    if not any("complain" in word for word in desks) and not adviser.left_open("contacts"):
        adviser.add("complaint-missing", ("contacts",))


def _outside(adviser: Adviser) -> None:
    policy = adviser.policy
    disputes = policy.disputes
    if not adviser.left_open("disputes") and (disputes is None or not (disputes.court or disputes.authority)):
        adviser.add("remedy-missing", ("disputes",))
    regions = [demand.when.get("region") for demand in policy.demands.values()]
    regions += [bar.when.get("region") for bar in policy.never.values()]
    if not any(regions) and not adviser.mentions(_PLACE):
        adviser.add("place-missing", ("demands",))
    dated = policy.effective or re.match(r"20\d\d-\d\d-\d\d", policy.version)
    if not dated and "date" not in policy.gaps:
        adviser.add("date-missing", ("version",))


def _recipients(adviser: Adviser) -> None:
    others = [each for each in adviser.policy.recipients.values() if each.role is not RecipientRole.OWN_GROUP]
    said = others or adviser.policy.providing or adviser.mentions(_NOBODY)
    if not said and not (adviser.left_open("recipients") or adviser.left_open("providing")):
        adviser.add("recipients-missing", ("recipients",))


def _changes(adviser: Adviser) -> None:
    changes, agreement = adviser.policy.changes, adviser.policy.agreement
    if changes is not None and changes.gap is None:
        if changes.lead is None:
            adviser.add("effect-at-once", ("changes",))
        lacks = [
            pair
            for kinds, pair in (
                ({"purpose", "purposes"}, ("purpose", "目的")),
                ({"data", "kinds", "categories"}, ("data", "信息种类")),
                ({"manner", "method", "methods"}, ("manner", "处理方式")),
            )
            if changes.material and not kinds & set(changes.material)
        ]
        if lacks:
            names, names_zh = ", ".join(each[0] for each in lacks), "、".join(each[1] for each in lacks)
            path = ("changes", "material")
            adviser.add("material-kinds", path, names=Plain(names), names_zh=Plain(names_zh))
    for name, clause in (("changes", changes), ("agreement", agreement)):
        texts = (clause.en or "", clause.zh or "") if clause is not None else ()
        if any(_IMMEDIATE.search(text) for text in texts):
            adviser.add("effect-at-once", (name,))


def _retention(adviser: Adviser) -> None:
    for name, rule in adviser.policy.retention.items():
        path = ("retention", name)
        if rule.gap is not None:
            continue
        open_end = rule.until in _ENDS or (rule.until is None and rule.for_ is None and rule.from_ is None)
        if open_end or (isinstance(rule.until, str) and is_vague(rule.until)):
            adviser.add("keep-open", path)
        if rule.then is None:
            adviser.add("keep-no-treatment", path)


def _open_texts(adviser: Adviser) -> None:
    """A text that promises to keep as long as needed, in a clause without a period of its own (L8)."""
    for clause, said in adviser.policy.clauses():
        keep = getattr(said, "keep", None) or said
        ends = getattr(keep, "for_", None) or getattr(keep, "until", None) or keep == "none"
        if (
            not ends
            and said.gap is None
            and any(_AS_NEEDED.search(text or "") for text in (said.en, said.zh))
        ):
            adviser.add("keep-open", path_of(clause))


def _cancelling(adviser: Adviser) -> None:
    for name, right in adviser.policy.rights.items():
        if (
            _CLOSED.search(name)
            and right.gap is None
            and right.then.get("data") not in ("erase", "anonymise")
        ):
            adviser.add("cancel-keeps", ("rights", name))
