"""Errors of consent and of the books that it is kept in, by what the caller can do about them.

- `StoreUnavailable`: the store cannot answer now, and nothing was kept. Try again later.
- `StaleStatement`: something newer stands already. Read again, then decide.
- `VersionChanged`: a published version cannot be published again with other content. Give it another version.
- `BookError`: the work broke a rule of the books (a defect of the caller). Nothing of it was kept.
- `StaleChoice`: the person chose on a page that is out of date. Show the page again.
- `RegisterError`: what was to be registered is of no known kind. Name one that there is.

A message never carries a value of a statement, a digest of a person, or an address with a password.
"""

from __future__ import annotations

from troth.vocabulary.errors import Message, TrothError

UNAVAILABLE = Message(
    "store.unavailable",
    "the store cannot answer now ({reason}); nothing was recorded",
    "存储暂时无法响应（{reason_zh}），未作任何记录",
    "try again later; if it stays so, look at the disk, the database server and its log",
    "请稍后重试；如持续出现，请检查磁盘、数据库服务及其日志",
)
STALE_STATEMENT = Message(
    "store.stale-statement",
    "a {kind} statement made by entry {standing} stands already, and entry {given} is older",
    "由第 {standing} 号条目形成的 {kind} 记录已在，第 {given} 号条目更早",
    "read what stands now and decide again",
    "请重新读取现有记录后再作决定",
)
VERSION_CHANGED = Message(
    "store.version-changed",
    "version {version} of the policy {policy} is published already, with other content",
    "政策 {policy} 的 {version} 版本已经发布，且内容不同",
    "give the changed text a new version; a published version never changes",
    "请为修改后的文本使用新的版本号；已发布的版本不得更改",
)
BAD_WORK = Message(
    "store.bad-work",
    "the work breaks a rule of the books: {rule}",
    "操作违反了记录规则：{rule_zh}",
    "mend the program; nothing of this work was kept",
    "请修正程序；此次操作未保留任何内容",
)
STALE_CHOICE = Message(
    "consent.stale-choice",
    "the choice about {target} was made on a page that is out of date",
    "对 {target} 的选择是在已过时的页面上作出的",
    "show the person what stands now and ask again",
    "请向个人展示当前状态并重新征求意见",
)
UNKNOWN_REGISTER = Message(
    "consent.unknown-register",
    "there is no register {kind}",
    "没有名为 {kind} 的登记册",
    "use one of: {known}",
    "可用的登记册：{known}",
)


class StoreError(TrothError):
    """The root of what a store raises; nothing of the work was kept."""


class StoreUnavailable(StoreError):
    """The store cannot answer now."""


class StaleStatement(StoreError):
    """A newer statement stands already."""


class VersionChanged(StoreError):
    """A published version was to be changed."""


class BookError(StoreError):
    """The work broke a rule of the books."""


class StaleChoice(TrothError):
    """The choice rests on a state that is no longer so; the standing one is kept."""


class RegisterError(TrothError):
    """The register entry cannot be recorded; nothing was."""
