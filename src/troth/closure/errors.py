"""Errors of closing, by what the caller can do about them. None carries a value of a person.

- `NoSuchChange`: no announced change of this number is here. Look at the list.
- `ChangeNotNow`: its state does not allow this step. Read it again, then decide.
- `ChangeGuarded`: the step is possible, but what it demands is not there yet; the error says what.
- `BadChange`: what was sent is not well formed.
"""

from __future__ import annotations

from troth.vocabulary.errors import Message, Plain, TrothError

NO_SUCH_CHANGE = Message(
    "closure.unknown",
    "there is no such announced change",
    "没有该变更事项",
    "see the list of announced changes",
    "请查看变更事项列表",
)
CHANGE_NOT_NOW = Message(
    "closure.not-now",
    "the change {change} is {state}, so {event} is not possible",
    "变更事项 {change} 处于 {state} 状态，不能执行 {event}",
    "read it again; something else happened to it first",
    "请重新读取该事项，其状态已先行改变",
)
CHANGE_GUARDED = Message(
    "closure.guarded",
    "the step {event} is not possible yet: {rule}",
    "暂不能执行 {event}：{rule_zh}",
    "see to what is missing, then try again",
    "请先补齐所缺内容，再行办理",
)
BAD_CHANGE = Message(
    "closure.malformed",
    "the change is not well formed: {rule}",
    "变更事项格式有误：{rule_zh}",
    "mend the call; nothing was kept",
    "请修正调用；未作任何记录",
)


class NoSuchChange(TrothError):
    """No announced change of this number is here."""


class ChangeNotNow(TrothError):
    """The state does not allow the step."""


class ChangeGuarded(TrothError):
    """What the step demands is not there yet."""


class BadChange(TrothError):
    """What was sent is not well formed."""


def guarded(event: str, rule: str, rule_zh: str) -> ChangeGuarded:
    """Return the error for a step that lacks something."""
    return ChangeGuarded(CHANGE_GUARDED, event=Plain(event), rule=Plain(rule), rule_zh=Plain(rule_zh))


def bad(rule: str, rule_zh: str) -> BadChange:
    """Return the error for what is not well formed."""
    return BadChange(BAD_CHANGE, rule=Plain(rule), rule_zh=Plain(rule_zh))
