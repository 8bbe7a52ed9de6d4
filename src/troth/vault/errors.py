"""Errors of the vault, by what the caller can do about them. None carries a value, a key or a reference of a person.

- `NotPermitted`: the permit does not open this. Ask the gate for the step that you are about to take.
- `Restricted`: the data is kept for the law only. Nothing but erasing it, exporting it to the person, or lifting.
- `ErasedBefore`: the person's data was erased and comes back from somewhere. Drop it; mend the feed.
- `NotFindable`: the element cannot be searched by value. Search by the person's reference.
- `Damaged`: what is stored does not open under its place. Restore it; somebody may have moved rows.
- `BadVault`: the vault is asked for something that is not well formed (a defect of the caller).
- `UnsafeSecret`: a secret is a sample or too even. Make a random one; nothing was opened.
- `NoKey`: the key store does not have, or does not give, the key. Nothing can be read until it does.
- `BadArchive`: a backup is cut off, was changed, or its key is another. Nothing was restored; take another copy.
- `TombstonesLost`: the list of erasures is shorter than the store says. Bring it back before anything opens.
"""

from __future__ import annotations

from troth.vocabulary.errors import Message, TrothError

NOT_PERMITTED = Message(
    "vault.not-permitted",
    "the permit does not open this: {rule}",
    "该许可不适用于此操作：{rule_zh}",
    "ask the gate for the very step that is about to be taken, and use its permit at once",
    "请就即将执行的操作向闸口申请，并立即使用所得许可",
)
RESTRICTED = Message(
    "vault.restricted",
    "this person's data is restricted: it is kept for the law only",
    "此人的数据已限制处理，仅因法律要求而留存",
    "export it to the person, erase it, or lift the restriction first",
    "请先解除限制；或仅向本人导出，或予以删除",
)
ERASED_BEFORE = Message(
    "vault.erased-before",
    "data of this person was erased here and must not come back",
    "此人的数据已在此删除，不得再次写入",
    "drop the record and mend the system that still sends it",
    "请丢弃该记录，并修正仍在发送它的系统",
)
NOT_FINDABLE = Message(
    "vault.not-findable",
    "the element {element} cannot be searched by its value",
    "数据项 {element} 不能按值检索",
    "search by the person's reference; an index on a value that few people differ in would give it away",
    "请按个人标识检索；对取值很少的数据建立索引会泄露其内容",
)
DAMAGED = Message(
    "vault.damaged",
    "a sealed record does not open in its place ({part})",
    "密封记录无法在其位置（{part}）打开",
    "compare the store with its backup; a row may have been moved, changed or put back",
    "请与备份比对；该行可能被移动、改动或回退",
)
BAD_VAULT = Message(
    "vault.malformed",
    "what the vault was asked is not well formed: {rule}",
    "对保险库的请求格式有误：{rule_zh}",
    "mend the caller; nothing was written",
    "请修正调用方；未写入任何内容",
)
UNSAFE_SECRET = Message(
    "vault.unsafe-secret",
    "the secret {name} is a sample, or not random",
    "密钥 {name} 是示例值，或不够随机",
    "remove it, so that a random one is made, or restore the right one from the backup of the keys",
    "请将其移除以生成随机密钥，或从密钥备份恢复正确的密钥",
)
NO_KEY = Message(
    "vault.no-key",
    "the key store does not give the key {generation} of {controller}: {reason}",
    "密钥库未提供 {controller} 的密钥 {generation}：{reason_zh}",
    "restore the key from its backup and run the key drill; without it the data cannot be read",
    "请从备份恢复密钥并运行密钥演练；没有它则数据无法读取",
)
TOMBSTONES_LOST = Message(
    "vault.tombstones-lost",
    "the list of erasures of {controller} has {found} lines, and the store knows of {known}",
    "{controller} 的删除登记有 {found} 条，而存储记录为 {known} 条",
    "bring back the newest list of erasures; it is kept outside the backup of the store",
    "请恢复最新的删除登记；它应保存在存储备份之外",
)
TOMBSTONES_BROKEN = Message(
    "vault.tombstones-broken",
    "the list of erasures of {controller} was changed or cut at line {line}",
    "{controller} 的删除登记在第 {line} 行被改动或截断",
    "bring back the newest whole list of erasures",
    "请恢复最新且完整的删除登记",
)

BAD_ARCHIVE = Message(
    "vault.bad-archive",
    "the backup cannot be used: {why}",
    "备份无法使用：{why_zh}",
    "take another copy of it, or an older backup; nothing was restored",
    "请改用该备份的其他副本，或更早的备份；未恢复任何数据",
)


class VaultError(TrothError):
    """The family of the vault's errors."""


class NotPermitted(VaultError):
    """The permit does not open this; nothing was decrypted or written."""


class Restricted(VaultError):
    """The data is kept for the law only."""


class ErasedBefore(VaultError):
    """Data of a person who was erased comes back."""


class NotFindable(VaultError):
    """The element cannot be searched by value."""


class Damaged(VaultError):
    """A record does not open in its place."""


class BadVault(VaultError):
    """A defect of the caller."""


class UnsafeSecret(VaultError):
    """A secret is a sample or not random."""


class NoKey(VaultError):
    """The key store does not give a key."""


class TombstonesLost(VaultError):
    """The list of erasures is not the newest, or was changed."""


class BadArchive(VaultError):
    """A backup is cut off, was changed, or is of another installation."""
