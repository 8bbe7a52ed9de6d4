"""What can go wrong with a comparison."""

from __future__ import annotations

from troth.policy.errors import PolicyError
from troth.vocabulary import Message

OTHER_POLICY = Message(
    "policy.other-policy",
    "{old} and {new} are two policies, not two versions of one",
    "{old} 与 {new} 是两份不同的政策，并非同一政策的两个版本",
    "compare two files with the same `id`",
    "请选择 `id` 相同的两个文件进行比较",
)


class NotOnePolicy(PolicyError):
    """The two files are not two versions of one policy."""
