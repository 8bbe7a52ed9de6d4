"""The search finds a value in every form in which a file may hold it, and does not take longer for it than it may."""

from __future__ import annotations

import quopri
import random
import re
import time
from base64 import b64encode, urlsafe_b64encode
from email.message import EmailMessage
from urllib.parse import quote

import pytest

from examples.company import search
from examples.company.people import invented
from tests.thousands.searching import Searcher

PEOPLE = invented(1_200)  # words of five and of seven letters
LIN = PEOPLE[7]


def mail(words, coding, charset="utf-8"):
    """A message as a program writes it, its lines broken."""
    message = EmailMessage()
    message["Subject"] = "Hello"
    message.set_content(words, charset=charset, cte=coding)
    return message.as_bytes()


FORMS = {
    "plain": str.encode,
    "utf-16-le": lambda text: text.encode("utf-16-le"),
    "utf-16-be": lambda text: text.encode("utf-16-be"),
    "base64": lambda text: b64encode(text.encode()),
    "base64-url": lambda text: b"?t=" + urlsafe_b64encode(text.encode()) + b"&",
    "base64-mail": lambda text: mail(text + "。" * 40, "base64"),
    "hexadecimal": lambda text: text.encode().hex().encode(),
    "hexadecimal-capital": lambda text: text.encode().hex().upper().encode(),
    "percent": lambda text: quote(text).encode(),
    "percent-all": lambda text: "".join(f"%{byte:02x}" for byte in text.encode()).encode(),
    "percent-some": lambda text: re.sub(
        "(?<=[q1].)([a-z0-9])", lambda one: f"%{ord(one[1]):02X}", text
    ).encode(),
    "quoted-printable": lambda text: quopri.encodestring(("。" * 7 + text).encode()),
    "quoted-printable-all": lambda text: "".join(f"={byte:02X}" for byte in text.encode()).encode(),
    "quoted-printable-mail": lambda text: mail("。" * 5 + text * 2, "quoted-printable"),
}


@pytest.mark.parametrize("form", sorted(FORMS))
def test_a_value_is_found_in_every_form(form):
    searcher = Searcher(PEOPLE)
    for person in [LIN, *random.Random(3).sample(PEOPLE, 8)]:
        broken = person is LIN and ("mail" in form or "quoted" in form)  # wherever a line ends
        for said, pad in (
            (said, pad) for said in (person.word, person.phone) for pad in range(80 if broken else 4)
        ):
            data = b"\x00\xffnothing, " + FORMS[form](f"{'x' * pad}{said} and more, 王芳") + b" \r\n"
            assert person.number in searcher.whose(data), (said, pad)
            if form != "percent-some":
                whole = search.squeezed(data)
                assert any(each in whole for each in search.forms(said)), (said, pad)


def test_an_attachment_in_base64_is_found_wherever_its_lines_break(tmp_path):
    searcher, message = Searcher(PEOPLE), EmailMessage()
    for pad in range(60):
        message = EmailMessage()
        message.set_content("see the file")
        content = b"." * pad + LIN.phone.encode() + b"," + LIN.email.encode() + b"\n" * 20
        message.add_attachment(content, maintype="text", subtype="csv", filename="a.csv")
        for policy in (message.policy, message.policy.clone(linesep="\r\n")):
            assert searcher.whose(message.as_bytes(policy=policy)) == {LIN.number}
    (tmp_path / "a.eml").write_bytes(message.as_bytes())
    assert search.found([LIN.word], tmp_path) == [tmp_path / "a.eml"]
    assert search.found([LIN.phone], tmp_path) == [tmp_path / "a.eml"]


def test_nobody_is_found_in_noise():
    source = random.Random(5)
    searcher = Searcher(PEOPLE[:40])
    assert searcher.whose(source.randbytes(1 << 21)) == set()
    assert searcher.whose(b64encode(source.randbytes(1 << 20))) == set()
    others = " ".join(each.word + each.phone for each in PEOPLE[40:]).encode()
    assert searcher.whose(others + b64encode(others) + others.hex().encode()) == set()


def test_every_form_costs_less_than_twice_the_plain_search_that_was():
    source = random.Random(6)
    line = b'{"id":"5f1c2a9b8d7e","at":"2026-11-22T10:00:00.000Z","k":"MTIzNDU2Nzg5MGFiY2RlZg==","n":"not q%41"}\n'
    data = source.randbytes(1 << 21) + line * 20_000 + bytes(1 << 21)
    before = re.compile(rb"(?=(q[a-pr-z]{4,6}|17[0-9]{9}))")
    searcher, took = Searcher(PEOPLE), [float("inf"), float("inf")]
    for _ in range(3):
        began = time.process_time()
        list(before.finditer(data))
        plain = time.process_time()
        searcher.whose(data)
        took = [min(took[0], plain - began), min(took[1], time.process_time() - plain)]
    assert took[1] <= 2 * took[0], took
