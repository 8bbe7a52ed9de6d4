"""The export and its verifier: it holds as written, and after no change at all."""

from __future__ import annotations

import io
import random as chance
from dataclasses import replace

import pytest

from tests.unit.ledger.material import (
    AT,
    KEY,
    NEXT_KEY,
    NEXT_SIGNER,
    ORIGIN,
    SIGNER,
    VERIFIER,
    Random,
    consent,
    entry,
    rotated_log,
    small_log,
)
from troth.adapters.keystores import Ed25519Signer
from troth.ledger import (
    EMPTY,
    EntryKind,
    append_many,
    bounded_lines,
    checkpoint_of,
    export,
    export_signed,
    key_of,
    rotation_entry,
    sign_checkpoint,
    verify_export,
)
from troth.ledger.errors import FormatError, LedgerError, ProofError, SignatureError
from troth.ledger.exporting import checkpoint_line, head_line
from troth.ledger.note import sign_note
from troth.ledger.verifier import LONGEST_LINE

SMALL = b"".join(export(small_log(), 4, SIGNER))
ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_= "
ROTATED = b"".join(export(rotated_log(), 6, NEXT_SIGNER))


def verify(data: bytes, key=KEY, previous=()):
    return verify_export(bounded_lines(io.BytesIO(data).readline), key, VERIFIER, previous)


def refused(data: bytes, key=KEY) -> bool:
    try:
        verify(data, key)
    except LedgerError:
        return True
    return False


def note_of(entries: list[bytes], signer=SIGNER) -> bytes:
    return sign_checkpoint(checkpoint_of(signer.name, append_many(EMPTY, entries).head), signer)


# --- it holds ------------------------------------------------------------------------------------------------


def test_an_export_holds():
    found = verify(SMALL)
    assert (found.origin, found.size, found.controller) == (ORIGIN, 4, "acme")
    assert found.kinds == {
        "consent.choice.given": 1,
        "consent.choice.withdrawn": 1,
        "decision.step.permitted": 1,
        "policy.version.published": 1,
    }
    assert (found.first, found.last) == (AT, AT)
    assert found.key == KEY
    assert found.checkpoint == note_of(small_log())


def test_an_empty_export_holds():
    found = verify(b"".join(export([], 0, SIGNER)))
    assert (found.size, found.controller, found.kinds) == (0, None, {})


@pytest.mark.parametrize("size", [1, 2, 999, 1000, 1001, 2000])
def test_exports_of_many_sizes_hold(size):
    random = Random()
    entries = [entry(EntryKind.STEP_REFUSED, random, act="use", clauses=()).bytes for _ in range(size)]
    assert verify(b"".join(export(entries, size, SIGNER))).size == size


def test_a_signed_checkpoint_can_be_exported_later():
    assert b"".join(export_signed(small_log(), ORIGIN, 4, note_of(small_log()))) == SMALL


def test_nothing_is_signed_when_entries_are_missing():
    for size in (3, 5):
        lines = export(small_log(), size, SIGNER)
        with pytest.raises(ProofError) as caught:
            list(lines)
        assert caught.value.id == "ledger.wrong-size"


def test_lines_may_come_from_anywhere():
    assert verify_export(SMALL.splitlines(keepends=True), KEY, VERIFIER).size == 4


# --- no change holds -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("data", "key"), [(SMALL, KEY), (ROTATED, NEXT_KEY)])
def test_every_change_of_a_byte_is_refused(data, key):
    """Every place, with another bit, another case, and the bytes that text formats tend to forgive."""
    verify(data, key)
    accepted = [
        (place, value)
        for place, old in enumerate(data)
        for value in {old ^ 1, old ^ 0x20, 0x0A, 0x20, 0x3D} - {old}
        if not refused(data[:place] + bytes([value]) + data[place + 1 :], key)
    ]
    assert accepted == []


def test_every_character_of_the_signature_is_the_only_one():
    """Base64 has bits that decoders ignore: every other letter of its alphabet is tried in every place."""
    start = SMALL.rindex(b" ") + 1
    end = SMALL.rindex(b"\\n")
    for place in range(start, end):
        for value in ALPHABET:
            if value != SMALL[place]:
                assert refused(SMALL[:place] + bytes([value]) + SMALL[place + 1 :]), (place, value)


def test_every_dropped_byte_and_every_added_byte_is_refused():
    for place in range(len(SMALL)):
        assert refused(SMALL[:place] + SMALL[place + 1 :]), place
        for value in (SMALL[place], 0x0A, 0x20, 0x30):
            assert refused(SMALL[:place] + bytes([value]) + SMALL[place:]), (place, value)


