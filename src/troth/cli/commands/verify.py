"""`troth verify`: checks evidence offline, with nothing but the file and the public key."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from troth.assembly import open_file, read_whole, signature_verifier
from troth.cli.console import FileError, Json, Lang, fail, language_of, print_json, read_file, say
from troth.ledger import Verified, VerifierKey, bounded_lines, read_key, verify_export, verify_receipt
from troth.ledger.errors import LedgerError
from troth.vocabulary import CanonicalError, Message, TrothError, canonical, read_canonical

EXPORT_BEGINS = b'{"export":'
PROOF = b'"troth:proof"'  # every receipt has one
LONGEST_NOTE = 16 * 1024  # of a key or a signed checkpoint
LONGEST_SHOWN = 100

NOT_UTF8 = Message(
    "cli.key-file",
    "the key {file} is not a public key of Troth",
    "{file} 不是 Troth 的公钥",
    "give the key as text (troth/...+...+...) or a file that holds it",
    "请给出公钥文本（troth/...+...+...）或包含它的文件",
)
EMPTY_KEY = Message(
    "cli.key-empty",
    "--key is empty",
    "--key 为空",
    "give the public key: `key` of GET /v1/policies/POLICY/checkpoint, or of the evidence page of the console",
    "请给出公钥：GET /v1/policies/POLICY/checkpoint 中的 `key`，或控制台证据页上的公钥",
)
NO_KEY = Message(
    "cli.key",
    "--key {key} is neither a public key nor a file that holds one",
    "--key {key} 既不是公钥，也不是含有公钥的文件",
    "write the key as it was published, troth/POLICY+ID+KEY (`key` of GET /v1/policies/POLICY/checkpoint), or the path of a file that holds it",
    "请填写公布的公钥 troth/POLICY+ID+KEY（GET /v1/policies/POLICY/checkpoint 中的 `key`），或填写含有公钥的文件路径",
)
NO_EVIDENCE = Message(
    "cli.no-evidence",
    "{file} is neither an export nor a receipt",
    "{file} 既不是导出文件，也不是回执",
    "look into it: it may hold an error of the server instead; then ask for it again with the right key (curl -f tells)",
    "请查看文件内容，其中可能是服务器返回的错误；请用正确的密钥重新获取（curl 加上 -f 即可发现错误）",
)


class NoEvidence(TrothError):
    """The file holds nothing that could be verified."""


def verify(
    file: Annotated[
        Path, typer.Argument(help="An export, a receipt, or a list of receipts.", show_default=False)
    ],
    key: Annotated[str, typer.Option(help="The public key, or a file that holds it.", show_default=False)],
    previous: Annotated[
        list[Path] | None, typer.Option(help="An older signed checkpoint, kept elsewhere.")
    ] = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Check an export or receipts; status 1 if it does not hold."""
    language = language_of(lang)
    verifier = signature_verifier()
    try:
        trusted = _key(key)
        with open_file(file) as stream:
            if stream.peek(len(EXPORT_BEGINS))[: len(EXPORT_BEGINS)] != EXPORT_BEGINS:
                receipts = _receipts(file)
                for each in receipts:
                    verify_receipt(each, trusted, verifier)
                _print_receipts(len(receipts), json, language)
                return
            notes = [read_whole(path, LONGEST_NOTE) for path in previous or ()]
            found = verify_export(bounded_lines(stream.readline), trusted, verifier, notes)
    except (LedgerError, CanonicalError, NoEvidence) as error:
        if json:
            print_json(
                {"holds": False, "id": error.id, "text": {"en": error.text("en"), "zh": error.text("zh")}}
            )
        else:
            fail(error, language)
        raise typer.Exit(1) from error
    _print(found, json, language)


def _key(key: str) -> VerifierKey:
    """Return the public key that `key` is, or that the file of this name holds. Raises FileError, and LedgerError for a key with a fault."""
    if not key.strip():
        raise FileError(EMPTY_KEY)
    path = Path(key)
    if not _is_there(path):
        if "+" not in key:
            raise FileError(NO_KEY, key=key[:LONGEST_SHOWN])
        return read_key(key.strip())
    try:
        return read_key(read_whole(path, LONGEST_NOTE).decode("ascii").strip())
    except (UnicodeDecodeError, LedgerError) as error:
        raise FileError(NOT_UTF8, file=key) from error


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # too long for a name
        return False


def _receipts(file: Path) -> list[bytes]:
    """Return the bytes of each receipt: the file itself, or the parts of a list just as Troth gives it."""
    data = read_file(file)
    if PROOF not in data and data.strip() != b"[]":
        raise NoEvidence(NO_EVIDENCE, file=file)
    if not data.startswith(b"["):
        return [data]
    found = read_canonical(data)
    return [canonical(each) + b"\n" for each in found] if isinstance(found, list) else [data]


def _print(found: Verified, json: bool, language: str) -> None:
    if json:
        print_json(
            {
                "holds": True,
                "origin": found.origin,
                "entries": found.size,
                "root": found.root.hex(),
                "first": found.first,
                "last": found.last,
                "kinds": dict(found.kinds),
            }
        )
        return
    holds = "核验通过" if language == "zh" else "holds"
    entries = f"{found.size} 条记录" if language == "zh" else f"{found.size} entries"
    say(f"{holds}: {found.origin}, {entries}, root {found.root.hex()}")
    for kind, count in sorted(found.kinds.items()):
        say(f"  {count:>8}  {kind}")


def _print_receipts(count: int, json: bool, language: str) -> None:
    if json:
        print_json({"holds": True, "receipts": count})
    else:
        say(
            f"核验通过：{count} 份回执" if language == "zh" else f"holds: {count} receipt{'s' * (count != 1)}"
        )
