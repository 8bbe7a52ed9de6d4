"""The page of letters of the demo company shows whatever lies in the folder: letters come from elsewhere too."""

from __future__ import annotations

import os
from types import SimpleNamespace
from typing import Any, cast

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from examples.company import company

LETTERS = {
    "no-subject": b"To: lin@mail.example\r\n\r\nOnly words.\r\n",
    "empty-subject": b"Subject:\r\nTo: lin@mail.example\r\n\r\nStill words.\r\n",
    "no-receiver": b"Subject: To nobody\r\n\r\nWords to nobody.\r\n",
    "unknown-charset": b"Subject: Odd\r\nContent-Type: text/plain; charset=x-nobody\r\n\r\nWords in an odd charset.\r\n",
    "no-body": b"Subject: A file\r\nContent-Type: application/pdf\r\n\r\n%PDF\r\n",
    "only-html": b"Subject: Styled\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<script>alert(1)</script>\r\n",
    "nothing": b"",
    "no-letter": bytes(range(256)),
}


@pytest.fixture
def letters(tmp_path, monkeypatch):
    """A browser of a company whose folder of mail is `tmp_path`."""
    monkeypatch.setattr(company, "make_app", lambda *_: Starlette())
    app = company.application(cast("Any", SimpleNamespace()), [], tmp_path)
    return TestClient(app)


@pytest.mark.parametrize("name", LETTERS)
def test_every_letter_is_shown(letters, tmp_path, name):
    (tmp_path / "1.eml").write_bytes(LETTERS[name])
    page = letters.get("/letters")
    assert page.status_code == 200
    assert page.text.count("<article") == 1
    assert "<script" not in page.text
    assert ("no subject" in page.text) == (
        name not in ("no-receiver", "unknown-charset", "no-body", "only-html")
    )


def test_what_a_letter_says_is_there_and_the_newest_stands_first(letters, tmp_path):
    assert "No letters yet" in letters.get("/letters").text
    for at, name in enumerate(("no-subject", "unknown-charset", "no-receiver")):
        file = tmp_path / f"{name}.eml"
        file.write_bytes(LETTERS[name])
        os.utime(file, (1_700_000_000 + at, 1_700_000_000 + at))
    page = letters.get("/letters").text
    found = [page.index(each) for each in ("Words to nobody.", "Words in an odd charset.", "Only words.")]
    assert found == sorted(found)