def test_every_truncation_is_refused():
    assert [length for length in range(len(SMALL)) if not refused(SMALL[:length])] == []


@pytest.mark.parametrize(
    "added", [b"\n", b" ", b"\x00", b"{}\n", b"x", SMALL, SMALL.splitlines(keepends=True)[-1]]
)
def test_nothing_may_follow(added):
    assert refused(SMALL + added)


def test_every_dropped_swapped_and_doubled_line_is_refused():
    lines = SMALL.splitlines(keepends=True)
    for one in range(len(lines)):
        assert refused(b"".join(lines[:one] + lines[one + 1 :])), f"dropped {one}"
        assert refused(b"".join([*lines[: one + 1], lines[one], *lines[one + 1 :]])), f"doubled {one}"
        for two in range(one):
            changed = list(lines)
            changed[one], changed[two] = changed[two], changed[one]
            assert refused(b"".join(changed)), f"swapped {one} and {two}"


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: data.replace(b"\n", b"\r"),
        lambda data: data.replace(b"\n", b"\n\n"),
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.decode().encode("utf-16"),
        lambda data: data.replace(b"\xe2\x80\x94", b"\\u2014"),
        lambda data: data.replace(b'":', b'": '),
        lambda data: data.replace(b'"v":1', b'"v":1.0'),
        lambda data: data.replace(b'"size":4', b'"size":4.0'),
        lambda data: data.replace(b'"size":4', b'"size":"4"'),
        lambda data: data.replace(b'"size":4', b'"size":true'),
        lambda data: data.replace(b'"size":4', b'"size":4,"time":1'),
        lambda data: data.replace(b'"export"', b'"a":1,"export"'),
        lambda data: data.replace(b'{"checkpoint"', b'{"a":1,"checkpoint"'),
        lambda data: data.replace(b'\\n"}', b'\\n","time":1}'),
        lambda data: data.replace(b'"size":4', b'"origin":"ledger.example/acme","size":4'),
        lambda data: data.replace(b"troth-ledger/1", b"troth-ledger/2"),
        lambda data: b"",
        lambda data: b"\n",
        lambda data: b"[]\n" + data.split(b"\n", 1)[1],
    ],
)
def test_other_forms_are_refused(change):
    assert change(SMALL) != SMALL
    assert refused(change(SMALL))


def test_changes_in_a_long_export_are_refused():
    entries = [*small_log()]
    random = Random("long")
    entries += [entry(EntryKind.STEP_REFUSED, random, act="use", clauses=()).bytes for _ in range(1500)]
    data = b"".join(export(entries, len(entries), SIGNER))
    draw = chance.Random(8377)
    for _ in range(40):
        place = draw.randrange(len(data))
        assert refused(data[:place] + bytes([data[place] ^ (1 << draw.randrange(8))]) + data[place + 1 :]), (
            place
        )


# --- what the errors say -------------------------------------------------------------------------------------


def test_a_changed_entry_shows_both_roots():
    random = Random("other")
    entries = small_log()
    entries[2] = entry(EntryKind.STEP_PERMITTED, random, act="use", clauses=("a",)).bytes
    with pytest.raises(ProofError) as caught:
        list(verify_export(export_signed(entries, ORIGIN, 4, note_of(small_log())), KEY, VERIFIER).kinds)
    assert caught.value.id == "ledger.wrong-root"
    assert caught.value.values["found"] == append_root(entries)
    assert caught.value.values["expected"] == append_root(small_log())
    assert caught.value.evidence["root"].hex() == append_root(entries)


def append_root(entries: list[bytes]) -> str:
    return checkpoint_of(ORIGIN, append_many(EMPTY, entries).head).root.hex()


def test_a_broken_line_is_named():
    data = SMALL.replace(b'"consent.choice.given"', b'"consent.choice.taken"')
    with pytest.raises(FormatError) as caught:
        verify(data)
    assert (caught.value.id, caught.value.values["line"]) == ("ledger.line-no-entry", 3)
    assert caught.value.text("zh") == "导出文件第 3 行不是规范形式的条目"


def test_another_key_is_no_key_for_it():
    stranger = key_of(Ed25519Signer(ORIGIN, bytes(32)))
    with pytest.raises(SignatureError) as caught:
        verify(SMALL, stranger)
    assert caught.value.id == "ledger.not-signed"


