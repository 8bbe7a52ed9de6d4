"""Whatever stands in a file, checking it gives findings and never a traceback; what has no error runs.

An example is a seed or a text; `TROTH_EXAMPLES=2000` makes a longer run of the same properties.
"""

from __future__ import annotations

import copy
import json
import os
import random
import time
from functools import cache
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cases.policies import generate
from tests.promises.rows import POLICIES, path
from troth.decisions import Facts, Request, decide
from troth.policy import examine, load, promises, read, schema
from troth.policy.errors import PolicyError, Unsound
from troth.vocabulary import Act

EXAMPLES = int(os.environ.get("TROTH_EXAMPLES", "150"))
SEVERITIES = {"error", "gap", "warning", "note"}
VALIDATOR = jsonschema.Draft202012Validator(schema())
many = settings(max_examples=EXAMPLES)


@cache
def contents() -> tuple[dict[str, Any], ...]:
    """Return what the five policies and the good cases read as."""
    files = [*map(path, POLICIES), *sorted(generate.GOOD.glob("*.yaml"))]
    return tuple(read(each.read_bytes()).data for each in files)


def written(content: Any) -> str:
    """Return `content` as YAML: JSON is YAML too."""
    return json.dumps(content, ensure_ascii=False, indent=1)


def said(source: str | bytes) -> bool:
    """Check `source` and everything that is said about it; return whether it may run."""
    lines = source.count(b"\n" if isinstance(source, bytes) else "\n") + 1  # type: ignore[arg-type]  # of one kind
    policy, findings, document = examine(source)
    for each in findings:
        assert each.severity in SEVERITIES
        assert 1 <= each.line <= lines
        assert each.column >= 1
        for language in ("en", "zh"):
            assert each.text(language)
            assert "{" not in each.message.text(language, dict(each.values)).split("`")[0]
            assert each.help(language)
        assert "Traceback" not in each.line_text("en")
        assert "\n" not in each.text("en")
    runs = policy is not None and not any(each.severity == "error" for each in findings)
    assert policy is not None or any(each.severity == "error" for each in findings)
    if runs:
        assert document is not None
        loaded = load(source)
        assert list(promises(loaded.policy)) is not None
        assert [error.message for error in VALIDATOR.iter_errors(document.data)] == []
        entry = next(iter(loaded.policy.purposes), "nothing")
        for data in ((), tuple(loaded.policy.data)[:3]):
            decide(loaded.compiled, Facts(), Request(act=Act.USE, purpose=entry, data=data, at="2026-01-01"))
    else:
        with pytest.raises(PolicyError):
            load(source)
    return runs


@many
@given(st.binary(max_size=400))
def test_any_bytes_give_findings(raw):
    said(raw)


@many
@given(st.text(max_size=400))
def test_any_text_gives_findings(text):
    said(text)


PIECES = [
    *"{}[]:,-?#&*!|>'\"%@` \t\n", "\n  ", "\n- ", ": ", "troth: 1\n", "id: a\n", "version: v1\n", "languages: [en]\n",
    "purposes:\n", "data:\n", "null", "true", "1e3", "<<: ", "a", "source", "need", "gap", "---\n", "\\u200b", "é",
]  # fmt: skip
YAML_LIKE = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)


@many
@given(YAML_LIKE)
def test_anything_that_looks_like_yaml_gives_findings(text):
    said(text)
    said("troth: 1\nid: a\nversion: v1\nlanguages: [en]\n" + text)


