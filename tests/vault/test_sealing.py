"""Sealing, masking and blind indexes by themselves."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.vault.finding import normal, tag
from troth.vault.masking import HIDDEN, masked
from troth.vault.profiles import INTERNATIONAL, SM, KeyCipher
from troth.vault.sealing import bound, open_fields, seal_fields

KEY = bytes(range(100, 132))
NONCE = b"n" * 12


def test_a_sealed_text_opens_in_its_place_only():
    places = [
        bound(*each)
        for each in itertools.product(("acme", "globex"), ("a1", "b2"), ("contact", "name"), (1, 2))
    ]
    assert len(set(places)) == 16
    for place in places:
        sealed = seal_fields(KeyCipher(KEY), {"phone": "138"}, place, NONCE)
        opened = [open_fields(KeyCipher(KEY), sealed, each) for each in places]
        assert [each is not None for each in opened] == [each == place for each in places]
        assert open_fields(KeyCipher(KEY[::-1]), sealed, place) is None


@given(
    st.lists(st.text(max_size=4), min_size=4, max_size=4),
    st.lists(st.text(max_size=4), min_size=4, max_size=4),
)
def test_no_two_places_have_the_same_bytes(one, other):
    def place(words):
        return bound(words[0], words[1], words[2], len(words[3]))

    same = (*one[:3], len(one[3])) == (*other[:3], len(other[3]))
    assert (place(one) == place(other)) is same


@pytest.mark.parametrize("profile", [INTERNATIONAL, SM], ids=lambda each: each.id)
def test_every_changed_byte_is_seen(profile):
    place = bound("acme", "a1", "contact", 1)
    sealed = seal_fields(KeyCipher(KEY, profile), {"phone": "138"}, place, NONCE)
    assert open_fields(KeyCipher(KEY), sealed, place) == {"phone": "138"}
    assert open_fields(KeyCipher(KEY), sealed[:8], place) is None
    for at in range(len(sealed)):
        changed = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        assert open_fields(KeyCipher(KEY), changed, place) is None


MASKS = [
    ("contact.phone_number", "13800138000", "138****8000"),
    ("contact.phone_number", "12345", HIDDEN),
    ("contact.email", "a@mail.example", "***@mail.example"),
    ("contact.email", "not an address", HIDDEN),
    ("name", "李雷", "李*"),
    ("name", "Li Lei", HIDDEN),
    ("name", "李", HIDDEN),
    ("financial.credit_card", "6222020200112233", "************2233"),
    ("government_id.passport_number", "E12345678", "E*******8"),
    ("health_and_medical", "a diagnosis", HIDDEN),
    ("location.precise", "31.2304,121.4737", HIDDEN),
]


@pytest.mark.parametrize(("kind", "value", "shown"), MASKS)
def test_a_mask_shows_the_ends_of_known_kinds_only(kind, value, shown):
    assert masked(kind, value) == shown


@given(st.sampled_from([each[0] for each in MASKS if each[0] != "contact.email"]), st.text(max_size=30))
def test_a_mask_never_shows_more_than_two_thirds(kind, value):
    shown = masked(kind, value).replace("*", "")
    assert len(shown) * 3 <= len(value) * 2


def test_a_tag_depends_on_key_controller_element_and_value():
    base = (KEY, "acme", "phone", "contact.phone_number", "13800138000")
    others = [
        (KEY[::-1], *base[1:]),
        (KEY, "globex", *base[2:]),
        (KEY, "acme", "mobile", *base[3:]),
        (*base[:4], "13800138001"),
    ]
    assert tag(*base) == tag(*base[:4], "+86 138 0013 8000")
    assert len({tag(*base), *(tag(*each) for each in others)}) == 5
    assert normal("contact.phone_number", "+1 212 555 0100") == "+12125550100"
    assert normal("contact.phone_number", "010-62345678") == "01062345678"
