"""RFC 8785: the order of keys, the escapes, the refusals, and reading back only what was written."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.vocabulary.canonical_form import DEEPEST, MOST, CanonicalError, canonical, digest, read_canonical

values = st.recursive(
    st.none() | st.booleans() | st.integers(-MOST, MOST) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)


def test_keys_are_sorted_by_utf_16_code_units():
    """The example of RFC 8785, 3.2.3: an astral character sorts before U+FB33."""
    value = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\x80": 6, "\xf6": 7}
    assert list(json.loads(canonical(value)).values()) == [2, 4, 6, 7, 1, 5, 3]


def test_strings_are_escaped_as_little_as_json_allows():
    """The example of RFC 8785, 3.2.2: control characters, solidus, quotes, non-ASCII."""
    text = '\u20ac$\u000f\u000aA\'B"\\\\"/'
    assert canonical(text) == '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'.encode()
    assert canonical("\x00\b\t\n\f\r\x1f\x7f") == b'"\\u0000\\b\\t\\n\\f\\r\\u001f\x7f"'


def test_there_is_no_white_space():
    assert canonical({"b": [1, -2, True, False, None], "a": {}}) == b'{"a":{},"b":[1,-2,true,false,null]}'


def test_the_digest_is_sha_256_of_the_bytes():
    assert digest({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        float("nan"),
        MOST + 1,
        -MOST - 1,
        b"a",
        {1: "a"},
        {"a": {2}},
        object(),
        "\ud800",
        {"\ud800": 1},
        [1j],
    ],
)
def test_what_has_no_canonical_form_is_refused(value):
    with pytest.raises(CanonicalError):
        canonical({"x": value})


def test_the_error_names_the_place():
    with pytest.raises(CanonicalError) as caught:
        canonical({"a": [1, {"b": 1.5}]})
    assert caught.value.text("en") == "`value.a[1].b` holds a `float`, which has no canonical form"
    assert "规范形式" in caught.value.text("zh")


def test_nesting_is_bounded():
    value: object = 1
    for _ in range(DEEPEST):
        value = [value]
    assert canonical(value)
    with pytest.raises(CanonicalError) as caught:
        canonical([value])
    assert caught.value.id == "canonical.too-deep"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" 1",
        b"1 ",
        b"1.0",
        b"1e2",
        b"-0",
        b"01",
        b"NaN",
        b"Infinity",
        b"9007199254740992",
        b'{"a":1,"a":1}',
        b'{"b":1,"a":1}',
        b'{"a": 1}',
        b'"\\u0041"',
        b'"\\/"',
        b'"\\u000A"',
        b'"\\ud800"',
        b'"\xff"',
        b"\xef\xbb\xbf1",
        b"[" * 200_000,
        b'"' + b"\x00" + b'"',
    ],
)
def test_other_writings_are_not_read(data):
    with pytest.raises(CanonicalError) as caught:
        read_canonical(data)
    assert caught.value.id == "canonical.not-canonical"


def test_length_is_bounded():
    with pytest.raises(CanonicalError) as caught:
        read_canonical(b"1" * 11, longest=10)
    assert caught.value.id == "canonical.too-long"


@given(values)
def test_writing_and_reading_agree(value):
    assert read_canonical(canonical(value)) == value


@given(values)
def test_equal_values_have_equal_bytes(value):
    shuffled = json.loads(json.dumps(value, sort_keys=True))
    assert canonical(shuffled) == canonical(value)


@given(st.binary(max_size=12))
def test_whatever_is_read_is_written_the_same(data):
    try:
        value = read_canonical(data)
    except CanonicalError:
        return
    assert canonical(value) == data