def walk(node: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path of every value below the root."""
    inside: list[tuple[Any, Any]] = []
    if isinstance(node, dict):
        inside = list(node.items())
    elif isinstance(node, list):
        inside = list(enumerate(node))
    return [p for key, each in inside for p in ((*place, key), *walk(each, (*place, key)))]


VALUES: list[Any] = [
    0, -1, 3, 10**15 - 1, True, False, None, "", "x", "no", "3", "1e3", "2026-01-01", [], ["x"], {}, {"x": "y"}, [[]],
    {"gap": "missing"}, ["x", "x"], "电话", "a b", "tel-138-0013-8000", {"consent": "explicit"}, "15 days", "reasonable",
    {"any": ["ticket"]}, {"x": {"x": {"x": []}}}, "x" * 3000, "p" * 64, ["instruction"], {"told": []}, "any", "list", "cases",
]  # fmt: skip


def mutate(content: Any, dice: random.Random) -> Any:
    """Return a copy of `content` with one to four keys or values deleted, doubled, renamed, replaced or moved."""
    changed = copy.deepcopy(content)
    for _ in range(dice.randint(1, 4)):
        places = walk(changed)
        if not places:
            return changed
        place = dice.choice(places)
        holder = changed
        for step in place[:-1]:
            holder = holder[step]
        key = place[-1]
        kind = dice.choice(["delete", "rename", "replace", "double", "borrow"])
        if kind == "delete":
            del holder[key]
        elif kind == "replace":
            holder[key] = dice.choice(VALUES)
        elif kind == "borrow":
            other: Any = content
            for step in dice.choice(walk(content)):
                other = other[step]
            holder[key] = copy.deepcopy(other)
        elif isinstance(holder, dict) and kind == "rename":
            holder[dice.choice(["x", f"{key}s", str(key)[:-1], str(key).upper(), "gap", "list", "电话"])] = (
                holder.pop(key)
            )
        elif isinstance(holder, dict):
            holder[f"{key}-2"] = copy.deepcopy(holder[key])
        else:
            holder.insert(dice.randint(0, len(holder)), copy.deepcopy(holder[key]))
    return changed


@pytest.mark.parametrize("which", range(len(POLICIES)), ids=list(POLICIES))
@settings(max_examples=max(4, EXAMPLES // 30))
@given(seed=st.integers(0, 2**48))
def test_a_policy_with_something_changed_gives_findings(which, seed):
    said(written(mutate(contents()[which], random.Random(seed))))


def test_small_files_with_something_changed_give_findings_and_some_still_run():
    runs = 0
    for seed in range(EXAMPLES * 2):
        dice = random.Random(seed)
        runs += said(written(mutate(dice.choice(contents()[len(POLICIES) :]), dice)))
    assert EXAMPLES * 2 * 0.03 < runs < EXAMPLES * 2 * 0.9


@pytest.mark.parametrize("which", range(len(POLICIES)), ids=list(POLICIES))
def test_a_policy_written_by_another_hand_is_the_same_policy(which):
    raw = path(list(POLICIES)[which]).read_bytes()
    content = read(raw).data
    text = written(content)
    assert read(text).data == content
    original = load(raw)
    again = load(text)
    assert again.compiled.hash == original.compiled.hash
    assert again.policy == original.policy
    assert {(f.clause, f.message.id) for f in again.findings} == {
        (f.clause, f.message.id) for f in original.findings
    }


@settings(max_examples=EXAMPLES // 3)
@given(st.data())
def test_a_line_of_a_policy_that_is_cut_doubled_or_moved_gives_findings(data):
    lines = path("generic-app").read_text(encoding="utf-8").splitlines(keepends=True)
    place = data.draw(st.integers(0, len(lines) - 1))
    kind = data.draw(st.sampled_from(["cut", "double", "move", "indent", "shorten"]))
    if kind == "cut":
        del lines[place]
    elif kind == "double":
        lines.insert(place, lines[place])
    elif kind == "move":
        lines.insert(data.draw(st.integers(0, len(lines) - 1)), lines.pop(place))
    elif kind == "indent":
        lines[place] = " " + lines[place]
    else:
        lines[place] = lines[place][: data.draw(st.integers(0, len(lines[place])))] + "\n"
    said("".join(lines))


def test_a_large_policy_is_checked_in_a_moment():
    source = path("qunyi").read_bytes()
    begun = time.process_time()
    examine(source)
    assert time.process_time() - begun < 5


def test_an_unsound_file_carries_every_finding():
    source = (generate.BAD / "not-basis.yaml").read_bytes()
    with pytest.raises(Unsound) as caught:
        load(source, "acme.yaml")
    assert list(caught.value.findings) == examine(source)[1]
    assert caught.value.text("en").startswith(
        "`acme.yaml` has 5 errors; the first: line 31, purposes.help.basis: "
    )
    assert caught.value.text("zh").startswith("`acme.yaml` 有 5 处错误，第一处：")
