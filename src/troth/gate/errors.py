"""What can be wrong with what an application or a person sends, by what the caller can do about it.

Rules
- `BadRequest`: the call is malformed; mend it. `NotInForce`: the text answered is not (or no longer) in force; show the
  current one. `Unknown`: there is nothing of that name.
- A message never repeats a subject's reference or another value that may be personal; only ids of the policy, field
  names and positions.
"""

from __future__ import annotations

from troth.vocabulary import Message, TrothError

MALFORMED = Message(
    "request.malformed",
    "the request is not well formed ({where}): {what}",
    "请求格式有误（{where_zh}）：{what_zh}",
    "see the API's description at /openapi.json",
    "请参阅 /openapi.json 中的接口说明",
)
TOO_MUCH = Message(
    "request.too-much",
    "{what} may hold at most {most}",
    "{what_zh}的上限为 {most}",
    "send less at a time",
    "请分批提交",
)
BAD_SUBJECT = Message(
    "request.bad-subject",
    "the subject is not usable as a reference",
    "个人标识不可用",
    "use 1 to 200 visible characters without `/`, best a pseudonymous id",
    "请使用 1 至 200 个可见字符，不含 `/`，建议使用假名化标识",
)
NO_SUBJECT = Message(
    "request.no-subject",
    "a choice needs a person",
    "作出选择须指明个人",
    "name the subject in the path",
    "请在路径中指明个人",
)
INSIST_OUTSIDE = Message(
    "request.insist",
    "`insist` names {what}, which is not in `data`",
    "insist 中的 {what} 不在 data 中",
    "list it in `data` too",
    "请同时列入 data",
)
UNKNOWN_POLICY = Message(
    "policy.unknown",
    "there is no policy of this name",
    "没有此名称的政策",
    "ask GET /v1/policies for the list",
    "请通过 GET /v1/policies 查看列表",
)
UNKNOWN_TARGET = Message(
    "consent.unknown-target",
    "the policy {policy} has nothing of this name that a person could answer",
    "政策 {policy} 中没有此名称的可选事项",
    "take the path from the `put` of an `ask`",
    "请使用 ask 中 put 给出的路径",
)
UNKNOWN_RECIPIENT = Message(
    "consent.unknown-recipient",
    "the policy {policy} registers no recipient of this name",
    "政策 {policy} 未登记此名称的接收方",
    "take the recipient from the `ask`",
    "请使用 ask 中给出的接收方",
)
NOT_IN_FORCE = Message(
    "consent.not-in-force",
    "`shown` is not the hash of a text that is now in force for this choice",
    "shown 不是当前有效文本的哈希值",
    "show the current text and send its hash",
    "请展示当前文本并提交其哈希值",
)
NOT_YET = Message(
    "policy.not-yet",
    "version {version} of {id} is in force from {day}; until then nothing is decided under it",
    "政策 {id} 的版本 {version} 自 {day} 起生效，此前不据以作出任何决定",
    "wait for the day, or publish a version that is in force",
    "请等待生效，或发布已生效的版本",
)
BAD_CHOICE = Message(
    "consent.bad-choice",
    "the choice is not usable: {what}",
    "选择内容不可用：{what_zh}",
    "send `agree` or `refuse`, the language shown, and what the prompt asks for",
    "请提交 agree 或 refuse、所展示的语言，以及提示要求的内容",
)
NO_GUARDIAN = Message(
    "consent.no-guardian",
    "no verified guardian is on file for this person",
    "未登记经核实的监护人",
    "verify the guardian first",
    "请先核实监护人身份",
)
BAD_FACT = Message(
    "facts.malformed",
    "the fact is not well formed: {what}",
    "事实格式有误：{what_zh}",
    "see docs/DECISIONS.md for what a fact holds",
    "事实的写法见 docs/DECISIONS.md",
)


class GateError(TrothError):
    """Something a caller sent cannot be taken."""


class BadRequest(GateError):
    """The call is malformed; nothing was changed."""


class Unknown(GateError):
    """There is nothing of that name; nothing was changed."""


class NotYet(GateError):
    """No version of the policy is in force yet; nothing was changed."""


class NotInForce(GateError):
    """The text that was answered is not in force; nothing was changed."""
