"""Secrets that were issued for pick-ups, and wrong tries at them: for numbers that are here and numbers that are not alike.

Rules
- A secret (160 bits) is kept as a salted digest, in a row by the digest of its number; the row holds no personal data.
- Every try reads two rows and digests once; a wrong one is counted in one row, with one commit. A number without a secret has its tries
  counted in one of `SHARED` rows that all such numbers share: the work is the same, and nobody fills a store by guessing.
- Wrong tries end nothing: whoever learns a number could else lock out the person who has the secret, and no number of tries that
  anybody can make comes near 2 to the 160. They are counted, so that an officer sees them. A newer secret begins at none, and opens also
  the objection that was made with the one before, which that one opens no more: it may have been stolen.

Example
    >>> issue(bench, "case-bcdf-ghjk-mnpq", "letter", until, signs)
    >>> fitting(bench, "case-bcdf-ghjk-mnpq", signs).way
    'letter'
"""

from __future__ import annotations

import hashlib
import hmac

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from troth.rights.bench import Bench
from troth.rights.ports import CaseBook, WritingCaseBook
from troth.vault.ports import RecordRow

PART = "pick-up"
SHARED = 256
"""How many rows count the tries at numbers that have no secret."""
ENDLESS = "9999-12-31T00:00:00.000Z"
"""The end of a secret that opens as long as its request says so."""


class Issued(Struct, frozen=True):
    """A secret as it is kept: its salted digest, until when it opens (an instant), wrong tries, how it was handed over.

    `objection` is the number of the objection made with it. That the copy was taken stands with the case.
    """

    digest: str
    salt: str
    until: str
    tries: int
    way: str
    objection: str = ""

    def live(self, at: str) -> bool:
        """Return whether it opens the answer at the instant `at`, when it is the right one and the copy was not taken."""
        return at < self.until


NONE = Issued("0" * 64, "0" * 32, ENDLESS, 0, "letter")
"""Stands where no secret is: no secret has this digest."""


def issued(book: CaseBook | WritingCaseBook, number: str) -> Issued | None:
    """Return the secret of the request `number` as it is kept, or None."""
    return _read(book.record(_place(number), PART))


def issue(bench: Bench, number: str, way: str, until: str, secret: str) -> None:
    """Keep `secret` for the request `number`, in the place of any earlier one, until the instant `until`."""
    row = bench.book.record(_place(number), PART)
    salt, before = bench.tools.randomness(16).hex(), _read(row)
    objection = before.objection if before is not None else ""
    kept = Issued(_digest(number, salt, secret), salt, until, 0, way, objection=objection)
    _keep(bench, _place(number), kept, row)


def renew_objections(bench: Bench, number: str, way: str, secret: str) -> None:
    """Let `secret`, which was just issued for `number`, open what was objected to with one before, instead of that one."""
    kept = issued(bench.book, number)
    while kept is not None and kept.objection:
        number = kept.objection
        kept = issued(bench.book, number)
        if kept is not None:  # else its file is gone
            issue(bench, number, way, kept.until, secret)


def object_with(bench: Bench, number: str, objection: str) -> None:
    """Keep of the secret of `number` which objection was made with it."""
    row = bench.book.record(_place(number), PART)
    if (kept := _read(row)) is not None:
        _keep(bench, _place(number), replace(kept, objection=objection), row)


def drop(bench: Bench, number: str) -> None:
    """Destroy what is kept of the secret of `number`."""
    bench.book.drop_record(_place(number), PART)


def fitting(bench: Bench, number: str, secret: str) -> Issued | None:
    """Return what is kept for `number` if `secret` is the one; None, and the try counted, for any other and any other number."""
    place, shared = _place(number), _shared(number)
    own, other = bench.book.record(place, PART), bench.book.record(shared, PART)
    row = own or other
    kept = _read(row) or NONE
    right = hmac.compare_digest(_digest(number, kept.salt, secret), kept.digest)
    if own is not None and right:
        return kept
    _keep(bench, shared if own is None else place, replace(kept, tries=kept.tries + 1), row)
    return None


def _read(row: RecordRow | None) -> Issued | None:
    return None if row is None else msgspec.json.decode(row.sealed, type=Issued)


def _keep(bench: Bench, place: str, kept: Issued, before: RecordRow | None) -> None:
    version = before.version + 1 if before is not None else 1
    bench.book.keep_record(RecordRow(place, PART, version, msgspec.json.encode(kept)))


def _place(number: str) -> str:
    """Return where what is kept for `number` is: never where a person's own rows are."""
    return hashlib.sha256(f"pick-up\0{number}".encode()).hexdigest()[:32]


def _shared(number: str) -> str:
    """Return where tries at `number` are counted while it has no secret."""
    bucket = int(_place(number)[:8], 16) % SHARED
    return hashlib.sha256(f"pick-up-shared\0{bucket}".encode()).hexdigest()[:32]


def _digest(number: str, salt: str, secret: str) -> str:
    """Return the digest of a secret as it was typed: spaces, hyphens and capitals do not matter."""
    typed = "".join(each for each in secret.lower() if each.isascii() and each.isalnum())
    return hashlib.sha256(f"pick-up\0{number}\0{salt}\0{typed}".encode()).hexdigest()
