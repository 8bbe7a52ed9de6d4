"""docs/POLICY.md names every section with all its arguments, in one place for each."""

from __future__ import annotations

import re
from functools import cache

import pytest

from tests.house import tree
from troth.policy import schema

SCHEMA = schema()
COMMON = {"source", "en", "zh", "decided", "how", "gap"}
# Entries of these are written as a purpose, or hold what another place tells.
AS_ELSEWHERE = {"MessageType": "Purpose", "Term": None, "Purpose": "Purpose", "Need": None, "When": None}
HEAD = ("troth", "id", "version", "effective", "languages", "laws", "calendar", "region", "title")


@cache
def text():
    return (tree.ROOT / "docs" / "POLICY.md").read_text(encoding="utf-8")


def places():
    """Yield each bullet with what stands below it, and each block of code."""
    yield from re.findall(r"^- .*(?:\n  .*)*", text(), re.MULTILINE)
    yield from re.findall(r"```yaml\n(.*?)```", text(), re.DOTALL)


def keys(node, seen=frozenset()):
    """Return every key below `node` of the schema, without those of clauses in general and of other places."""
    if isinstance(node, list):
        return {key for each in node for key in keys(each, seen)}
    if not isinstance(node, dict):
        return set()
    name = str(node.get("$ref", "")).rpartition("/")[2]
    if name:
        return set() if name in seen or name in AS_ELSEWHERE else keys(SCHEMA["$defs"][name], seen | {name})
    return set(node.get("properties", ())) | {key for each in node.values() for key in keys(each, seen)}


def told(section):
    """Return the words of the places that tell about `section`."""
    mine = [place for place in places() if re.search(rf"^(?:- .*`)?{section}: ?", place, re.MULTILINE)]
    return set(re.findall(r"[a-z][a-z-]*", " ".join(mine)))


@pytest.mark.parametrize("section", sorted(set(SCHEMA["properties"]) - set(HEAD)))
def test_a_section_is_told_with_its_arguments(section):
    words = told(section)
    assert words, f"no bullet or example begins with `{section}: ...`"
    missing = keys(SCHEMA["properties"][section]) - COMMON - words
    assert sorted(missing) == []


def test_a_purpose_is_told_with_its_arguments():
    names = set(SCHEMA["$defs"]["Purpose"]["properties"]) | keys(SCHEMA["$defs"]["Purpose"])
    assert sorted(names - COMMON - told("purposes")) == []
    own = set(SCHEMA["$defs"]["MessageType"]["properties"]) - set(SCHEMA["$defs"]["Purpose"]["properties"])
    assert sorted(own - told("messages")) == []


def test_a_deadline_is_told_with_its_arguments():
    (line,) = [line for line in text().splitlines() if line.startswith("A *deadline* is")]
    assert [key for key in SCHEMA["$defs"]["Term"]["properties"] if not re.search(rf"\b{key}\b", line)] == []


def test_the_head_is_told():
    head = next(place for place in places() if "troth: 1" in place)
    assert [key for key in (*HEAD, "controller") if not re.search(rf"^{key}:", head, re.MULTILINE)] == []


def test_conditions_and_needs_are_told():
    when = text().split("### `when`")[1].split("###")[0]
    assert [
        k for k in SCHEMA["$defs"]["When"]["properties"] if not re.search(rf"(?<![\w-]){k}(?![\w-])", when)
    ] == []
    need = text().split("### `need`")[1].split("## ")[0]
    kinds = [option["required"][0] for option in SCHEMA["$defs"]["Need"]["anyOf"] if "required" in option]
    assert [kind for kind in kinds if f"{{{kind}: " not in need] == []
    assert all(word in need for word in ("for:", "naming:", "by:"))
