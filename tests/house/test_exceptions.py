"""The list of exceptions cannot be used to hide: a reason each, no strays, none left over."""

from __future__ import annotations

import pytest

from tests.house import exceptions


def test_the_list_is_well_formed():
    for kind in exceptions.KINDS:
        exceptions.listed(kind)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('[[size]]\nwhere = "a.py"\nlines = 600\nreason = "because"\n', "say why"),
        ('[[sizes]]\nwhere = "a.py"\nreason = "a reason that is long enough"\n', "unknown kinds"),
        ('[[size]]\nwhere = "a.py"\nreason = "a reason that is long enough"\n' * 2, "listed twice"),
    ],
)
def test_a_bad_entry_is_refused(text, complaint):
    with pytest.raises(ValueError, match=complaint):
        exceptions.parse(text)


def test_an_offence_that_is_not_listed_is_reported():
    assert (
        exceptions.unlisted("error", {"troth.x.Bad": "troth.x.Bad is a stray"})[0] == "troth.x.Bad is a stray"
    )


def test_an_entry_that_no_longer_applies_is_reported(monkeypatch):
    stale = exceptions.Exemption("troth.x.Gone", "it was needed for something once")
    monkeypatch.setattr(exceptions, "listed", lambda kind: {stale.where: stale})
    assert exceptions.unlisted("error", {}) == [
        "exceptions.toml lists [[error]] troth.x.Gone, which no longer applies: take it out"
    ]
