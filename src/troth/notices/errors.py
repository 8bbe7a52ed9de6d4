"""What is wrong with a wish to publish."""

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


class UnknownPart(TrothError):
    """A text was asked for that is not published."""


class UnknownAddendum(TrothError):
    """Special terms were asked for that the policy does not have."""
