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


class UnknownPart(TrothError):
    """A text was asked for that is not published."""
