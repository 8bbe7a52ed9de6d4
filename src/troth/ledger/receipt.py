"""Receipts: one person's evidence in one file, checked without the ledger, the network or an account.

Rules
- A receipt is a consent receipt with the fields of ISO/IEC TS 27560:2023, as JSON-LD in the terms of the W3C Data
  Privacy Vocabulary, and below `troth:proof` the entry, its inclusion proof and the signed checkpoint.
- The record is written from the entry, the terms and the text shown, and from nothing else; the entry holds the
  SHA-256 of the terms and of the text. Checking writes the whole receipt again from these parts and compares every
  byte, so nothing in it is outside the signature. The checkpoint has exactly one signature line, as in an export.
- A receipt holds the organisation's words, ids and a random handle. It names the person nowhere.
- Before a receipt is handed out the proof is checked as its reader will check it.

How it is checked (the numbers stand at the code)
1. It is RFC 8785 JSON and one newline.  2. The checkpoint is signed by the given key, and by it alone.
3. The entry is in that log.  4. Terms and text shown are those the entry records.  5. All else follows from these.

Example: see tests/unit/ledger/test_receipt.py.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from troth.ledger.checkpoint import Checkpoint, open_checkpoint, read_checkpoint
from troth.ledger.entry import Entry, read_entry
from troth.ledger.errors import (
    RECEIPT_KIND,
    RECEIPT_NOT_JSON,
    RECEIPT_OTHER_FORM,
    RECEIPT_SIGNATURES,
    RECEIPT_TOO_LONG,
    WRONG_TERMS,
    WRONG_TEXT,
    FormatError,
    ProofError,
)
from troth.ledger.kinds import EntryKind
from troth.ledger.note import VerifierKey, decoded, encoded, read_note
from troth.ledger.ports import SignatureVerifier
from troth.ledger.terms import Terms, read_terms
from troth.ledger.tree import HASH_LENGTH, check_inclusion, leaf_hash
from troth.vocabulary import CanonicalError, Json, canonical, read_canonical

LONGEST_RECEIPT = 1024 * 1024
PROFILE = "https://w3id.org/dpv/schema/dpv-27560"
CONTEXT: dict[str, Json] = {
    "dct": "http://purl.org/dc/terms/",
    "dpv": "https://w3id.org/dpv#",
    "schema": "https://schema.org/",
    "troth": "urn:troth:ledger:1:",
}

STATUS: Mapping[EntryKind, str] = {
    EntryKind.CONSENT_GIVEN: "dpv:ConsentGiven",
    EntryKind.CONSENT_REFUSED: "dpv:ConsentRefused",
    EntryKind.CONSENT_WITHDRAWN: "dpv:ConsentWithdrawn",
    EntryKind.CONSENT_VOIDED: "dpv:ConsentInvalidated",
    EntryKind.AGREEMENT_ACCEPTED: "dpv:ConsentGiven",
    EntryKind.AGREEMENT_REFUSED: "dpv:ConsentRefused",
    EntryKind.AGREEMENT_WITHDRAWN: "dpv:ConsentWithdrawn",
    EntryKind.GUARDIAN_AGREED: "dpv:ConsentGiven",
    EntryKind.GUARDIAN_REFUSED: "dpv:ConsentRefused",
    EntryKind.GUARDIAN_WITHDRAWN: "dpv:ConsentWithdrawn",
    EntryKind.OBJECTION_RAISED: "dpv:ConsentRefused",
    EntryKind.OBJECTION_LIFTED: "dpv:ConsentUnknown",
    EntryKind.PERMISSION_GRANTED: "dpv:ConsentGiven",
    EntryKind.PERMISSION_DENIED: "dpv:ConsentRefused",
    EntryKind.NOTICE_SHOWN: "dpv:ConsentRequested",
}
RECEIPT_KINDS = frozenset(STATUS)
"""The kinds of entry that a receipt can be given for."""
_LEVELS = {
    "implied": ["dpv:ImpliedConsent"],
    "explicit": ["dpv:ExplicitlyExpressedConsent"],
    "separate": ["dpv:ExplicitlyExpressedConsent", "troth:SeparateConsent"],
    "written": ["dpv:ExplicitlyExpressedConsent", "troth:WrittenConsent"],
}
_WHO = {"own": "dpv:DataSubject", "guardian": "dpv:GuardianOfDataSubject"}


@dataclass(frozen=True, slots=True)
class VerifiedReceipt:
    """What a receipt proves: the entry, its place, the checkpoint, and the terms and text that it records."""

    entry: Entry
    index: int
    checkpoint: Checkpoint
    shown: str | None
    terms: Terms | None


@dataclass(frozen=True, slots=True)
class _Parts:
    """All that a receipt is written from."""

    entry: Entry
    index: int
    path: tuple[bytes, ...]
    note: bytes
    shown: str | None
    terms: Terms | None


def text_digest(text: str) -> str:
    """Return the SHA-256 of `text` in UTF-8, as an entry's `shown` records it."""
    return hashlib.sha256(text.encode()).hexdigest()