def test_a_key_of_another_log_is_told_apart():
    with pytest.raises(ProofError) as caught:
        verify(SMALL, key_of(Ed25519Signer("ledger.example/other", bytes(range(32)))))
    assert caught.value.id == "ledger.wrong-origin"


def test_a_dropped_entry_is_told_as_a_size():
    lines = SMALL.splitlines(keepends=True)
    with pytest.raises(ProofError) as caught:
        verify(b"".join([*lines[:4], lines[5]]))
    assert caught.value.id == "ledger.wrong-size"
    assert (caught.value.values["found"], caught.value.values["expected"]) == (3, 4)


def test_a_line_without_end_is_not_read_into_memory():
    asked = []

    def readline(most: int) -> bytes:
        asked.append(most)
        return b"x" * most

    with pytest.raises(FormatError) as caught:
        verify_export(bounded_lines(readline), KEY, VERIFIER)
    assert caught.value.id == "ledger.line-too-long"
    assert asked == [LONGEST_LINE + 1]


# --- signed, and wrong all the same --------------------------------------------------------------------------


def signed_anyway(entries: list[bytes], signer=SIGNER) -> bytes:
    """What a log that signs without looking would publish."""
    return b"".join(export_signed(entries, signer.name, len(entries), note_of(entries, signer)))


def test_a_log_of_two_controllers_is_refused():
    other = replace(consent(Random("b")), controller="other").bytes
    with pytest.raises(ProofError) as caught:
        verify(signed_anyway([*small_log(), other]))
    assert caught.value.id == "ledger.wrong-controller"


@pytest.mark.parametrize("body", [{"replaces": 4}, {"replaces": 5}, {"cites": (0, 4)}])
def test_an_entry_that_refers_forward_is_refused(body):
    with pytest.raises(ProofError) as caught:
        verify(signed_anyway([*small_log(), consent(Random("b"), **body).bytes]))
    assert caught.value.id == "ledger.forward-reference"


def test_an_entry_with_a_personal_value_is_refused_even_when_signed():
    smuggled = small_log()[1].replace(b'"channel":"web"', b'"channel":"li.lei@mail.example"')
    with pytest.raises(FormatError) as caught:
        verify(signed_anyway([smuggled]))
    assert caught.value.id == "ledger.line-no-entry"
    assert "li.lei" not in str(caught.value)


def test_a_witness_line_in_an_export_is_refused():
    """A signature that the given key cannot check would be bytes that nobody checks."""
    head = append_many(EMPTY, small_log()).head
    witness = Ed25519Signer("witness.example", bytes([7]) * 32)
    note = sign_note(checkpoint_of(ORIGIN, head).text, [SIGNER, witness])
    with pytest.raises(FormatError) as caught:
        verify(b"".join(export_signed(small_log(), ORIGIN, 4, note)))
    assert caught.value.id == "ledger.line-signatures"


def test_a_header_that_says_another_size_is_refused():
    lines = SMALL.splitlines(keepends=True)
    with pytest.raises(ProofError):
        verify(b"".join([head_line(ORIGIN, 5), *lines[1:]]))


@pytest.mark.parametrize("size", [3, 5])
def test_a_checkpoint_that_says_another_size_is_refused(size):
    lines = SMALL.splitlines(keepends=True)
    checkpoint = checkpoint_of(ORIGIN, append_many(EMPTY, small_log()).head)
    note = sign_note(replace(checkpoint, size=size).text, [SIGNER])
    with pytest.raises(ProofError) as caught:
        verify(b"".join([*lines[:-1], checkpoint_line(note)]))
    assert caught.value.id == "ledger.wrong-size"


def test_an_earlier_checkpoint_of_another_log_is_refused():
    """Signed by the log's own key, under another origin."""
    checkpoint = checkpoint_of("ledger.example/other", append_many(EMPTY, small_log()[:2]).head)
    with pytest.raises(ProofError) as caught:
        verify(SMALL, previous=[sign_note(checkpoint.text, [SIGNER])])
    assert caught.value.id == "ledger.wrong-origin"


def test_a_checkpoint_of_another_log_is_refused():
    note = sign_note(
        checkpoint_of("ledger.example/other", append_many(EMPTY, small_log()).head).text, [SIGNER]
    )
    with pytest.raises(ProofError) as caught:
        verify(b"".join([*SMALL.splitlines(keepends=True)[:-1], checkpoint_line(note)]))
    assert caught.value.id == "ledger.wrong-origin"


# --- earlier checkpoints -------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", range(5))
def test_an_earlier_checkpoint_is_a_beginning(size):
    assert verify(SMALL, previous=[note_of(small_log()[:size])]).size == 4


