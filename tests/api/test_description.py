"""Every response to generated calls, sound ones and broken ones, is one that the description names."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import (
    allow_header_conformance,
    content_type_conformance,
    negative_data_rejection,
    not_a_server_error,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.core.result import Ok

from tests.api.calling import HEADERS

EXAMPLES = 4  # for each operation and mode: some 350 calls
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    allow_header_conformance,
]
WORDS = {
    "policy": ["shop"],
    "subject": ["u-1", "u-2", "王小明"],
    "purpose": ["registration", "ideas", "study", "no-such"],
    "permission": ["camera", "no-such"],
    "notice": ["parcels:purposes.parcels", "no-such"],
    "recipient": ["lab", "no-such"],
    "element": ["phone", "email", "no-such"],
    "kind": ["account", "evidence", "opt-out", "service", "no-such"],
    "key": ["t-1", "camera", "*"],
}
OPERATIONS = [
    "POST /v1/decisions",
    "GET /v1/duties",
    "GET /v1/stopped-orders",
    "GET /v1/policies",
    *(f"GET /v1/policies/{{policy}}{tail}" for tail in ("", "/checkpoint", "/export")),
    *(f"{m} /v1/facts/{{kind}}/{{key}}" for m in ("PUT", "DELETE")),
    *(f"{m} /v1/subjects/{{subject}}/facts/{{kind}}/{{key}}" for m in ("PUT", "DELETE")),
    *(f"{m} /v1/subjects/{{subject}}/agreement" for m in ("PUT", "DELETE")),
    *(f"{m} /v1/subjects/{{subject}}/consents/{{purpose}}" for m in ("PUT", "DELETE")),
    *(f"GET /v1/subjects/{{subject}}/{what}" for what in ("consents", "receipts")),
    "POST /v1/subjects/{subject}/links",
    "PUT /v1/subjects/{subject}/age",
    "PUT /v1/subjects/{subject}/notices/{notice}",
    "PUT /v1/subjects/{subject}/permissions/{permission}",
    "PUT /v1/subjects/{subject}/data",
]
STATEFUL = [  # whether these succeed depends on what was there before: a case, a choice, a value
    "POST /v1/subjects/{subject}/data",
    *(f"GET /v1/requests{tail}" for tail in ("", "/figures", "/{case}", "/{case}/letter")),
    "POST /v1/requests",
    "POST /v1/requests/{case}/events",
    "POST /v1/requests/{case}/pick-up",
    *(f"{m} /v1/changes" for m in ("GET", "POST")),
    *(f"{m} /v1/changes/{{change}}" for m in ("GET", "PUT")),
    "GET /v1/changes/{change}/certificate",
    "POST /v1/changes/{change}/events",
    "POST /v1/stopped-orders",
    "POST /v1/sign-ins",
    "POST /v1/sign-ins/codes",
    "POST /v1/guardians",
    "POST /v1/guardians/{link}/events",
    "POST /v1/minors/found",
    "POST /v1/minors/transitions",
    "GET /v1/subjects/{subject}/recipients/{recipient}",
    "POST /v1/callbacks/{policy}/{kind}/{name}",
    "GET /v1/subjects/{subject}/decisions",
    *(f"GET /v1/subjects/{{subject}}/decisions/{{decision}}{tail}" for tail in ("", "/explanation")),
    *(
        f"POST /v1/subjects/{{subject}}/decisions/{{decision}}/{what}"
        for what in ("inputs", "objections", "reviews")
    ),
    "PUT /v1/subjects/{subject}/decisions/{entry}",
]


@pytest.fixture
def operations(shop):
    """A function that gives the operations of the description by label; sound calls use the shop's own words."""

    def load(mode):
        described = shop.http.get("/openapi.json").json()
        if mode is GenerationMode.POSITIVE:
            _say(described)
        schema = schemathesis.openapi.from_dict(described)
        schema.app = shop.http.app
        found = [each.ok() for each in schema.get_all_operations() if isinstance(each, Ok)]
        return {each.label: each for each in found}

    return load


def _say(node):
    """Put the shop's words into the places of the description that have their names."""
    if isinstance(node, list):
        for each in node:
            _say(each)
    elif isinstance(node, dict):
        if node.get("in") in ("path", "query") and node["name"] in WORDS:
            node["schema"] = {"enum": WORDS[node["name"]]}
        if "additionalProperties" in node:  # what is sent, not what comes back
            node.get("properties", {}).pop(
                "insist", None
            )  # must be in `data`, which a description cannot say
            for name, shape in node.get("properties", {}).items():
                if name in WORDS and "maxLength" in shape:
                    node["properties"][name] = {"enum": WORDS[name]}
        for each in node.values():
            _say(each)


def test_the_list_of_operations_is_whole(operations):
    assert sorted(each for each in operations(GenerationMode.POSITIVE) if " /v1/" in each) == sorted(
        [*OPERATIONS, *STATEFUL]
    )


@pytest.mark.parametrize("mode", GenerationMode, ids=lambda mode: mode.value)
@pytest.mark.parametrize("label", [*OPERATIONS, *STATEFUL])
def test_every_response_is_described(operations, label, mode):
    sound = mode is GenerationMode.POSITIVE
    statuses = set()

    @settings(max_examples=EXAMPLES, database=None, suppress_health_check=list(HealthCheck))
    @given(operations(mode)[label].as_strategy(generation_mode=mode))
    def run(case):
        response = case.call(headers=HEADERS)
        statuses.add(response.status_code)
        case.validate_response(response, checks=CHECKS if sound else [*CHECKS, negative_data_rejection])

    run()
    assert statuses <= {200, 400, 401, 403, 404, 409, 413}
    if sound and label.startswith(("GET", "POST")) and label not in STATEFUL:
        assert statuses == {200}  # else the calls would not have got far, and this would say little
