"""What retention refuses.

Rules
- A hold that is not whole is no hold: it is refused, with what is missing, and never taken in part.
- No value is in an error.

Example
    raise BadHold(BAD_HOLD, missing=Plain("justification"))
"""

from __future__ import annotations

from troth.vocabulary import Message, TrothError

BAD_HOLD = Message(
    "retention.hold",
    "a hold that the law allows but does not order also needs: {missing}",
    "法律允许而非强制的留存，还须提供：{missing}",
    "name the justification, the end date, the approver and a second approver, each by id",
    "请写明理由、截止日期、批准人和另一位批准人（均用标识填写）",
)
SAME_APPROVER = Message(
    "retention.same-approver",
    "the same person cannot approve a hold twice",
    "留存不得由同一人批准两次",
    "let another person approve it",
    "请由另一人批准",
)
NO_MEASURE = Message(
    "retention.no-measure",
    "the table {table} names no columns by which its rows could be told apart, so nothing shows that it is anonymous",
    "数据表 {table} 未写明可用于区分个人的列，无法证明其已匿名",
    "name them in the data map under `measure`, or erase the rows instead",
    "请在数据地图的 `measure` 中写明，或改为删除",
)


class RetentionError(TrothError):
    """Something about how long data are kept is wrong."""


class BadHold(RetentionError):
    """A hold is not whole."""


class NotMeasured(RetentionError):
    """Nothing measures whether a table is anonymous."""
