"""The published JSON Schema: in step with the program, and taking whatever the checker takes."""

from __future__ import annotations

import json

import jsonschema
import pytest
from typer.testing import CliRunner

from tests.cases.policies import generate
from tests.house import tree
from tests.house.keywords import keywords
from tests.promises.rows import POLICIES, path
from troth.cli.main import app
from troth.policy import read, schema
from troth.policy.errors import Unreadable

VALIDATOR = jsonschema.Draft202012Validator(schema())
GOOD = sorted(generate.GOOD.glob("*.yaml"))
# What no schema can see: an id that stands nowhere, what holds together, what is left open by accident.
UNSEEN = """
age-undecided any-needs-ground attests-nothing audience-none band-age band-nothing case-open cooling-late derived-demanded gap
ground-open ground-open-any ground-twice group-element group-nested id-alike id-long id-twice instructions-none keep-idle keeps-lost
linkage-nothing list-empty loses-going-on loses-missing loses-unknown measure-attested measure-proof needed-by-missing
no-agreement no-contact no-purpose none-personal not-version not-word-material open-list open-list-elsewhere open-period-owed
opens-nothing origin-open overlay-clash overlay-entry overlay-section permission-missing permission-missing-none
recipient-alike recipient-nothing retention-missing right-clock source-prefix source-range state-except state-open supplement-open text-missing
tracker-kind unbundling unbundling-data unbundling-demand unbundling-tracker unknown-evidence unknown-id
unknown-id-instructions unknown-id-overlay unknown-notice witness-one
""".split()


def unreadable(case):
    try:
        read(case.read_bytes())
    except Unreadable:
        return True
    return False


BAD = [case for case in sorted(generate.BAD.glob("*.yaml")) if not unreadable(case)]


def test_the_published_schema_is_the_one_of_the_program():
    """When it differs: `troth check --schema > docs/policy.schema.json`."""
    published = (tree.ROOT / "docs" / "policy.schema.json").read_text(encoding="utf-8")
    assert published == CliRunner().invoke(app, ["check", "--schema"]).stdout
    assert json.loads(published) == schema()


def test_it_is_a_valid_schema_of_its_draft():
    assert schema()["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(schema())


def test_every_keyword_stands_in_it_and_nothing_internal():
    text = json.dumps(schema())
    assert [word for word in keywords() if f'"{word}"' not in text] == []
    assert "gaps" in schema()["properties"]
    assert not {"section-gaps", "section_gaps", "-gaps", "_gaps"} & keywords()


def test_every_part_is_used():
    text = json.dumps(schema())
    assert [name for name in schema()["$defs"] if f'"#/$defs/{name}"' not in text] == []


def test_a_file_has_no_null():
    assert '"null"' not in json.dumps(schema())


@pytest.mark.parametrize("case", [*GOOD, *map(path, POLICIES)], ids=lambda case: case.stem)
def test_it_takes_every_good_file(case):
    assert [error.message for error in VALIDATOR.iter_errors(read(case.read_bytes()).data)] == []


@pytest.mark.parametrize("case", BAD, ids=lambda case: case.stem)
def test_it_refuses_every_bad_file_but_those_that_no_schema_can_see(case):
    assert VALIDATOR.is_valid(read(case.read_bytes()).data) is (case.stem in UNSEEN)


def test_what_it_cannot_see_is_listed_once_and_exists():
    assert sorted(UNSEEN) == sorted(set(UNSEEN) & {case.stem for case in BAD})


HEAD = {"troth": 1, "id": "a", "version": "1", "languages": ["en"]}


@pytest.mark.parametrize(
    "content",
    [
        {"purposes": {"gap": "none is stated"}},
        {"recipients": {"gap": "none is named", "decided": "so none", "source": ["acme-001", 2]}},
        {"instructions": {"given-by": ["clerk"], "data-of": "customer"}},
        {"instructions": {"one": {"given-by": "clerk"}}},
        {"languages": "zh", "laws": []},
    ],
)
def test_it_takes(content):
    assert [error.message for error in VALIDATOR.iter_errors({**HEAD, **content})] == []


@pytest.mark.parametrize(
    "content",
    [
        {"section-gaps": {"purposes": "x"}},
        {"laws": {"gap": "which"}},
        {"title": {"gap": "which"}},
        {"purposes": {}},
        {"purposes": {"gap": 3}},
        {"purposes": {"help": {"en": "no basis"}}},
        {"purposes": {"help": {"basis": "contract", "need": [{"told": ["purpose"], "role": ["clerk"]}]}}},
        {"data": {"tel-138-0013-8000": {"kind": "name"}}},
        {"data": {"phone": None}},
        {"never": {"all": {}}},
        {"states": {"closed": {"refuses": "all"}}},
    ],
)
def test_it_refuses(content):
    assert not VALIDATOR.is_valid({**HEAD, **content})
