"""Errors of opening a store, and those of the port for whoever catches both.

- `BadAddress`: the address of the store is not understood. Write it as the message says.
- `WrongKey`: the file is not readable with this key (or has none, or needs one).
- `NewerSchema`: a newer Troth has written the store. Run that one.
- `NotAllowed`: the database user lacks a right. An administrator gives it once.
- `UnsafeSqlite`: the SQLite underneath can damage a file. Install the locked requirements.
- `Unconfirmed`: the commit was sent and not answered. Look at what stands before trying again.
- `Occupied`: another process has the file open. One process owns a file.

A message never repeats an address: it may hold a password.
"""

from __future__ import annotations

from troth.consent.errors import (
    BAD_WORK,
    UNAVAILABLE,
    BookError,
    StaleStatement,
    StoreError,
    StoreUnavailable,
    VersionChanged,
)
from troth.vocabulary.errors import Message, Plain

__all__ = [
    "BadAddress", "BookError", "NewerSchema", "NotAllowed", "Occupied", "StaleStatement", "StoreError", "StoreUnavailable",
    "Unconfirmed", "UnsafeSqlite", "VersionChanged", "WrongKey", "nested", "unavailable",
    "unconfirmed",
]  # fmt: skip

REASONS = {
    "closed": ("it is closed", "已关闭"),
    "full": ("the disk is full", "磁盘已满"),
    "disk": ("the disk did not confirm; open the store again", "磁盘未确认写入，请重新打开存储"),
    "damaged": ("the file is damaged", "文件已损坏"),
    "busy": ("something else holds it", "正被其他操作占用"),
    "late": ("the time limit was reached", "已超过时限"),
    "unreachable": ("the server cannot be reached", "无法连接服务器"),
    "interrupted": ("the work before it was interrupted", "先前的操作被中断"),
    "refused": ("the database refused the statement", "数据库拒绝了该语句"),
    "lost": ("the connection was lost", "连接已中断"),
}

BAD_ADDRESS = Message(
    "store.bad-address",
    "the address of the store is not understood",
    "无法识别存储地址",
    "write memory:, sqlite:///PATH or postgresql://USER@HOST/DATABASE",
    "请写为 memory:、sqlite:///路径 或 postgresql://用户@主机/数据库",
)
BAD_KEY = Message(
    "store.bad-key",
    "the key of a store is 32 bytes, and {length} were given",
    "存储密钥应为 32 字节，实际给出 {length} 字节",
    "take the key from the key store as it is, not its text form",
    "请直接使用密钥库中的密钥，不要使用其文本形式",
)
WRONG_KEY = Message(
    "store.wrong-key",
    "the file cannot be read with this key, or is no store of Troth",
    "无法用此密钥读取该文件，或该文件不是 Troth 的存储",
    "give the key that the file was made with; without it nothing in the file can be read",
    "请提供创建该文件时使用的密钥；没有该密钥则无法读取任何内容",
)
NEWER_SCHEMA = Message(
    "store.newer-schema",
    "the store was written by a newer Troth: its schema is {found}, and this one knows up to {known}",
    "该存储由更新版本的 Troth 写入：其结构版本为 {found}，本程序最多支持 {known}",
    "run the newer Troth, or restore a backup made before the upgrade",
    "请运行更新版本的 Troth，或恢复升级之前的备份",
)
UNSAFE_SQLITE = Message(
    "store.unsafe-sqlite",
    "SQLite {found} can damage a file that is being written (the WAL-reset bug of 3.7.0 to 3.51.2)",
    "SQLite {found} 在写入时可能损坏文件（3.7.0 至 3.51.2 的 WAL 重置缺陷）",
    "install the locked requirements, which bring a later SQLite",
    "请安装锁定的依赖，其中包含更新的 SQLite",
)
NOT_ALLOWED = Message(
    "store.not-allowed",
    "the database user may not do what Troth needs (it makes tables, and works in the role troth_books)",
    "数据库用户权限不足（Troth 需要建表，并以角色 troth_books 读写）",
    "have an administrator run once: CREATE ROLE troth_books NOLOGIN; GRANT troth_books TO the user; and let the"
    " user create tables in the database",
    "请管理员执行一次：CREATE ROLE troth_books NOLOGIN；再将 troth_books 授予该用户，并允许其在数据库中建表",
)
UNCONFIRMED = Message(
    "store.unconfirmed",
    "the store did not confirm the commit ({reason}); whether it was recorded is not known",
    "存储未确认提交（{reason_zh}），是否已记录尚不清楚",
    "read what stands now before trying again",
    "请先读取现有记录，再决定是否重试",
)
OCCUPIED = Message(
    "store.occupied",
    "another process has {file} open for writing",
    "另一个进程正在使用 {file}",
    "stop the other process, or use PostgreSQL, which many processes can share",
    "请停止另一个进程，或改用可供多个进程共享的 PostgreSQL",
)


OLDER_SCHEMA = Message(
    "store.older-schema",
    "the schema of the store is {found}, and this Troth writes {known}",
    "该存储的结构版本为 {found}，本程序写入的版本为 {known}",
    "start Troth on it once, which brings it up to date, or use the Troth that wrote it",
    "请先用本程序启动一次以完成升级，或使用写入它的版本",
)
NO_BOOKS = Message(
    "store.no-books",
    "there are no books at {file}",
    "{file} 处没有数据",
    "name the store that holds the books: --store sqlite:///PATH, or TROTH_STORE or TROTH_HOME",
    "请指明实际存储：--store sqlite:///路径，或设置 TROTH_STORE、TROTH_HOME",
)
NOT_EMPTY = Message(
    "store.not-empty",
    "the store holds books already",
    "目标存储中已有数据",
    "restore into a new file or an empty database, and point Troth at it afterwards",
    "请恢复到新文件或空数据库，之后再让 Troth 使用它",
)


class BadAddress(StoreError):
    """The address (or the key's form) is not understood; nothing was opened."""


class WrongKey(StoreError):
    """The file cannot be read with this key; nothing was changed."""


class NewerSchema(StoreError):
    """A newer Troth has written the store; nothing was changed."""


class NoBooks(StoreError):
    """There is no such file; none was made."""


class NotEmpty(StoreError):
    """The store holds books; nothing was written over them."""


class UnsafeSqlite(StoreError):
    """This SQLite must not write; nothing was opened."""


class Occupied(StoreError):
    """Another process owns the file; nothing was opened."""


class NotAllowed(StoreError):
    """The database user lacks a right; nothing was opened."""


class Unconfirmed(StoreUnavailable):
    """The commit was sent and not answered: it may or may not be there."""


def unavailable(reason: str, code: str = "") -> StoreUnavailable:
    """Return the error for one of `REASONS`, with the database's own `code` where there is one."""
    en, zh = REASONS[reason]
    shown = f" {code}" if code else ""
    return StoreUnavailable(UNAVAILABLE, reason=Plain(f"{en}{shown}"), reason_zh=Plain(f"{zh}{shown}"))


def unconfirmed(reason: str) -> Unconfirmed:
    """Return the error for a commit that was not answered, for one of `REASONS`."""
    en, zh = REASONS[reason]
    return Unconfirmed(UNCONFIRMED, reason=Plain(en), reason_zh=Plain(zh))


def nested() -> BookError:
    """Return the error for a work that writes to the store again from inside."""
    return BookError(
        BAD_WORK,
        rule=Plain("a work does not write through the store again; it uses its book"),
        rule_zh=Plain("操作内部不得再次通过存储写入，应使用传入的账簿"),
    )
