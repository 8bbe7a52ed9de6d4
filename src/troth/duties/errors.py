"""Errors of duties, by what the caller can do about them.

- `NoSuchDuty`: no duty of this id is open here. Look at the list.
- `NotNow`: the duty's state does not allow this step. Read it again, then decide.
- `Fenced`: somebody else holds the duty since; whoever was late must drop its result and do nothing more.
- `BadDuty`: what was to be opened or done is not well formed (a defect of the caller).
"""

from __future__ import annotations

from troth.vocabulary.errors import Message, TrothError

NO_SUCH_DUTY = Message(
    "duties.unknown",
    "there is no duty {duty}",
    "没有名为 {duty} 的义务",
    "see the list of duties",
    "请查看义务列表",
)
NOT_NOW = Message(
    "duties.not-now",
    "the duty {duty} is {state}, so {event} is not possible",
    "义务 {duty} 处于 {state} 状态，不能执行 {event}",
    "read the duty again; something else happened to it first",
    "请重新读取该义务，其状态已先行改变",
)
NOT_READY = Message(
    "duties.not-ready",
    "the duty {duty} is not to be taken up now",
    "义务 {duty} 此刻不可领取",
    "take up duties from the list of those that are ready",
    "请从可领取的义务列表中选取",
)
FENCED = Message(
    "duties.fenced",
    "the duty {duty} was taken up again under number {standing}, and {given} is older",
    "义务 {duty} 已以编号 {standing} 被重新领取，{given} 号已失效",
    "drop the result; whoever holds the newer number does the work",
    "请放弃本次结果，由持新编号者完成",
)
BAD_DUTY = Message(
    "duties.malformed",
    "the duty is not well formed: {rule}",
    "义务格式有误：{rule_zh}",
    "mend the caller; nothing was kept",
    "请修正调用方；未作任何记录",
)


class NoSuchDuty(TrothError):
    """No duty of this id is here."""


class NotNow(TrothError):
    """The duty's state does not allow this step."""


class Fenced(TrothError):
    """Somebody else holds the duty since."""


class BadDuty(TrothError):
    """What was to be opened or done is not well formed."""
