"""What can be wrong with a proof of identity, by what the caller can do about it.

Rules
- `BadProof`: the call itself is wrong; nothing was changed. A wrong code is no error: it is the same answer for
  everybody (see `verifying.NEXT`).
- No message repeats a code, an address or another value of a person.
"""

from __future__ import annotations

from troth.vocabulary import Message, TrothError

BAD_PROOF = Message(
    "identity.bad-proof",
    "the proof of identity is not usable: {rule}",
    "身份核验信息不可用：{rule_zh}",
    "use a method that this request allows; see docs/CHANNELS.md",
    "请使用该请求允许的核验方式，参阅 docs/CHANNELS.md",
)
ANOTHER_CASE = Message(
    "identity.another-case",
    "this proof belongs to another request",
    "该核验属于另一项请求",
    "prove the identity for this very request",
    "请针对本请求重新核验身份",
)
ASKS_MORE = Message(
    "identity.asks-more",
    "the proof would ask for {elements}, which signing up did not take",
    "核验要求提供注册时未收集的信息：{elements}",
    "ask only for what is on file, or say in the policy why more is needed (`justified`)",
    "请仅要求提供已留存的信息，或在政策中说明理由（justified）",
)


class IdentityError(TrothError):
    """Something is wrong with a proof of identity; nothing was changed."""


class BadProof(IdentityError):
    """The method, its evidence or the kept state cannot be used."""


class AnotherCase(IdentityError):
    """A proof was shown for a request that it does not belong to."""


class AsksMore(IdentityError):
    """More would be asked for than signing up took."""
