"""Signed notes and verifier keys: the example of the C2SP specification, and everything that is not one."""

from __future__ import annotations

import pytest

from tests.unit.ledger.material import KEY, NEXT_KEY, NEXT_SIGNER, ORIGIN, SIGNER, VERIFIER
from troth.adapters.keystores import Ed25519Signer
from troth.ledger import VerifierKey, key_of, read_key
from troth.ledger.errors import FormatError, SignatureError
from troth.ledger.note import decoded, encoded, open_note, read_note, sign_note

# The example of c2sp.org/signed-note.
EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE = (
    "This is an example message.\n\n— example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
).encode()


def test_the_example_of_the_specification_is_opened():
    key = read_key(EXAMPLE_KEY)
    assert key.text == EXAMPLE_KEY
    assert open_note(EXAMPLE, key, VERIFIER) == "This is an example message.\n"


def test_every_change_of_a_byte_is_noticed():
    key = read_key(EXAMPLE_KEY)
    for place in range(len(EXAMPLE)):
        for value in {EXAMPLE[place] ^ 1, EXAMPLE[place] ^ 0x20, 0x0A, 0x20, 0x00, 0xFF} - {EXAMPLE[place]}:
            changed = EXAMPLE[:place] + bytes([value]) + EXAMPLE[place + 1 :]
            with pytest.raises((FormatError, SignatureError)):
                open_note(changed, key, VERIFIER)


def test_a_note_we_sign_is_opened():
    note = sign_note("one\n\ntwo\n", [SIGNER])
    assert open_note(note, KEY, VERIFIER) == "one\n\ntwo\n"


def test_a_witness_beside_is_passed_over():
    witness = Ed25519Signer("witness.example", bytes([7]) * 32)
    note = sign_note("text\n", [SIGNER, witness])
    assert open_note(note, KEY, VERIFIER) == "text\n"
    assert open_note(note, key_of(witness), VERIFIER) == "text\n"


def test_another_key_of_the_same_name_is_another_key():
    note = sign_note("text\n", [SIGNER])
    with pytest.raises(SignatureError) as caught:
        open_note(note, NEXT_KEY, VERIFIER)
    assert caught.value.id == "ledger.not-signed"
    assert caught.value.evidence["note"] == note


def test_a_known_key_must_be_right_even_beside_a_right_one():
    good = sign_note("text\n", [SIGNER])
    other = sign_note("other\n", [SIGNER])
    both = good + other.split(b"\n\n")[1]
    with pytest.raises(SignatureError) as caught:
        open_note(both, KEY, VERIFIER)
    assert caught.value.id == "ledger.wrong-signature"


@pytest.mark.parametrize("length", [0, 63, 65])
def test_a_signature_of_another_length_is_never_asked_about(length):
    class Credulous:
        def fits(self, public_key, message, signature):
            return True

    with pytest.raises(SignatureError):
        KEY.check(b"text", bytes(length), Credulous())


def test_what_was_read_is_written_the_same():
    note = sign_note("one\n\ntwo\n", [SIGNER, NEXT_SIGNER])
    assert read_note(note).bytes == note


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "no-signature"),
        (b"text\n", "no-signature"),
        (b"text\n\n", "no-signature"),
        (b"text\n\n\xe2\x80\x94 a AAAAAAAA", "no-signature"),
        (b"text\n\n- a AAAAAAAA\n", "signature"),
        (b"text\n\n\xe2\x80\x94 a\n", "signature"),
        (b"text\n\n\xe2\x80\x94 a AAAA AAAA\n", "signature"),
        (b"text\n\n\xe2\x80\x94 a AAAA\n", "signature"),
        (b"text\n\n\xe2\x80\x94 a AAAAAA=\n", "signature"),
        (b"text\n\n\xe2\x80\x94 a AAAAAAB=\n", "signature"),
        (b"te\rxt\n\n\xe2\x80\x94 a AAAAAAAA\n", "control"),
        (b"\xff\n\n\xe2\x80\x94 a AAAAAAAA\n", "not-utf8"),
        (b"text\n\n" + b"\xe2\x80\x94 a AAAAAAAA\n" * 17, "too-many"),
        (b"t" * 20_000, "too-long"),
    ],
)
def test_what_is_no_note_is_refused(data, message):
    with pytest.raises(FormatError) as caught:
        read_note(data)
    assert caught.value.id == f"ledger.note-{message}"


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb", "a\u3000b", "a\x00", "x" * 201, "a\u202eb"])
def test_what_is_no_name_is_refused(name):
    with pytest.raises(FormatError) as caught:
        VerifierKey(name, bytes(32))
    assert caught.value.id == "ledger.bad-name"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        "a+b+c+d",
        KEY.text[:-1],
        KEY.text.replace("+A", "+B", 1),
        KEY.text.replace(KEY.id.hex(), KEY.id.hex().upper()),
        KEY.text.replace(KEY.id.hex(), "00000000"),
        KEY.text.replace(ORIGIN, "ledger.example/other"),
        KEY.text + "=",
        KEY.text + "\nmore",
        f"{ORIGIN}+{KEY.id.hex()}+" + encoded(b"\x04" + KEY.public_key),
        f"{ORIGIN}+{KEY.id.hex()}+" + encoded(b"\x01" + KEY.public_key[:-1]),
    ],
)
def test_what_is_no_key_is_refused(text):
    with pytest.raises(FormatError):
        read_key(text)


def test_a_key_is_read_with_white_space_around():
    assert read_key(f" {NEXT_KEY.text}\r\n") == key_of(NEXT_SIGNER)


def test_only_the_one_right_base64_is_read():
    assert decoded("AAE=") == b"\x00\x01"
    for wrong in ("AAF=", "AAE", "AAE==", "AAE=\n", "AA-=", "A AE=", "é"):
        with pytest.raises(ValueError, match="base64"):
            decoded(wrong)
