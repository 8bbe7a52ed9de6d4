"""C2SP signed notes and verifier keys: a text, and lines that say which key signed it.

Rules (c2sp.org/signed-note)
- A note is a text that ends in a newline, an empty line, and signature lines `— name base64(id || signature)`.
- A key's id is the first four bytes of SHA-256 over name, newline, 0x01 (Ed25519) and the public key. A verifier
  key is written `name+id in hex+base64(0x01 || public key)`.
- Reading is strict where the format leaves room: base64 with its one right padding, lower-case hex, no control
  characters, at most 16 signatures, nothing after the last line.
- A signature by a known key must be right. Signatures by other keys (witnesses) are passed over here, as the
  format demands; an export and a receipt hold none (see export.py), so that each of their bytes is covered.

Example
    >>> key = read_key("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")
    >>> key.name, key.id.hex()
    ('example.com/foo', '530d903a')
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from troth.ledger.errors import (
    BAD_KEY,
    BAD_NAME,
    NOT_SIGNED,
    NOTE_CONTROL,
    NOTE_NO_SIGNATURE,
    NOTE_NOT_UTF8,
    NOTE_SIGNATURE,
    NOTE_TOO_LONG,
    NOTE_TOO_MANY,
    WRONG_SIGNATURE,
    FormatError,
    SignatureError,
)
from troth.ledger.ports import SignatureVerifier, Signer

ED25519 = b"\x01"
KEY_LENGTH = 32
SIGNATURE_LENGTH = 64
ID_LENGTH = 4
MOST_SIGNATURES = 16
LONGEST_NOTE = 16_384
LONGEST_NAME = 200
DASH = "\u2014"


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key under its name. Raises FormatError for a name or key that cannot be one."""

    name: str
    public_key: bytes

    def __post_init__(self) -> None:
        """Check name and length."""
        check_name(self.name)
        if len(self.public_key) != KEY_LENGTH:
            raise FormatError(BAD_KEY)

    @property
    def id(self) -> bytes:
        """The four bytes that name this key in signature lines."""
        return hashlib.sha256(self.name.encode() + b"\n" + ED25519 + self.public_key).digest()[:ID_LENGTH]

    @property
    def text(self) -> str:
        """The verifier key as it is published: `name+id+key`."""
        return f"{self.name}+{self.id.hex()}+{encoded(ED25519 + self.public_key)}"

    def check(self, message: bytes, signature: bytes, verifier: SignatureVerifier) -> None:
        """Return when `signature` is this key's over `message`. Raises SignatureError otherwise."""
        if len(signature) != SIGNATURE_LENGTH or not verifier.fits(self.public_key, message, signature):
            raise SignatureError(
                WRONG_SIGNATURE, key=self.text, evidence={"message": message, "signature": signature}
            )


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One signature line: the key's name and id, and the signature's bytes."""

    name: str
    id: bytes
    signature: bytes

    @property
    def line(self) -> str:
        """The line as it is written, with its newline."""
        return f"{DASH} {self.name} {encoded(self.id + self.signature)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text and its signature lines, read but not checked: use `open_note`."""

    text: str
    signatures: tuple[NoteSignature, ...]

    @property
    def bytes(self) -> bytes:
        """The note as it is written."""
        return (self.text + "\n" + "".join(signature.line for signature in self.signatures)).encode()


def check_name(name: str) -> None:
    """Return when `name` can be a key name and an origin. Raises FormatError otherwise."""
    bad = any(c.isspace() or c == "+" or unicodedata.category(c)[0] == "C" for c in name)
    if not name or len(name) > LONGEST_NAME or bad:
        raise FormatError(BAD_NAME)


def key_of(signer: Signer) -> VerifierKey:
    """Return the verifier key of `signer`."""
    return VerifierKey(signer.name, signer.public_key)


def read_key(text: str) -> VerifierKey:
    """Return the key that the verifier key `text` holds; white space around it is allowed. Raises FormatError."""
    parts = text.strip().split("+", 2)
    if len(parts) != 3:
        raise FormatError(BAD_KEY)
    try:
        coded = decoded(parts[2])
    except ValueError as error:
        raise FormatError(BAD_KEY) from error
    key = VerifierKey(parts[0], coded[1:])
    if key.text != text.strip():
        raise FormatError(BAD_KEY)
    return key


def sign_note(text: str, signers: Sequence[Signer]) -> bytes:
    """Return the note over `text` (ends in a newline), with a line for each of `signers`, in that order."""
    _check_text(text)
    lines = []
    for signer in signers:
        key = key_of(signer)
        lines.append(NoteSignature(key.name, key.id, signer.sign(text.encode())))
    return Note(text, tuple(lines)).bytes


def read_note(data: bytes) -> Note:
    """Return the note in `data`, unchecked. Raises FormatError when `data` is not exactly one note."""
    if len(data) > LONGEST_NOTE:
        raise FormatError(NOTE_TOO_LONG)
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FormatError(NOTE_NOT_UTF8) from error
    text, found, rest = whole.rpartition("\n\n")
    if not found or not rest.endswith("\n"):
        raise FormatError(NOTE_NO_SIGNATURE)
    text += "\n"
    _check_text(text)
    lines = rest[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise FormatError(NOTE_TOO_MANY)
    return Note(text, tuple(_signature(line) for line in lines))


def open_note(data: bytes, key: VerifierKey, verifier: SignatureVerifier) -> str:
    """Return the text of the note in `data` once `key` is shown to have signed it.

    Raises FormatError (not a note), SignatureError (no line by `key`, or a wrong one).
    """
    note = read_note(data)
    mine = [s for s in note.signatures if (s.name, s.id) == (key.name, key.id)]
    if not mine:
        raise SignatureError(NOT_SIGNED, key=key.text, evidence={"note": data})
    for signature in mine:
        key.check(note.text.encode(), signature.signature, verifier)
    return note.text


def encoded(data: bytes) -> str:
    """Return `data` in base64 (RFC 4648, section 4)."""
    return base64.b64encode(data).decode("ascii")


def decoded(text: str) -> bytes:
    """Return what base64 `text` holds. Raises ValueError for any writing but the one right one."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise ValueError("not base64") from error
    if encoded(data) != text:
        raise ValueError("not the one right base64")
    return data


def _check_text(text: str) -> None:
    if not text.endswith("\n") or any(ord(c) < 0x20 and c != "\n" for c in text):
        raise FormatError(NOTE_CONTROL)


def _signature(line: str) -> NoteSignature:
    """Return the signature that `line` (without newline) holds. Raises FormatError."""
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != DASH:
        raise FormatError(NOTE_SIGNATURE)
    check_name(parts[1])
    try:
        coded = decoded(parts[2])
    except ValueError as error:
        raise FormatError(NOTE_SIGNATURE) from error
    if len(coded) <= ID_LENGTH:
        raise FormatError(NOTE_SIGNATURE)
    return NoteSignature(parts[1], coded[:ID_LENGTH], coded[ID_LENGTH:])
