"""Errors of the rights desk, by what the caller can do about them. None carries a value of a person.

- `NoSuchCase`: no case of this number is here for you. Look at the list.
- `NotNow`: the state of the case does not allow this step. Read it again, then decide.
- `FileGone`: the request ended so long ago that its file is not kept any more. Its number, its kind and its outcome still are.
- `Guarded`: the step is possible, but what it demands is not there yet; the error says what.
- `NotYours`: whoever asks has no part in such a step.
- `BadCase`: what was sent is not well formed.
"""

from __future__ import annotations

from troth.vocabulary.errors import Message, TrothError

NO_SUCH_CASE = Message(
    "rights.unknown",
    "there is no such request",
    "没有该请求",
    "see the list of requests",
    "请查看请求列表",
)
NO_SUCH_DECISION = Message(
    "rights.no-decision",
    "no such automated decision is registered about this person",
    "没有登记关于该个人的这项自动化决策",
    "see the list of the person's decisions",
    "请查看该个人的自动化决策列表",
)
NOT_NOW = Message(
    "rights.not-now",
    "the request {case} is {state}, so {event} is not possible",
    "请求 {case} 处于 {state} 状态，不能执行 {event}",
    "read the request again; something else happened to it first",
    "请重新读取该请求，其状态已先行改变",
)
NOT_YOURS = Message(
    "rights.not-yours",
    "the step {event} is not for the role {role} here",
    "角色 {role} 在此不能执行 {event}",
    "have it done by somebody whose part it is",
    "请由有权办理的人员操作",
)
UNKNOWN_KIND = Message(
    "rights.unknown-kind",
    "this kind of request is none of the list",
    "请求种类不在列表中",
    "use a kind of the list in docs/RIGHTS.md, or `unsorted`",
    "请使用 docs/RIGHTS.md 所列的种类，或用 `unsorted`",
)
MALFORMED = Message(
    "rights.malformed",
    "the request is not well formed: {rule}",
    "请求格式有误：{rule_zh}",
    "mend the call; nothing was kept",
    "请修正调用；未作任何记录",
)
GUARDED = Message(
    "rights.guarded",
    "the step {event} is not possible yet: {rule}",
    "暂不能执行 {event}：{rule_zh}",
    "see to what is missing, then try again",
    "请先补齐所缺内容，再行办理",
)
FILE_GONE = Message(
    "rights.file-gone",
    "the file of the request {case} is not kept any more: its time is over",
    "请求 {case} 的案卷已过保存期限，不再留存",
    "number, kind and outcome are still there; for anything else make a new request",
    "编号、种类和结果仍可查看；如有其他需要，请提出新的请求",
)
TRIED = Message(
    "rights.tried",
    "the step was only tried; nothing was kept",
    "该步骤仅为试办，未作任何记录",
    "take the step itself",
    "请正式办理该步骤",
)


class NoSuchCase(TrothError):
    """No case of this number is here for the caller."""


class NotNow(TrothError):
    """The state of the case does not allow this step."""


class FileGone(NotNow):
    """The file of an ended case was removed in its time; nothing of it can be read or changed."""


class NotYours(TrothError):
    """The caller has no part in such a step."""


class Guarded(TrothError):
    """Something that the step demands is missing."""


class BadCase(TrothError):
    """What was sent is not well formed."""


class Tried(TrothError):
    """A step was run through to its end and undone; nobody outside the desk sees this."""
