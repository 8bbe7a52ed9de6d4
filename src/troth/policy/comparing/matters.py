"""What a change is about, and what each kind of value weighs: the closed words of a comparison.

Rules
- `Matter` is the closed list of what `what` may say; `docs/COMPARE.md` shows the same list, and a test compares them.
- `Sense` says what a larger value means for people. Only from it follow the word of the change, whether people
  should hear of it (`weighs`) and whether it reduces their rights.
- Where nobody can tell whether a value is larger, it is `changed`, and it weighs.

Example
    >>> Sense.OPENS.outcome(+1), Sense.GUARDS.outcome(-1)
    (Outcome(change='widened', weighs=True, reduces=False), Outcome(change='widened', weighs=True, reduces=True))
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum


class Matter(StrEnum):
    """What a change is about."""

    PURPOSE = "purpose"
    DATA = "data"
    MANDATORY = "mandatory"
    SENSITIVITY = "sensitivity"
    FORM = "form"
    ACT = "act"
    FUNCTION = "function"
    BASIS = "basis"
    CONSENT_LEVEL = "consent-level"
    CONDITION = "condition"
    REUSE = "reuse"
    AUTOMATED_DECISION = "automated-decision"
    REFUSAL = "refusal"
    PRODUCT = "product"
    PERMISSION = "permission"
    TRACKER = "tracker"
    ORIGIN = "origin"
    RECIPIENT = "recipient"
    CASE = "case"
    REGION = "region"
    INSTRUCTION = "instruction"
    GROUND = "ground"
    AUDIENCE = "audience"
    STATE = "state"
    MESSAGE = "message"
    MINORS = "minors"
    AGREEMENT = "agreement"
    OVERLAY = "overlay"
    LAW = "law"
    GAP = "gap"
    EVIDENCE = "evidence"
    ROLE = "role"
    NOTICE = "notice"
    RETENTION = "retention"
    RIGHT = "right"
    ROUTE = "route"
    DEADLINE = "deadline"
    FEE = "fee"
    INCIDENT = "incident"
    ANNOUNCEMENT = "announcement"
    TERMINATION = "termination"
    PROTECTION = "protection"
    CONTROLLER = "controller"
    UNIT = "unit"
    CONTACT = "contact"
    DISPUTE = "dispute"
    STATEMENT = "statement"
    VERSION = "version"


_LABELS = """
purpose|purpose|处理目的
data|data|信息项
mandatory|what must be given|必须提供的信息
sensitivity|how data are guarded|信息的保护等级
form|form of the data|信息的呈现形式
act|what is done|处理行为
function|function|功能
basis|basis|处理依据
consent-level|level of consent|同意等级
condition|condition|条件
reuse|reuse|信息再利用
automated-decision|automated decision|自动化决策
refusal|what a no costs|拒绝的后果
product|product|产品
permission|device permission|设备权限
tracker|device storage|设备端存储
origin|other source|第三方来源
recipient|recipient|接收方
case|case of providing|对外提供的情形
region|place|处理地域
instruction|instructions|处理指示
ground|exception|例外情形
audience|who may see|可见范围
state|state of account or service|账号或服务状态
message|messages|消息
minors|minors|未成年人
agreement|agreement to the policy|对政策的同意
overlay|addendum|附加条款
law|law|适用法律
gap|what is missing|空缺
evidence|evidence|凭据
role|role|角色
notice|notice|告知事项
retention|retention|保存期限
right|right|个人权利
route|way to use a right|行权渠道
deadline|deadline|办理时限
fee|fee|费用
incident|incidents|安全事件
announcement|how changes are announced|变更的公布
termination|end of a service|服务终止
protection|protection|保护措施
controller|controller|个人信息处理者
unit|unit in charge|负责机构
contact|contact|联系方式
dispute|disputes|争议解决
statement|statement|声明
version|version|版本
"""

LABELS: dict[Matter, dict[str, str]] = {
    Matter(word): {"en": en, "zh": zh}
    for word, en, zh in (line.split("|") for line in _LABELS.strip().splitlines())
}
"""What each matter is called, by language."""

CHANGES: dict[str, dict[str, str]] = {
    "added": {"en": "added", "zh": "新增"},
    "removed": {"en": "removed", "zh": "删除"},
    "widened": {"en": "widened", "zh": "扩大"},
    "narrowed": {"en": "narrowed", "zh": "收窄"},
    "changed": {"en": "changed", "zh": "变更"},
}
"""The words of a change, by language."""

_OF_TIME: dict[str, dict[str, str]] = {
    "widened": {"en": "longer", "zh": "延长"},
    "narrowed": {"en": "shorter", "zh": "缩短"},
}


def told(matter: Matter, change: str, language: str) -> str:
    """Return matter and change as people say it: time is longer or shorter, all else wider or narrower."""
    of_time = _OF_TIME if matter in {Matter.RETENTION, Matter.DEADLINE} else {}
    word = of_time.get(change, CHANGES[change])[language]
    return f"{LABELS[matter][language]}{'' if language == 'zh' else ' '}{word}"


PROCESSING = frozenset(Matter) - frozenset(
    "evidence role notice retention right route deadline fee incident announcement termination protection "
    "controller unit contact dispute statement version".split()
)
"""Matters of processing itself: a change of one that touches no purpose touches nobody."""


@dataclass(frozen=True)
class Outcome:
    """What a difference amounts to: its word, whether people should hear of it, whether it reduces their rights."""

    change: str
    weighs: bool
    reduces: bool


def _outcomes(larger: str, smaller: str, unknown: str) -> dict[int, Outcome]:
    """Return the outcomes by sign; each is written `word`, `word!` if it weighs, `word!!` if it also reduces."""
    texts = {1: larger, -1: smaller, 0: unknown}
    return {
        sign: Outcome(text.rstrip("!"), text.endswith("!"), text.endswith("!!"))
        for sign, text in texts.items()
    }


class Sense(Enum):
    """What a larger value means.

    `OPENS`: more is permitted. `LIFTS`: more is permitted without asking the person. `GUARDS`: people are better
    guarded, so less is permitted. `CLOSES`: less is permitted, and that guards nobody. `OWES`: people have more.
    `BURDENS`: people wait longer or must do more. `PLAIN`: neither, but people should hear of it. `NOTES`: neither.
    """

    OPENS = 1
    LIFTS = 2
    GUARDS = 3
    CLOSES = 4
    OWES = 5
    BURDENS = 6
    PLAIN = 7
    NOTES = 8

    def outcome(self, sign: int) -> Outcome:
        """Return what a value that is larger (1), smaller (-1) or not comparable (0) amounts to."""
        return _TABLE[self][sign]


_TABLE: dict[Sense, dict[int, Outcome]] = {
    Sense.OPENS: _outcomes("widened!", "narrowed", "changed!"),
    Sense.LIFTS: _outcomes("widened!!", "narrowed", "changed!"),
    Sense.GUARDS: _outcomes("narrowed", "widened!!", "changed!"),
    Sense.CLOSES: _outcomes("narrowed", "widened!", "changed!"),
    Sense.OWES: _outcomes("widened", "narrowed!!", "changed!!"),
    Sense.BURDENS: _outcomes("widened!!", "narrowed", "changed!!"),
    Sense.PLAIN: _outcomes("changed!", "changed!", "changed!"),
    Sense.NOTES: _outcomes("changed", "changed", "changed"),
}
