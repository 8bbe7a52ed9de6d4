"""What the ledger tests share: a log of invented entries, one of each kind, and two keys."""

from __future__ import annotations

import hashlib
from itertools import count

from troth.adapters.keystores import Ed25519, Ed25519Signer
from troth.ledger import (
    FIELDS,
    DataTerm,
    Entry,
    EntryKind,
    Party,
    PolicyRef,
    Terms,
    key_of,
    rotation_entry,
    text_digest,
)
from troth.ledger import values as shapes

ORIGIN = "ledger.example/acme"
AT = "2026-01-02T03:04:05.678Z"
VERIFIER = Ed25519()
SIGNER = Ed25519Signer(ORIGIN, bytes(range(32)))
NEXT_SIGNER = Ed25519Signer(ORIGIN, bytes(range(1, 33)))
KEY = key_of(SIGNER)
NEXT_KEY = key_of(NEXT_SIGNER)
POLICY = PolicyRef("acme", "2025-12-01", hashlib.sha256(b"policy").hexdigest())
SHOWN = "我们用您的手机号回答您的提问，答完即删。"
TERMS = Terms(
    "zh",
    Party("acme", "示例公司", "privacy@acme.example", "示例路 1 号"),
    "回答提问",
    data=(DataTerm("phone", "手机号", sensitive=True), DataTerm("name", "称呼", required=False)),
    recipients=(Party("sms-gateway", "短信网关公司", "dpo@sms.example", role="dpv:DataProcessor"),),
    storage="中国",
    keep="答复后 30 天",
    jurisdiction="CN",
    withdrawal="https://acme.example/privacy",
    rights="https://acme.example/privacy/rights",
)
SAMPLE = {
    shapes.ID: "enquiry-answer",
    shapes.IDS: ("phone", "name"),
    shapes.VERSION: "2025-12-01",
    shapes.LANGUAGE: "zh",
    shapes.DIGEST: text_digest(SHOWN),
    shapes.DIGESTS: (text_digest("a"), text_digest("b")),
    shapes.HANDLE: "0123456789abcdef" * 2,
    shapes.KEY: SIGNER.public_key.hex(),
    shapes.SIGNATURE: "ab" * 64,
    shapes.INDEX: 0,
    shapes.INDEXES: (0,),
    shapes.NUMBER: 12,
    shapes.FLAG: True,
    shapes.INSTANT: AT,
    shapes.DATE: "2026-02-28",
}


class Random:
    """Bytes that look random and are the same in each run."""

    def __init__(self, seed: str = "salts") -> None:
        self._seed = seed
        self._count = count()

    def __call__(self, length: int) -> bytes:
        return hashlib.shake_128(f"{self._seed}/{next(self._count)}".encode()).digest(length)


def subject(name: str) -> str:
    """Return a handle for an invented person."""
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def entry(kind: EntryKind, random: Random, /, **body: object) -> Entry:
    """Return an entry of `kind` with the needed fields sampled, and `body` over them."""
    fields = FIELDS[kind]
    sampled = {name: SAMPLE[shape] for name, shape in fields.needed.items()}
    return Entry(
        kind,
        AT,
        "acme",
        random(16).hex(),
        subject("li") if fields.subject else None,
        POLICY if fields.policy else None,
        {**sampled, **body},  # type: ignore[dict-item]
    )


def full_entry(kind: EntryKind, random: Random) -> Entry:
    """Return an entry of `kind` with every field."""
    return entry(kind, random, **{name: SAMPLE[shape] for name, shape in FIELDS[kind].known.items()})


def consent(random: Random, **body: object) -> Entry:
    """Return a consent given to `SHOWN` under `TERMS`."""
    return entry(
        EntryKind.CONSENT_GIVEN,
        random,
        purpose="enquiry-answer",
        level="explicit",
        language="zh",
        shown=text_digest(SHOWN),
        terms=TERMS.digest,
        channel="web",
        **body,
    )


def small_log() -> list[bytes]:
    """Return the bytes of four entries."""
    random = Random()
    return [
        entry(EntryKind.POLICY_PUBLISHED, random, effective="2025-12-01").bytes,
        consent(random).bytes,
        entry(
            EntryKind.STEP_PERMITTED,
            random,
            act="use",
            clauses=("purposes.enquiry-answer",),
            elements=("phone",),
            cites=(1,),
        ).bytes,
        entry(EntryKind.CONSENT_WITHDRAWN, random, replaces=1).bytes,
    ]


def rotated_log() -> list[bytes]:
    """Return the small log, a change of the key, and one more entry."""
    random = Random("rotated")
    entries = small_log()
    entries.append(
        rotation_entry(AT, "acme", random(16).hex(), len(entries), SIGNER, NEXT_KEY).bytes,
    )
    return [*entries, entry(EntryKind.STEP_REFUSED, random, act="use", clauses=()).bytes]
