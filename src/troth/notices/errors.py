"""What is wrong with a wish to publish, with a message, or with its delivery. No error holds an address."""

from __future__ import annotations

from troth.vocabulary import Message, TrothError

NO_PART = Message(
    "publishing.part",
    "there is no text called {part}",
    "没有名为 {part} 的文本",
    "ask for one of: policy, short, collected, sharing, cookies, permissions",
    "可用：policy、short、collected、sharing、cookies、permissions",
)
NO_ADDENDUM = Message(
    "publishing.addendum",
    "there are no special terms under {wanted}, or it is not clear which are meant",
    "没有与 {wanted} 对应的特别约定，或无法确定是哪一份",
    "name one of: {there}",
    "可用：{there}",
)
NO_TEXT = Message(
    "message.unknown",
    "there is no message called {text}",
    "没有名为 {text} 的消息",
    "use one of the list in docs/CHANNELS.md",
    "请使用 docs/CHANNELS.md 所列的消息",
)
BAD_VALUE = Message(
    "message.bad-value",
    "the message {text} cannot be written: {place} is missing or has another form",
    "无法生成消息 {text}：{place} 缺失或格式不符",
    "give it in the form that docs/CHANNELS.md says; a message holds a link and no personal value",
    "请按 docs/CHANNELS.md 所述格式提供；消息只含链接，不含个人信息",
)
NO_STOP = Message(
    "message.no-stop",
    "the message {text} is promotional and has no working link to stop it",
    "消息 {text} 属营销类，但缺少有效的退订链接",
    "give it the link to stop messages of this kind",
    "请提供退订此类消息的链接",
)
REFUSED = Message(
    "channel.refused",
    "the channel {channel} does not deliver this message: {why}",
    "渠道 {channel} 拒绝送达该消息：{why}",
    "use another channel; trying again does not help",
    "请改用其他渠道，重试无效",
)
OUT_OF_REACH = Message(
    "channel.unreachable",
    "the channel {channel} cannot be used now: {why}",
    "渠道 {channel} 暂不可用：{why}",
    "see that its server runs and its settings are right; it is tried again",
    "请确认其服务正常且设置无误，系统将自动重试",
)
NO_CHANNEL = Message(
    "channel.none",
    "none of the channels for this message is set up",
    "该消息所需的渠道均未配置",
    "set one up; see docs/CHANNELS.md",
    "请先配置渠道，参阅 docs/CHANNELS.md",
)


class UnknownPart(TrothError):
    """A text was asked for that is not published."""


class UnknownAddendum(TrothError):
    """Special terms were asked for that the policy does not have."""


class BadMessage(TrothError):
    """A message cannot be written; nothing was sent."""


class Undeliverable(TrothError):
    """A message was not taken over. `lasting`: this address cannot be reached so, trying again does not help."""

    def __init__(self, message: Message, /, *, lasting: bool = False, **values: object) -> None:
        """Carry `message`, and whether the refusal lasts."""
        super().__init__(message, **values)
        self.lasting = lasting
