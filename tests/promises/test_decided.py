"""What a file decides where the text was open is told in both languages: whoever reads the printed check in one misses nothing.

A note (`decided`, `gap`) says `{en: ..., zh: ...}`; the Chinese is Chinese and cites the same points.
"""

from __future__ import annotations

import re

import pytest

from tests.promises.rows import POLICIES, path
from troth.policy import read

every_file = pytest.mark.parametrize("policy", POLICIES)
POINT = re.compile(r"(?<![A-Za-z0-9])(?:[ABCDLRSTW][0-9]+|pipl\.[0-9]+)(?![0-9])")
HAN = re.compile("[一-鿿]")


def notes(node, where=""):
    """Yield (place, note) of every `decided` and `gap` in plain data, and of every entry of `gaps`."""
    if isinstance(node, dict):
        for key, each in node.items():
            place = f"{where}.{key}".lstrip(".")
            if key in ("decided", "gap") or (where == "gaps" and isinstance(each, str)):
                yield place, each
            yield from notes(each, place)
    elif isinstance(node, list):
        for number, each in enumerate(node):
            yield from notes(each, f"{where}.{number}")


def faults(note):
    """Yield what is wrong with one note."""
    if not isinstance(note, dict) or set(note) != {"en", "zh"}:
        yield "one language only"
        return
    if HAN.search(note["en"]) or not HAN.search(note["zh"]):
        yield "not in its language"
    if re.search(r"[一-鿿][,;:!?.](?![0-9A-Za-z])", note["zh"]):
        yield "punctuation is not Chinese"
    if sorted(POINT.findall(note["en"])) != sorted(POINT.findall(note["zh"])):
        yield "they cite different points"


@every_file
def test_every_note_is_in_both_languages(policy):
    found = dict(notes(read(path(policy).read_bytes()).data))
    assert {place: list(faults(note)) for place, note in found.items() if list(faults(note))} == {}
    assert len(found) > 20


@pytest.mark.parametrize(
    ("note", "fault"),
    [
        ("a year is ours", "one language only"),
        ({"en": "a year is ours"}, "one language only"),
        ({"en": "a year is ours", "zh": "a year is ours"}, "not in its language"),
        ({"en": "a year, ours", "zh": "一年, 由我们确定"}, "punctuation is not Chinese"),
        ({"en": "a year is ours (A7)", "zh": "一年由我们确定（A17）"}, "they cite different points"),
    ],
)
def test_a_note_that_is_not_right_is_noticed(note, fault):
    assert fault in list(faults(note))


def test_a_right_note_has_no_fault():
    assert list(faults({"en": "a year is ours (A7, A8)", "zh": "一年由我们确定（A7、A8）"})) == []