def receipt_for(
    entry: Entry,
    index: int,
    path: Sequence[bytes],
    checkpoint: bytes,
    *,
    shown: str | None = None,
    terms: Terms | None = None,
) -> bytes:
    """Return the receipt of `entry`, number `index`, with its inclusion proof `path` under the signed `checkpoint`.

    `shown` is the text that the person saw, `terms` what they were told of the processing; each may be left out,
    and must be what the entry records. Raises ProofError (not in the log, another text or other terms) and
    FormatError (a kind without receipt, not a checkpoint with one signature).
    """
    parts = _Parts(entry, index, tuple(path), checkpoint, shown, terms)
    _check_parts(parts, read_checkpoint(read_note(checkpoint).text))
    return _written(parts)


def verify_receipt(data: bytes, key: VerifierKey, verifier: SignatureVerifier) -> VerifiedReceipt:
    """Return what the receipt in `data` proves to who trusts `key`.

    Raises FormatError (not a receipt in its one right form), SignatureError (not by this key), ProofError (signed,
    and not in the log, or with another text or other terms than the entry records).
    """
    parts = _read(data)  # 1
    checkpoint = open_checkpoint(parts.note, key, verifier)  # 2
    _check_parts(parts, checkpoint)  # 3, 4
    if _written(parts) != data:  # 5
        raise FormatError(RECEIPT_OTHER_FORM)
    return VerifiedReceipt(parts.entry, parts.index, checkpoint, parts.shown, parts.terms)


def _check_parts(parts: _Parts, checkpoint: Checkpoint) -> None:
    """Check all but the signature: one signature line, inclusion, text and terms."""
    if len(read_note(parts.note).signatures) != 1:
        raise FormatError(RECEIPT_SIGNATURES)
    body = parts.entry.body
    check_inclusion(leaf_hash(parts.entry.bytes), parts.index, checkpoint.size, parts.path, checkpoint.root)
    if parts.shown is not None and text_digest(parts.shown) != body.get("shown"):
        raise ProofError(WRONG_TEXT, evidence={"entry": parts.entry.bytes, "shown": parts.shown.encode()})
    if parts.terms is not None and parts.terms.digest != body.get("terms"):
        raise ProofError(WRONG_TERMS, evidence={"entry": parts.entry.bytes})


def _read(data: bytes) -> _Parts:
    """Return the parts below `troth:proof`, in their formats, not yet checked. Raises FormatError."""
    if len(data) > LONGEST_RECEIPT:
        raise FormatError(RECEIPT_TOO_LONG)
    if data[-1:] != b"\n":
        raise FormatError(RECEIPT_NOT_JSON)
    try:
        whole = read_canonical(data[:-1])
    except CanonicalError as error:
        raise FormatError(RECEIPT_NOT_JSON) from error
    proof = whole.get("troth:proof") if isinstance(whole, dict) else None
    if not isinstance(proof, dict):
        raise FormatError(RECEIPT_OTHER_FORM)
    index, path, note = proof.get("index"), proof.get("path"), proof.get("checkpoint")
    shown, terms = proof.get("shown"), proof.get("terms")
    if not isinstance(index, int) or isinstance(index, bool) or not isinstance(path, list):
        raise FormatError(RECEIPT_OTHER_FORM)
    if not isinstance(note, str) or not isinstance(shown, str | None):
        raise FormatError(RECEIPT_OTHER_FORM)
    entry = read_entry(canonical(proof.get("entry")))
    return _Parts(
        entry, index, _path(path), note.encode(), shown, None if terms is None else read_terms(terms)
    )


def _path(path: list[Json]) -> tuple[bytes, ...]:
    try:
        hashes = tuple(decoded(str(step)) for step in path)
    except ValueError as error:
        raise FormatError(RECEIPT_OTHER_FORM) from error
    if any(len(step) != HASH_LENGTH for step in hashes):
        raise FormatError(RECEIPT_OTHER_FORM)
    return hashes


