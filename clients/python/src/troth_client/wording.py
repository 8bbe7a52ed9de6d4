"""What this client itself says, in both languages; everything else is said by Troth.

Example
    >>> unavailable("jeejio", "time-out").answer
    'refuse'
"""

from __future__ import annotations

from troth_client.answers import UNAVAILABLE, Answer, Policy, Reason, Text

CAUSES = {
    "time-out": Text("Troth did not answer in time", "Troth 未在规定时间内答复"),
    "connection": Text("Troth could not be reached", "无法连接 Troth"),
    "failed": Text("Troth reported that it cannot answer now", "Troth 表示暂时无法答复"),
    "malformed": Text("what came back is not an answer that can be relied on", "返回的内容不是可信的答复"),
}
NOTHING_PERMITTED = Text("so nothing is permitted", "因此不作任何许可")
TRY_AGAIN = Text(
    "ask again; if it stays so, look at the address, the certificate and Troth's own log",
    "请稍后重试；如持续出现，请检查地址、证书和 Troth 的日志",
)
UNRECORDED = Text(
    "; whether anything was recorded is not known",
    "，是否已作记录无从确认",
)
SEND_AGAIN = Text(
    "send it again: the same choice on the same text is recorded once",
    "请重新提交：对同一文本的同一选择只会记录一次",
)
REJECTED = Text("the call was rejected", "调用被拒绝")
BAD_URL = Text("the address of Troth is not usable", "Troth 的地址不可用")
URL_HELP = Text(
    "give http(s)://HOST[:PORT][/PATH] without user, query or fragment",
    "请使用 http(s)://主机[:端口][/路径]，不带用户名、查询或片段",
)
PLAIN_HELP = Text(
    "use https, since the key would travel in the clear; `plain=True` allows http where the network itself is closed",
    "请使用 https，否则密钥将以明文传输；仅在封闭网络中可用 `plain=True` 允许 http",
)
BAD_KEY = Text("the key is not usable", "密钥不可用")
KEY_HELP = Text("give the key of the installation, without spaces", "请提供该安装的密钥，不含空格")
NO_POLICY = Text("no policy was named", "未指定政策")
POLICY_HELP = Text(
    "name it in the call, or once in `Troth(..., policy=...)`",
    "请在调用中指明，或在 `Troth(..., policy=...)` 中指定一次",
)
UNSENDABLE = Text("the call cannot be written as JSON or into a path", "调用内容无法写成 JSON 或路径")
UNSENDABLE_HELP = Text(
    "use well-formed strings, numbers, lists and mappings with string keys",
    "请使用编码正确的字符串、数字、列表以及以字符串为键的映射",
)


def unavailable(policy: str, cause: str) -> Answer:
    """Return the refusal that stands in for an answer that did not come, for one of `CAUSES`."""
    said = CAUSES[cause]
    text = Text(f"{said.en}, {NOTHING_PERMITTED.en}", f"{said.zh}，{NOTHING_PERMITTED.zh}")
    return Answer("refuse", Policy(policy), (Reason("client", UNAVAILABLE, text, remedy=TRY_AGAIN),))
