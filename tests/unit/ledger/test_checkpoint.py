"""Checkpoints, signed and opened; and the change of the signing key."""

from __future__ import annotations

import pytest

from tests.unit.ledger.material import AT, KEY, NEXT_KEY, ORIGIN, SIGNER, VERIFIER, small_log
from troth.adapters.keystores import Ed25519Signer
from troth.ledger import (
    EMPTY,
    Checkpoint,
    append_many,
    check_extends,
    checkpoint_of,
    open_checkpoint,
    root,
    rotation_entry,
    sign_checkpoint,
)
from troth.ledger.checkpoint import read_checkpoint, rotation_statement
from troth.ledger.errors import FormatError, ProofError, SignatureError
from troth.ledger.note import key_of, sign_note

HEAD = append_many(EMPTY, small_log()).head
CHECKPOINT = checkpoint_of(ORIGIN, HEAD)
OTHER = Ed25519Signer("ledger.example/other", bytes(32))


def test_a_checkpoint_is_three_lines():
    lines = CHECKPOINT.text.split("\n")
    assert lines[:2] == [ORIGIN, "4"]
    assert read_checkpoint(CHECKPOINT.text) == Checkpoint(ORIGIN, 4, root(HEAD))


def test_a_signed_checkpoint_is_opened():
    assert open_checkpoint(sign_checkpoint(CHECKPOINT, SIGNER), KEY, VERIFIER) == CHECKPOINT


def test_a_signer_signs_only_its_own_log():
    with pytest.raises(ProofError) as caught:
        sign_checkpoint(CHECKPOINT, OTHER)
    assert caught.value.id == "ledger.wrong-origin"


def test_a_key_opens_only_its_own_log():
    note = sign_note(CHECKPOINT.text, [OTHER])
    with pytest.raises(ProofError):
        open_checkpoint(note, key_of(OTHER), VERIFIER)
    with pytest.raises(SignatureError):
        open_checkpoint(note, KEY, VERIFIER)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text + "extension\n",
        lambda text: text.replace("\n4\n", "\n04\n"),
        lambda text: text.replace("\n4\n", "\n+4\n"),
        lambda text: text.replace("\n4\n", "\n-4\n"),
        lambda text: text.replace("\n4\n", "\n４\n"),
        lambda text: text.replace("\n4\n", "\n99999999999999999\n"),
        lambda text: text.replace("\n4\n", "\n\n"),
        lambda text: text.replace("=\n", "\n"),
        lambda text: text[:-1],
        lambda text: "\n" + text,
        lambda text: text.replace(ORIGIN, ""),
        lambda text: text.replace(ORIGIN, "a b"),
    ],
)
def test_another_text_is_no_checkpoint(change):
    with pytest.raises(FormatError):
        read_checkpoint(change(CHECKPOINT.text))


def test_a_checkpoint_follows_itself_and_a_shorter_one():
    older = checkpoint_of(ORIGIN, append_many(EMPTY, small_log()[:2]).head)
    check_extends(CHECKPOINT, CHECKPOINT)
    check_extends(older, CHECKPOINT)
    with pytest.raises(ProofError) as caught:
        check_extends(CHECKPOINT, older)
    assert caught.value.id == "ledger.shorter"
    with pytest.raises(ProofError) as caught:
        check_extends(CHECKPOINT, Checkpoint(ORIGIN, 4, bytes(32)))
    assert caught.value.id == "ledger.rewritten"
    assert caught.value.evidence["older"] == CHECKPOINT.text.encode()
    with pytest.raises(ProofError):
        check_extends(Checkpoint("ledger.example/other", 0, bytes(32)), CHECKPOINT)


def test_a_rotation_names_both_keys_and_is_signed_by_the_old():
    made = rotation_entry(AT, "acme", "0" * 32, 4, SIGNER, NEXT_KEY)
    statement = rotation_statement(ORIGIN, 4, KEY.public_key, NEXT_KEY.public_key)
    KEY.check(statement, bytes.fromhex(str(made.body["signature"])), VERIFIER)
    with pytest.raises(SignatureError):
        NEXT_KEY.check(statement, bytes.fromhex(str(made.body["signature"])), VERIFIER)
    with pytest.raises(ProofError):
        rotation_entry(AT, "acme", "0" * 32, 4, SIGNER, key_of(OTHER))
