"""Every row is named by a clause, one decided at run time by a clause that decides; nothing is named that no text says."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.promises.rows import POLICIES, constructs, listed, loaded, path, rows
from troth.cli.main import app
from troth.vocabulary import How

# Sections whose clauses `decide` reads. `how: decision` on any other would be a word only.
DECIDING = frozenset(
    "products outside roles overlays agreement data groups sensitive linkage purposes permissions trackers origins "
    "supplements recipients providing instructions grounds demands never audiences states messages minors".split()
)
every_policy = pytest.mark.parametrize("policy", POLICIES)


def decided(policy):
    return {row for promise in listed(policy) if promise.how is How.DECISION for row in promise.source}


def test_the_inventory_has_all_rows():
    assert {policy: len(rows(policy)) for policy in POLICIES} == {
        "joinbase": 258, "jeejio": 216, "jingdigital": 284, "qunyi": 337, "generic-app": 72,
    }  # fmt: skip
    kinds = Counter(row.enforceable for policy in POLICIES for row in rows(policy).values())
    assert (sum(kinds.values()), kinds["runtime-decision"]) == (1167, 610)


def test_every_run_time_row_has_its_construct():
    runtime = {
        row.id
        for policy in POLICIES
        for row in rows(policy).values()
        if row.enforceable == "runtime-decision"
    }
    assert runtime == set(constructs())
    assert len(set(constructs().values())) == 32


@every_policy
def test_every_run_time_row_is_named_by_a_clause_that_decides(policy):
    runtime = {row.id for row in rows(policy).values() if row.enforceable == "runtime-decision"}
    assert len(runtime) == POLICIES[policy][2]
    assert sorted(runtime - decided(policy)) == []


@every_policy
def test_every_row_is_named_by_a_clause(policy):
    named = {row for promise in listed(policy) for row in promise.source}
    assert sorted(set(rows(policy)) - named) == []


@every_policy
def test_no_clause_names_a_row_that_is_not_of_its_text(policy):
    named = {row for promise in listed(policy) for row in promise.source}
    assert sorted(named - set(rows(policy))) == []


@every_policy
def test_only_clauses_that_are_read_by_decisions_say_that_they_decide(policy):
    assert [
        promise.clause
        for promise in listed(policy)
        if promise.how is How.DECISION and promise.clause.split(".")[0] not in DECIDING
    ] == []


@every_policy
def test_a_clause_names_a_row_once_and_has_an_id_of_its_own(policy):
    assert [each.clause for each in listed(policy) if len(set(each.source)) < len(each.source)] == []
    doubles = {
        clause for clause, times in Counter(each.clause for each in listed(policy)).items() if times > 1
    }
    assert doubles == set()
    assert all(each.id == f"{policy}/{each.clause}" for each in listed(policy))


def test_a_row_that_no_clause_names_is_noticed():
    """The comparison is of sets, so a row that is taken away or made up must show."""
    kept = decided("generic-app") - {"generic-001"}
    runtime = {i for i, row in rows("generic-app").items() if row.enforceable == "runtime-decision"}
    assert sorted(runtime - kept) == ["generic-001"]


def test_the_command_lists_every_run_time_row():
    files = [str(path(policy)) for policy in POLICIES]
    result = CliRunner().invoke(app, ["promises", *files, "--json"])
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert all(
        {"id", "clause", "kind", "source", "how", "text", "decided", "gap"} == set(each) for each in found
    )
    assert {each["how"] for each in found} <= {str(how) for how in How}
    named = {row for each in found if each["how"] == "decision" for row in each["source"]}
    assert sorted(set(constructs()) - named) == []
    every = {row for policy in POLICIES for row in rows(policy)}
    assert ({row for each in found for row in each["source"]}, len(every)) == (every, 1167)
    assert (
        len({each["id"] for each in found}) == len(found) == sum(len(listed(policy)) for policy in POLICIES)
    )


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_command_speaks_both_languages(language):
    result = CliRunner().invoke(app, ["promises", str(path("jeejio")), "--lang", language])
    lines = [line.split("\t") for line in result.stdout.splitlines()]
    assert [line[:2] for line in lines] == [[each.id, each.kind] for each in listed("jeejio")]
    texts = [line[4] for line in lines]
    assert sum(bool(text) for text in texts) > len(texts) / 2
    assert any("一" <= char <= "鿿" for text in texts for char in text) is (language == "zh")


def test_the_command_refuses_a_file_with_errors(tmp_path):
    bad = tmp_path / "bad.yaml"
    bad.write_text("troth: 1\nid: bad\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["promises", str(bad)])
    assert result.exit_code == 2
    assert "policy.unsound" in result.stderr


def test_the_folder_of_policies_holds_these_five():
    assert {each.stem for each in Path(path("joinbase")).parent.glob("*")} == set(POLICIES)
    assert [loaded(policy).policy.id for policy in POLICIES] == list(POLICIES)
