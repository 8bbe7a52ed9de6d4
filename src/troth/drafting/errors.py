"""What may be wrong with an answer, in both languages, with what to write instead.

Rules
- A fault names the question it belongs to, so that a form can show it there and a terminal can ask again.

Example
    >>> Fault("contact", NO_ADDRESS, {"value": "me"}).text("en")
    '`me` is no e-mail address'
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from troth.vocabulary import Message, TrothError

MALFORMED = Message(
    "drafting.malformed",
    "the answers are not well formed: {what}",
    "答案格式有误：{what}",
    "write the answers as `troth new --example` shows them",
    "写法见 troth new --example",
)
MISSING = Message(
    "drafting.missing",
    "this question has no answer",
    "这个问题还没有回答",
    "answer it; without it nothing can be promised",
    "请作答，否则无从作出承诺",
)
HIDDEN = Message(
    "drafting.hidden",
    "the invisible character {code} is not allowed",
    "不允许使用不可见字符 {code}",
    "type the answer again instead of pasting it",
    "请重新输入，不要粘贴",
)
TWICE = Message(
    "drafting.twice",
    "{value} stands here twice",
    "{value} 重复填写",
    "name each company once for one kind of work",
    "同一类型的同一家公司只填一次",
)
TOO_LONG = Message(
    "drafting.too-long",
    "an answer has at most {most} characters",
    "答案最多 {most} 个字符",
    "write it shorter",
    "请缩短",
)
TOO_MANY = Message(
    "drafting.too-many",
    "there is room for {most}",
    "最多可填 {most} 个",
    "name the most important ones and add the others to the file",
    "请先填最重要的，其余的之后写进文件",
)
NO_DAY = Message(
    "drafting.no-day",
    "`{value}` is no day",
    "`{value}` 不是日期",
    "write year, month and day: 2026-12-01",
    "请写年、月、日：2026-12-01",
)
NO_ID = Message(
    "drafting.id",
    "{value} is no id",
    "{value} 不能用作标识",
    "write at most {most} small letters a to z, digits and `-`, a letter first, such as tea-ltd",
    "请用不超过 {most} 个小写字母、数字和 `-`，以字母开头，例如 tea-ltd",
)
NO_ADDRESS = Message(
    "drafting.address",
    "{value} is no e-mail address",
    "{value} 不是电子邮箱地址",
    "write an address that somebody reads, such as privacy@company.example",
    "请填写有人查收的地址，例如 privacy@company.example",
)
NO_COUNTRY = Message(
    "drafting.country",
    "{value} is no country code",
    "{value} 不是国家或地区代码",
    "write two letters, such as CN, SG or DE",
    "请写两个字母，例如 CN、SG、DE",
)
NO_CHOICE = Message(
    "drafting.choice",
    "{value} is not one of the choices",
    "选项中没有 {value}",
    "choose from: {known}",
    "请从以下选项中选择：{known}",
)
NO_PERIOD = Message(
    "drafting.period",
    "{value} is no length of time",
    "{value} 不是一段时间",
    "write a number and a unit, such as 30 days or 6 months, or at-once",
    "请写数字加单位，例如 30 days、6 months，或写 at-once",
)
TOO_SLOW = Message(
    "drafting.too-slow",
    "{value} is longer than a person has to wait: {most} working days",
    "{value} 超出期限：最迟应在 {most} 个工作日内答复",
    "promise an answer within 1 to {most} working days",
    "请承诺 1 至 {most} 个工作日内答复",
)
NOTHING_TO_DO = Message(
    "drafting.recipient-idle",
    "{value} would receive nothing, because nothing you chose needs it",
    "您选择的用途都用不到{value}，它不会收到任何信息",
    "choose what it is for above, or remove it",
    "请在上面选择对应的用途，或去掉这一项",
)


@dataclass(frozen=True)
class Fault:
    """One answer to mend: the question (`products`, `recipients.0.name` ...), and what is wrong with it."""

    place: str
    message: Message
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def question(self) -> str:
        """The question that it belongs to."""
        return self.place.partition(".")[0]

    def text(self, language: str) -> str:
        """Return what is wrong."""
        return self.message.text(language, dict(self.values))

    def help(self, language: str) -> str:
        """Return what to write."""
        return self.message.help(language, dict(self.values))


class BadAnswers(TrothError):
    """The answers do not make a policy; `faults` are all of them."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        """Carry `faults`, of which there is at least one; the first is the message."""
        self.faults = tuple(faults)
        super().__init__(faults[0].message, **faults[0].values)
