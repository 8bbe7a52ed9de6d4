"""Receipts: what they say, and that nothing in them can be changed."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.unit.ledger.material import (
    KEY,
    NEXT_KEY,
    ORIGIN,
    POLICY,
    SHOWN,
    SIGNER,
    TERMS,
    VERIFIER,
    Random,
    consent,
    full_entry,
    small_log,
)
from troth.adapters.keystores import Ed25519Signer
from troth.ledger import (
    EMPTY,
    DataTerm,
    EntryKind,
    LeavesOnly,
    Party,
    Terms,
    append_many,
    checkpoint_of,
    inclusion_proof,
    read_entry,
    receipt_for,
    sign_checkpoint,
    text_digest,
    verify_receipt,
)
from troth.ledger.errors import FormatError, LedgerError, ProofError, SignatureError
from troth.ledger.note import sign_note
from troth.ledger.receipt import STATUS
from troth.ledger.terms import read_terms
from troth.vocabulary import canonical

ADDED = append_many(EMPTY, small_log())
NOTE = sign_checkpoint(checkpoint_of(ORIGIN, ADDED.head), SIGNER)
PATH = inclusion_proof(1, 4, LeavesOnly(lambda start, end: ADDED.leaf_hashes[start:end]))
CONSENT = read_entry(small_log()[1])
RECEIPT = receipt_for(CONSENT, 1, PATH, NOTE, shown=SHOWN, terms=TERMS)


def test_a_receipt_proves_the_entry_the_text_and_the_terms():
    found = verify_receipt(RECEIPT, KEY, VERIFIER)
    assert (found.entry, found.index, found.checkpoint.size) == (CONSENT, 1, 4)
    assert (found.shown, found.terms) == (SHOWN, TERMS)


def test_a_receipt_without_texts_proves_the_entry():
    found = verify_receipt(receipt_for(CONSENT, 1, PATH, NOTE), KEY, VERIFIER)
    assert (found.entry, found.shown, found.terms) == (CONSENT, None, None)


def test_a_receipt_has_the_fields_of_ts_27560():
    receipt = json.loads(RECEIPT)
    record = receipt["dpv:hasRecordOfActivity"]
    process = record["dpv:hasProcess"]
    assert receipt["@type"] == "dpv:ConsentReceipt"
    assert receipt["dct:conformsTo"] == "https://w3id.org/dpv/schema/dpv-27560#receipt"
    assert receipt["dct:identifier"] == ADDED.leaf_hashes[1].hex()
    assert record["@type"] == "dpv:ConsentRecord"
    assert record["dpv:hasDataSubject"]["@id"] == f"urn:troth:subject:{CONSENT.subject}"
    assert record["dpv:hasDataController"]["dpv:hasName"] == "示例公司"
    assert record["dpv:hasDataController"]["dpv:hasContact"] == "privacy@acme.example"
    assert record["dpv:hasJurisdiction"] == "CN"
    assert record["dpv:hasConsentControl"]["dpv:isExercisedAt"] == "https://acme.example/privacy"
    assert record["dpv:hasNotice"]["troth:policySha256"] == POLICY.hash
    assert record["dpv:hasNotice"]["dct:language"] == "zh"
    assert record["dpv:hasNotice"]["schema:text"] == SHOWN
    assert record["dpv:hasConsentStatus"] == {
        "@type": ["dpv:ConsentGiven", "dpv:ExplicitlyExpressedConsent"],
        "dpv:isIndicatedAtTime": CONSENT.at,
        "dpv:isIndicatedBy": "dpv:DataSubject",
        "dpv:hasIndicationMethod": "web",
    }
    assert process["dpv:hasPurpose"] == "enquiry-answer"
    assert process["dpv:hasName"] == "回答提问"
    assert [item["dpv:hasIdentifier"] for item in process["dpv:hasPersonalData"]] == ["phone", "name"]
    assert process["dpv:hasPersonalData"][0]["@type"] == "dpv:SensitivePersonalData"
    assert process["dpv:hasPersonalData"][1]["dpv:hasNecessity"] == "dpv:Optional"
    assert process["dpv:hasRecipient"][0]["@type"] == "dpv:DataProcessor"
    assert [item["@type"] for item in process["dpv:hasStorageCondition"]] == [
        "dpv:StorageLocation",
        "dpv:StorageDuration",
    ]


@pytest.mark.parametrize("kind", list(EntryKind))
def test_every_kind_with_a_receipt_has_one(kind):
    made = full_entry(kind, Random())
    added = append_many(EMPTY, [made.bytes])
    note = sign_checkpoint(checkpoint_of(ORIGIN, added.head), SIGNER)
    if kind not in STATUS:
        with pytest.raises(FormatError) as caught:
            receipt_for(made, 0, (), note)
        assert caught.value.id == "ledger.receipt-kind"
        return
    receipt = receipt_for(made, 0, (), note)
    assert verify_receipt(receipt, KEY, VERIFIER).entry == made
    assert json.loads(receipt)["dpv:hasRecordOfActivity"]["dpv:hasConsentStatus"]["@type"][0] == STATUS[kind]


def test_every_choice_of_a_person_has_a_receipt():
    without = {
        EntryKind.AGE_DECLARED, EntryKind.AGE_REFUSED, EntryKind.ACCOUNT_CHANGED, EntryKind.RESTRICTION_CHANGED, EntryKind.AUDIENCE_OPENED,
        EntryKind.AUDIENCE_CLOSED, EntryKind.SUBJECT_ENROLLED,
    }  # fmt: skip
    assert {kind for kind in EntryKind if kind.value.startswith("consent.")} - set(STATUS) == without


def test_every_change_of_a_byte_is_refused():
    accepted = []
    for place, old in enumerate(RECEIPT):
        for value in (old ^ 1, old ^ 0x20):
            try:
                verify_receipt(RECEIPT[:place] + bytes([value]) + RECEIPT[place + 1 :], KEY, VERIFIER)
            except LedgerError:
                continue
            accepted.append((place, value))
    assert accepted == []


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data[:-1],
        lambda data: data + b"\n",
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: json.dumps(json.loads(data), ensure_ascii=False, indent=2).encode() + b"\n",
        lambda data: b"",
        lambda data: b"[]\n",
        lambda data: b"{}\n",
        lambda data: b'{"troth:proof":{}}\n',
        lambda data: b"x" * 2_000_000,
    ],
)
def test_other_forms_are_refused(change):
    with pytest.raises(FormatError):
        verify_receipt(change(RECEIPT), KEY, VERIFIER)


def changed(**proof: object) -> bytes:
    whole = json.loads(RECEIPT)
    whole["troth:proof"].update(proof)
    return canonical(whole) + b"\n"


@pytest.mark.parametrize(
    "proof",
    [
        {"index": 0},
        {"index": True},
        {"index": "1"},
        {"path": []},
        {"path": "x"},
        {"path": ["AAAA"]},
        {"path": [5]},
        {"shown": "我们什么都不做。"},
        {"shown": 5},
        {"shown": None},
        {"terms": None},
        {"terms": []},
        {"terms": {}},
        {"terms": {**TERMS.json(), "keep": "永久"}},
        {"terms": {**TERMS.json(), "more": "x"}},
        {"terms": {**TERMS.json(), "data": [{"id": "phone"}]}},
        {"terms": {**TERMS.json(), "controller": {"id": "acme", "age": "x"}}},
        {"entry": {}},
        {"entry": json.loads(small_log()[3])},
        {"checkpoint": "x"},
        {"checkpoint": 5},
        {"more": "x"},
    ],
)  # fmt: skip
def test_a_changed_proof_is_refused(proof):
    with pytest.raises(LedgerError):
        verify_receipt(changed(**proof), KEY, VERIFIER)


def test_words_that_were_not_shown_get_no_receipt():
    with pytest.raises(ProofError) as caught:
        receipt_for(CONSENT, 1, PATH, NOTE, shown="另一段文字")
    assert caught.value.id == "ledger.wrong-text"
    with pytest.raises(ProofError) as caught:
        receipt_for(CONSENT, 1, PATH, NOTE, terms=replace(TERMS, keep="永久"))
    assert caught.value.id == "ledger.wrong-terms"


def test_an_entry_outside_the_log_gets_no_receipt():
    with pytest.raises(ProofError):
        receipt_for(consent(Random("other")), 1, PATH, NOTE)
    with pytest.raises(ProofError):
        receipt_for(CONSENT, 2, PATH, NOTE)


def test_another_key_does_not_open_it():
    with pytest.raises(SignatureError):
        verify_receipt(RECEIPT, NEXT_KEY, VERIFIER)


def test_a_witness_line_is_refused():
    witness = Ed25519Signer("witness.example", bytes([7]) * 32)
    note = sign_note(checkpoint_of(ORIGIN, ADDED.head).text, [SIGNER, witness])
    with pytest.raises(FormatError) as caught:
        receipt_for(CONSENT, 1, PATH, note)
    assert caught.value.id == "ledger.receipt-signatures"


def test_a_guardian_and_an_end_are_told():
    made = consent(Random(), by="guardian", until="2027-01-01T00:00:00.000Z", guardian="0" * 32)
    added = append_many(EMPTY, [made.bytes])
    note = sign_checkpoint(checkpoint_of(ORIGIN, added.head), SIGNER)
    event = json.loads(receipt_for(made, 0, (), note))["dpv:hasRecordOfActivity"]["dpv:hasConsentStatus"]
    assert event["dpv:isIndicatedBy"] == "dpv:GuardianOfDataSubject"
    assert event["dpv:hasDuration"]["schema:endDate"] == "2027-01-01T00:00:00.000Z"


def test_terms_are_hashed_as_they_stand():
    assert read_terms(TERMS.json()) == TERMS
    assert TERMS.digest != replace(TERMS, keep="").digest
    short = Terms(
        "en", Party("acme", "Acme", "privacy@acme.example"), "answer", data=(DataTerm("phone", "phone"),)
    )
    assert read_terms(short.json()) == short
    assert "dpv:hasStorageCondition" not in short.process()
    assert short.record() == {}


def test_the_digest_of_a_text_is_that_of_its_utf_8():
    assert text_digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