def _written(parts: _Parts) -> bytes:
    """Return the whole receipt: a function of `parts` alone."""
    entry = parts.entry
    if entry.kind not in STATUS:
        raise FormatError(RECEIPT_KIND)
    identifier = leaf_hash(entry.bytes).hex()
    proof: dict[str, object] = {
        "entry": entry.json(),
        "index": parts.index,
        "path": [encoded(step) for step in parts.path],
        "checkpoint": parts.note.decode(),
    }
    if parts.shown is not None:
        proof["shown"] = parts.shown
    if parts.terms is not None:
        proof["terms"] = parts.terms.json()
    return (
        canonical(
            {
                "@context": CONTEXT,
                "@id": f"urn:troth:receipt:{identifier}",
                "@type": "dpv:ConsentReceipt",
                "dct:conformsTo": f"{PROFILE}#receipt",
                "dct:created": entry.at,
                "dct:identifier": identifier,
                "dct:publisher": f"urn:troth:controller:{entry.controller}",
                "schema:recipient": "dpv:DataSubject",
                "dpv:hasRecordOfActivity": _record(parts, identifier),
                "troth:proof": proof,
            }
        )
        + b"\n"
    )


def _record(parts: _Parts, identifier: str) -> dict[str, object]:
    """Return the consent record (TS 27560: header, processing, parties, event)."""
    entry, terms = parts.entry, parts.terms
    controller = f"urn:troth:controller:{entry.controller}"
    record: dict[str, object] = {
        "@id": f"urn:troth:entry:{identifier}",
        "@type": "dpv:ConsentRecord",
        "dct:conformsTo": f"{PROFILE}#record",
        "dct:identifier": identifier,
        "dpv:hasDataSubject": {"@id": f"urn:troth:subject:{entry.subject}", "@type": "dpv:DataSubject"},
        "dpv:hasDataController": {"@id": controller} if terms is None else terms.controller.json(controller),
        "dpv:hasConsentStatus": _event(entry),
        "dpv:hasNotice": _notice(parts),
        "dpv:hasProcess": _process(entry, terms),
    }
    return record if terms is None else {**record, **terms.record()}


def _event(entry: Entry) -> dict[str, object]:
    """Return the event section: what was said, when, by whom, how, until when."""
    body = entry.body
    event: dict[str, object] = {
        "@type": [STATUS[entry.kind], *_LEVELS.get(str(body.get("level")), [])],
        "dpv:isIndicatedAtTime": entry.at,
        "dpv:isIndicatedBy": _WHO.get(str(body.get("by", "own")), f"troth:{body.get('by')}"),
    }
    if "channel" in body:
        event["dpv:hasIndicationMethod"] = body["channel"]
    if "until" in body:
        event["dpv:hasDuration"] = {"@type": "dpv:UntilTimeDuration", "schema:endDate": body["until"]}
    return event


def _notice(parts: _Parts) -> dict[str, object]:
    """Return the notice section: the policy version, the language and the hash of the text shown, and the text."""
    entry = parts.entry
    notice: dict[str, object] = {"@type": "dpv:PrivacyNotice"}
    if entry.policy is not None:
        notice["@id"] = f"urn:troth:policy:{entry.policy.id}:{entry.policy.version}"
        notice["troth:policySha256"] = entry.policy.hash
    for name, term in (("language", "dct:language"), ("shown", "troth:shownSha256")):
        if name in entry.body:
            notice[term] = entry.body[name]
    if parts.shown is not None:
        notice["schema:text"] = parts.shown
    return notice


def _process(entry: Entry, terms: Terms | None) -> dict[str, object]:
    """Return the processing section, from the ids of the entry and the words of the terms."""
    process: dict[str, object] = {"@type": "dpv:Process"}
    if "level" in entry.body:
        process["dpv:hasLegalBasis"] = "dpv:Consent"
    for name, term in (
        ("purpose", "dpv:hasPurpose"),
        ("purposes", "dpv:hasPurpose"),
        ("recipient", "dpv:hasRecipient"),
        ("elements", "dpv:hasPersonalData"),
        ("acts", "dpv:hasProcessing"),
        ("permission", "troth:permission"),
        ("notice", "troth:notice"),
    ):
        if name in entry.body:
            process[term] = entry.body[name]
    return process if terms is None else {**process, **terms.process()}
