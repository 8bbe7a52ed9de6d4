"""The strict YAML reader: what every value reads as, what is refused, where, and at what cost (THREATS 31 to 33)."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import time
import tracemalloc
import unicodedata

import pytest

from troth.policy import examine, load, read
from troth.policy.errors import Unreadable, Unsound
from troth.policy.faults import fault
from troth.policy.reading import DEEPEST, LARGEST, MOST_NODES

HEAD = "troth: 1\nid: acme\nversion: v1\nlanguages: [en]\n"

# What stands in a file -> what it reads as. Older YAML makes something else of nearly every one.
WORDS = {
    # Norway and its neighbours
    "no": "no", "NO": "NO", "No": "No", "yes": "yes", "YES": "YES", "on": "on", "Off": "Off", "y": "y", "n": "n",
    "True": "True", "TRUE": "TRUE", "False": "False", "Null": "Null", "NULL": "NULL", "None": "None",
    # numbers
    "007": "007", "0o17": "0o17", "0x1F": "0x1F", "0b101": "0b101", "1_000": "1_000", "1e3": "1e3", "1.5": "1.5",
    "+1": "+1", "-0": "-0", ".5": ".5", "1.": "1.", ".inf": ".inf", "-.INF": "-.INF", ".nan": ".nan",
    "12:30:45": "12:30:45", "190:20:30": "190:20:30", "9999999999999999": "9999999999999999",
    "99999999999999999999999999999999": "99999999999999999999999999999999", "１２": "１２", "٣": "٣", "²": "²",
    # dates
    "2023-07-20": "2023-07-20", "2023-07-20 10:00:00": "2023-07-20 10:00:00", "2001-12-14t21:59:43.10-05:00":
    "2001-12-14t21:59:43.10-05:00", "20:30": "20:30",
    # other words with a meaning elsewhere
    "=": "=", "<": "<", "'<<'": "<<", "''": "", '"true"': "true", "'12'": "12", '"null"': "null", '"~"': "~",
    '"\\u65e5"': "日", '"\\x41"': "A", '"a\\tb"': "a\tb", "a#b": "a#b", "a:b": "a:b", "http://a.example": "http://a.example",
    # what has a meaning here
    "true": True, "false": False, "12": 12, "0": 0, "-7": -7, "999999999999999": 999999999999999,
    "null": None, "~": None, "": None,
}  # fmt: skip


@pytest.mark.parametrize(("written", "value"), WORDS.items(), ids=list(WORDS))
def test_a_value_reads_as(written, value):
    found = read(f"key: {written}\n").data["key"]
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("key", ["no", "1", "true", "null", "2023-07-20", "1e3", "~", "''"])
def test_a_key_is_a_word(key):
    (found,) = read(f"{key}: a\n").data
    assert found == key.strip("'")


# Refused: what, at which line, and a part of what is said.
REFUSED = {
    "anchor": (f"{HEAD}data: &a {{phone: b}}\n", 5, "anchors and aliases"),
    "alias": (f"{HEAD}data: *a\n", 5, "anchors and aliases"),
    "anchored scalar": (f"{HEAD}x: &a b\n", 5, "anchors and aliases"),
    "anchored key": (f"{HEAD}&a x: b\n", 5, "anchors and aliases"),
    "merge key": (f"{HEAD}data:\n  <<: {{a: b}}\n", 6, "merge keys"),
    "quoted merge key": (f"{HEAD}'<<': {{a: b}}\n", 5, "merge keys"),
    "tag": (f"{HEAD}x: !!str a\n", 5, "tags are not allowed"),
    "own tag": (f"{HEAD}x: !thing a\n", 5, "tags are not allowed"),
    "plain tag": (f"{HEAD}x: ! a\n", 5, "tags are not allowed"),
    "full tag": (f"{HEAD}x: !<tag:yaml.org,2002:int> 1\n", 5, "tags are not allowed"),
    "python tag": (f"{HEAD}x: !!python/object/apply:os.system [ls]\n", 5, "tags are not allowed"),
    "tagged mapping": (f"{HEAD}x: !!set {{a, b}}\n", 5, "tags are not allowed"),
    "binary": (f"{HEAD}x: !!binary R0lG\n", 5, "tags are not allowed"),
    "duplicate key": (f"{HEAD}troth: 1\n", 5, "stands twice (first on line 1)"),
    "duplicate key in flow": (f"{HEAD}x: {{a: 1, b: 2, a: 3}}\n", 5, "stands twice"),
    "duplicate quoted key": (f"{HEAD}x:\n  a: 1\n  'a': 2\n", 7, "stands twice"),
    "duplicate escaped key": (f'{HEAD}x:\n  a: 1\n  "\\x61": 2\n', 7, "stands twice"),
    "list as key": (f"{HEAD}[a, b]: c\n", 5, "a key must be a word"),
    "mapping as key": (f"{HEAD}? {{a: b}}\n: c\n", 5, "a key must be a word"),
    "tab": (f"{HEAD}data:\n\tphone: a\n", 6, "a tab"),
    "second document": (f"{HEAD}---\ntroth: 1\n", 5, "second document"),
    "empty second document": (f"---\n{HEAD}---\n", 6, "second document"),
    "after the end": (f"{HEAD}...\nx: y\n", 6, "second document"),
    "YAML 1.1": (f"%YAML 1.1\n---\n{HEAD}", 1, "directives"),
    "YAML 1.2": (f"%YAML 1.2\n---\n{HEAD}", 1, "directives"),
    "tag directive": (f"# a\n\n%TAG ! tag:a.example,2000:\n---\n{HEAD}", 1, "directives"),
    "unknown directive": (f"%ANY thing\n---\n{HEAD}", 1, "directives"),
    "byte order mark": (b"\xef\xbb\xbf" + HEAD.encode(), 1, "U+FEFF"),
    "UTF-16": (HEAD.encode("utf-16"), 1, "not UTF-8"),
    "UTF-32": (HEAD.encode("utf-32-le"), 1, "U+0000"),
    "Latin-1": (f"{HEAD}x: é\n".encode("latin-1"), 5, "not UTF-8"),
    "overlong UTF-8": (HEAD.encode() + b"x: \xc0\xaf\n", 5, "not UTF-8"),
    "surrogate in UTF-8": (HEAD.encode() + b"x: \xed\xa0\x80\n", 5, "not UTF-8"),
    "lone surrogate": (f"{HEAD}x: \ud800\n", 5, "not UTF-8"),
    "NUL": (f"{HEAD}x: a\x00b\n", 5, "U+0000"),
    "bell": (f"{HEAD}x: a\x07b\n", 5, "U+0007"),
    "escape": (f"{HEAD}x: \x1b[31mred\n", 5, "U+001B"),
    "next line": (f"{HEAD}x: a\x85b\n", 5, "U+0085"),
    "line separator": (f"{HEAD}x: a\u2028b\n", 5, "U+2028"),
    "lone carriage return": (f"{HEAD}x: a\ry: b\n", 5, "U+000D"),
    "zero width space": (f"{HEAD}x: a\u200bb\n", 5, "U+200B"),
    "zero width joiner": (f"{HEAD}x: a\u200db\n", 5, "U+200D"),
    "word joiner": (f"{HEAD}x: a\u2060b\n", 5, "U+2060"),
    "soft hyphen": (f"{HEAD}x: a\u00adb\n", 5, "U+00AD"),
    "right to left override": (f"{HEAD}x: a\u202eb\n", 5, "U+202E"),
    "right to left mark": (f"{HEAD}x: a\u200fb\n", 5, "U+200F"),
    "isolate": (f"{HEAD}x: a\u2067b\n", 5, "U+2067"),
    "Hangul filler": (f"{HEAD}x: a\u3164b\n", 5, "U+3164"),
    "variation selector": (f"{HEAD}x: a\ufe0fb\n", 5, "U+FE0F"),
    "language tag": (f"{HEAD}x: a\U000e0041b\n", 5, "U+E0041"),
    "no character": (f"{HEAD}x: a\uffffb\n", 5, "U+FFFF"),
    "in a comment": (f"{HEAD}# a\u202eb\n", 5, "U+202E"),
    "escaped NUL": (f'{HEAD}x: "a\\0b"\n', 5, "U+0000"),
    "escaped override": (f'{HEAD}x: "a\\u202eb"\n', 5, "U+202E"),
    "escaped zero width": (f'{HEAD}x: "a\\u200bb"\n', 5, "U+200B"),
    "escaped surrogate": (f'{HEAD}x: "a\\ud800b"\n', 5, "U+D800"),
    "escaped carriage return": (f'{HEAD}x: "a\\rb"\n', 5, "U+000D"),
    "escaped next line": (f'{HEAD}x: "a\\Nb"\n', 5, "U+0085"),
    "hidden key": (f'{HEAD}"ph\\u200bone": a\n', 5, "U+200B"),
    "too large an escape": (f'{HEAD}x: "\\UFFFFFFFF"\n', 1, "not valid YAML"),
    "unknown escape": (f'{HEAD}x: "\\q"\n', 5, "unknown escape"),
    "no colon": (f"{HEAD}data\n", 5, "no colon"),
    "unclosed list": (f"{HEAD}x: [a, b\n", 5, "closing bracket is missing"),
    "unclosed quote": (f"{HEAD}x: 'a\n", 5, "never closed"),
    "stray bracket": (f"{HEAD}x: ]\n", 5, "value is missing"),
    "percent": (f"{HEAD}x: %a\n", 5, "needs quotes"),
    "at": (f"{HEAD}x: @a\n", 5, "needs quotes"),
    "backtick": (f"{HEAD}x: `a`\n", 5, "needs quotes"),
    "out of line": (f"{HEAD}x:\n  a: b\n c: d\n", 7, "in line with its neighbours"),
    "list": ("# a list\n- troth: 1\n", 2, "a mapping of sections"),
    "scalar": ("troth\n", 1, "a mapping of sections"),
    "nothing": ("", 1, "a mapping of sections"),
    "comments only": ("# nothing\n\n", 1, "a mapping of sections"),
    "too deep": (f"{HEAD}x: {'[' * (DEEPEST + 1)}{']' * (DEEPEST + 1)}\n", 5, "nested deeper than 24 levels"),
    "too many nodes": (f"{HEAD}x: [{'a,' * (MOST_NODES + 1)}]\n", 5, "more than 50000 nodes"),
    "too large": (b"#" * (LARGEST + 1), 1, "larger than 2097152 bytes"),
}  # fmt: skip


@pytest.mark.parametrize(("source", "line", "what"), REFUSED.values(), ids=list(REFUSED))
def test_is_refused(source, line, what):
    with pytest.raises(Unreadable) as caught:
        read(source)
    assert what in caught.value.what
    assert caught.value.line == line
    assert caught.value.text("en") == f"line {line}: {caught.value.what}"
    assert caught.value.text("zh") == f"第 {line} 行：{caught.value.what_zh}"
    policy, (finding,), document = examine(source)
    assert policy is None
    assert document is None
    assert (finding.severity, finding.message.id, finding.line) == ("error", "policy.unreadable", line)
    assert (finding.text("en"), finding.text("zh")) == (caught.value.what, caught.value.what_zh)


def test_there_are_sixty_traps_and_more():
    assert len(REFUSED) + len(WORDS) > 120


NAMES = {
    "Cyrillic": "рhone", "Greek": "οwner", "full width": "ｐｈｏｎｅ", "composed": "caf\u00e9", "decomposed": "cafe\u0301",
    "Chinese": "电话", "dotless": "ı-phone", "ligature": "ﬁle", "mathematical": "𝐩𝐡𝐨𝐧𝐞", "space": "pho ne",
    "no-break space": "pho\u00a0ne", "ideographic space": "pho\u3000ne", "slash": "pho/ne", "path": "../phone",
    "digit first": "1phone", "dash first": "-phone", "too long": "p" * 65, "combining": "p\u0301hone", "quote": "pho'ne",
    "template": "{{phone}}", "markup": "<b>", "new line": "pho\\nne",
}  # fmt: skip


@pytest.mark.parametrize("name", NAMES.values(), ids=list(NAMES))
def test_an_id_that_could_be_mistaken_is_refused(name):
    _, findings, _ = examine(f'{HEAD}data: {{"{name}": {{kind: name}}}}\n')
    assert [each.message.id for each in findings] == ["policy.not-id"]
    assert findings[0].line == 5


@pytest.mark.parametrize("other", ["Phone", "PHONE", "pho-ne", "pho.ne", "pho_ne", "PHO_NE"])
def test_two_ids_that_differ_in_case_or_separators_only_are_refused(other):
    _, findings, _ = examine(f"{HEAD}data: {{phone: {{kind: name}}, {other}: {{kind: name}}}}\n")
    assert "policy.id-alike" in {each.message.id for each in findings}


def test_every_character_that_nobody_sees_is_refused():
    unseen = [
        chr(code)
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) in ("Cc", "Cf", "Zl", "Zp") and chr(code) not in "\t\n\r"
    ]
    assert len(unseen) > 200
    for char in unseen:
        with pytest.raises(Unreadable, match=f"U\\+{ord(char):04X}"):
            read(f"x: a{char}b\n")


@pytest.mark.parametrize("text", ["é", "电话，“引号”", "a\u00a0b", "全\u3000角", "𠮷", "😀", "ا", "𝔸"])
def test_a_text_may_hold_what_can_be_seen(text):
    assert read(f"x: {text}\n").data == {"x": text}


def test_lines_may_end_as_on_another_system():
    document = read(f"{HEAD}data:\n  phone:\n    kind: name\n".replace("\n", "\r\n"))
    assert document.data["data"] == {"phone": {"kind": "name"}}
    assert document.line(("data", "phone", "kind")) == 7


def test_one_document_may_be_marked():
    assert read(f"---\n{HEAD}...\n").data == read(HEAD).data


def test_every_node_keeps_its_place():
    document = read(HEAD + "groups:\n  contact: [phone,\n    email]\n  long:\n    - a\n    - {b: c}\n")
    assert document.position(("groups", "contact")) == (6, 3)
    assert document.position(("groups", "contact", 1)) == (7, 5)
    assert document.position(("groups", "long", 1)) == (10, 7)
    assert document.position(("groups", "long", 1, "b")) == (10, 8)
    assert document.position(("groups", "nowhere", 3)) == (5, 1)
    assert document.lines == 11


BOMB = "a: &a [b,b,b,b,b,b,b,b,b]\n" + "".join(
    f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


def test_a_bomb_of_aliases_costs_nothing():
    assert len(BOMB) < 450
    tracemalloc.start()
    begun = time.perf_counter()
    _, (finding,), _ = examine(BOMB)
    elapsed = time.perf_counter() - begun
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "anchors and aliases" in finding.text("en")
    assert elapsed < 1
    assert peak < 4 * 1024 * 1024


BOMBS = {
    "aliases": BOMB,
    "brackets": "x: " + "[" * 2_000_000,
    "braces": "x: " + "{" * 2_000_000,
    "dashes": "- " * 1_000_000,
    "question marks": "? " * 1_000_000,
    "colons": ": " * 1_000_000,
    "quotes": "x: " + '"' * 2_000_000,
    "one word": "x: " + "a" * 2_000_000,
    "too large": "x: " + "a" * 50_000_000,
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_stays_small_and_quick(bomb):
    """In a process of its own, whose peak is what reading adds to the program before it."""
    script = f"""
    import resource, time
    from tests.unit.policy.test_reading import BOMBS
    from troth.policy import examine
    text = BOMBS[{bomb!r}].encode()
    before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    _, findings, _ = examine(text)
    print(len(findings), time.process_time() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
    """
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    found, seconds, kibibytes = run.stdout.split()
    assert int(found) >= 1
    assert float(seconds) < 4
    assert int(kibibytes) < 64 * 1024


PROBLEMS = {
    "found character '\\t' that cannot start any token": "a tab",
    "could not find expected ':'": "a key has no colon",
    "found character '%' that cannot start any token": "needs quotes",
    "something that nobody has met": "not valid YAML",
}


@pytest.mark.parametrize(("problem", "what"), PROBLEMS.items())
def test_a_fault_is_told_in_our_own_words(problem, what):
    english, chinese = fault(problem)
    assert what in english
    assert any("一" <= char <= "鿿" for char in chinese)
    assert problem not in english + chinese


def test_a_file_that_cannot_be_used_is_named():
    """Among several files that are opened at once, the message says which one it is, in both languages."""
    with pytest.raises(Unreadable) as unreadable:
        load(b"troth: 1\nid: *a\n", "odd\x1b.yaml")
    assert unreadable.value.text("en").startswith("`odd\ufffd.yaml`, line 2: ")
    assert unreadable.value.text("zh").startswith("`odd\ufffd.yaml` 第 2 行：")
    with pytest.raises(Unsound) as unsound:
        load(b"troth: 1\nid: x\nversion: '1'\nlanguages: [en]\npurpses: {}\n", "odd.yaml")
    assert "没有" in unsound.value.text("zh")
    assert "there is no key" in unsound.value.text("en")
    assert "there is no" not in unsound.value.text("zh")
