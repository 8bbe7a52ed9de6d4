"""The quick writer of statement values gives the bytes of RFC 8785, and refuses what that refuses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.adapters.stores.draft import written
from troth.vocabulary import CanonicalError, canonical

WORDS = st.text(max_size=12) | st.text("ab/|\"\\<>&'\x7f\x1f é手", max_size=6)
SCALARS = st.none() | st.booleans() | st.integers(-(2**60), 2**60) | WORDS
VALUES = st.dictionaries(WORDS, SCALARS | st.lists(SCALARS) | st.dictionaries(WORDS, SCALARS), max_size=6)


@given(VALUES)
def test_a_value_is_written_as_its_canonical_form(value):
    try:
        expected = canonical(value).decode()
    except CanonicalError:
        with pytest.raises(CanonicalError):
            written(value)
    else:
        assert written(value) == expected


@pytest.mark.parametrize("part", [1.5, b"x", object(), {1: 2}, ["a", 1.5], float("nan"), "\ud800"])
def test_what_has_no_canonical_form_is_refused(part):
    with pytest.raises(CanonicalError):
        written({"a": part})