def test_several_earlier_checkpoints():
    notes = [note_of(small_log()[:size]) for size in (3, 1, 3, 0, 4)]
    assert verify(SMALL, previous=notes).size == 4


def test_a_rewritten_history_is_found():
    """The signer itself rewrites entry 1 and signs again: the file alone holds, the older checkpoint convicts."""
    entries = small_log()
    entries[1] = consent(Random("rewritten")).bytes
    rewritten = signed_anyway(entries)
    assert verify(rewritten).size == 4
    assert verify(rewritten, previous=[note_of(small_log()[:1])]).size == 4
    for size in (2, 3, 4):
        with pytest.raises(ProofError) as caught:
            verify(rewritten, previous=[note_of(small_log()[:size])])
        assert caught.value.id == "ledger.rewritten"
        assert caught.value.evidence == {"older": note_of(small_log()[:size]), "newer": note_of(entries)}


def test_a_history_that_was_cut_is_found():
    with pytest.raises(ProofError) as caught:
        verify(signed_anyway(small_log()[:2]), previous=[note_of(small_log()[:3])])
    assert caught.value.id == "ledger.shorter"


def test_an_earlier_checkpoint_of_a_stranger_proves_nothing():
    stranger = Ed25519Signer(ORIGIN, bytes(32))
    with pytest.raises(SignatureError):
        verify(SMALL, previous=[note_of(small_log()[:2], stranger)])


def test_an_earlier_checkpoint_may_carry_witnesses():
    witness = Ed25519Signer("witness.example", bytes([7]) * 32)
    text = checkpoint_of(ORIGIN, append_many(EMPTY, small_log()[:2]).head).text
    assert verify(SMALL, previous=[sign_note(text, [SIGNER, witness])]).size == 4


# --- keys follow each other ----------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [KEY, NEXT_KEY])
def test_an_export_over_a_change_of_key_holds_for_either_key(key):
    found = verify(ROTATED, key)
    assert (found.key, found.keys) == (NEXT_KEY, (KEY, NEXT_KEY))


def test_checkpoints_of_the_old_key_stay_good():
    assert verify(ROTATED, NEXT_KEY, previous=[note_of(small_log())]).size == 6


def test_the_old_key_does_not_sign_after_the_change():
    with pytest.raises(SignatureError):
        verify(signed_anyway(rotated_log(), SIGNER))


def test_a_change_of_key_needs_the_old_key():
    """Whoever holds only the new key cannot make a rotation from the old one."""
    thief = Ed25519Signer(ORIGIN, bytes([9]) * 32)
    entries = small_log()
    forged = rotation_entry(AT, "acme", "0" * 32, 4, SIGNER, NEXT_KEY)
    other_index = rotation_entry(AT, "acme", "0" * 32, 3, SIGNER, NEXT_KEY)
    by_thief = replace(
        rotation_entry(AT, "acme", "0" * 32, 4, thief, NEXT_KEY),
        body={
            **forged.body,
            "signature": rotation_entry(AT, "acme", "0" * 32, 4, thief, NEXT_KEY).body["signature"],
        },
    )
    to_thief = replace(forged, body={**forged.body, "new": thief.public_key.hex()})
    to_itself = rotation_entry(AT, "acme", "0" * 32, 4, SIGNER, KEY)
    for wrong, signer in (
        (other_index, NEXT_SIGNER), (by_thief, NEXT_SIGNER), (to_thief, thief), (to_itself, SIGNER),
    ):  # fmt: skip
        with pytest.raises(ProofError) as caught:
            verify(signed_anyway([*entries, wrong.bytes], signer))
        assert caught.value.id == "ledger.wrong-rotation"


def test_changes_of_key_form_one_chain():
    third = Ed25519Signer(ORIGIN, bytes([3]) * 32)
    entries = rotated_log()
    good = rotation_entry(AT, "acme", "0" * 32, len(entries), NEXT_SIGNER, key_of(third)).bytes
    again = rotation_entry(AT, "acme", "0" * 32, len(entries), SIGNER, key_of(third)).bytes
    assert verify(signed_anyway([*entries, good], third)).keys == (KEY, NEXT_KEY, key_of(third))
    with pytest.raises(ProofError):
        verify(signed_anyway([*entries, again], third))


def test_a_key_outside_the_chain_is_no_key_for_it():
    with pytest.raises(SignatureError):
        verify(ROTATED, key_of(Ed25519Signer(ORIGIN, bytes(32))))
