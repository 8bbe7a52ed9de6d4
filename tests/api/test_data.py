"""Personal data over HTTP: each value goes in and comes out with a recorded decision, and nothing else is kept."""

from __future__ import annotations

import pytest

PHONE, EMAIL = "13800138000", "li@mail.example"
PLACE = "/v1/subjects/u-1/data"


@pytest.fixture
def vaulted(tmp_path):
    """A shop of its own, vault included."""
    from tests.api.calling import Caller, open_app
    from tests.api.shop import SHOP

    found = Caller(open_app(tmp_path, SHOP))
    yield found
    found.installation.gate.close()


def put(shop, values, **more):
    body = {"policy": "shop", "purpose": "registration", "product": "web", "values": values, **more}
    return shop.http.put(PLACE, json=body)


def read(shop, data, **more):
    body = {"policy": "shop", "purpose": "registration", "product": "web", "data": data, **more}
    return shop.http.post(PLACE, json=body)


def test_nothing_is_stored_before_the_person_agrees(vaulted):
    response = put(vaulted, {"phone": PHONE})
    assert (response.status_code, response.json()["stored"]) == (403, [])
    assert response.json()["decision"]["answer"] == "ask"
    assert response.headers["cache-control"] == "no-store"
    vaulted.agree()
    assert read(vaulted, ["phone"]).json()["values"] == {}


def test_what_is_permitted_is_sealed_and_comes_back_in_the_form_asked_for(vaulted, tmp_path):
    vaulted.agree()
    stored = put(vaulted, {"phone": PHONE, "email": EMAIL, "faith": "none-of-your-business"})
    assert stored.status_code == 200, stored.text
    assert stored.json()["stored"] == ["email", "phone"]
    assert stored.json()["decision"]["only"] == ["email", "phone"]
    whole = read(vaulted, ["phone", {"element": "email", "form": "raw"}])
    assert whole.json()["values"] == {"phone": PHONE, "email": EMAIL}
    masked = read(vaulted, [{"element": "phone", "form": "masked"}])
    assert masked.json()["values"] == {"phone": "138****8000"}
    bare = b"".join(each.read_bytes() for each in tmp_path.rglob("*") if each.is_file())
    assert not any(each.encode() in bare for each in (PHONE, EMAIL, "none-of-your-business"))
    assert PHONE.encode() not in vaulted.export()


def test_a_refusal_gives_nothing(vaulted):
    vaulted.agree()
    put(vaulted, {"phone": PHONE})
    response = read(vaulted, ["phone"], purpose="study")
    assert (response.status_code, response.json()["values"]) == (403, {})
    assert PHONE not in response.text


@pytest.mark.parametrize(
    ("method", "body"),
    [
        ("put", {"values": {}}),
        ("put", {"values": {"phone": 7}}),
        ("put", {"values": {"phone": PHONE}, "subject": "u-2"}),
        ("put", {"values": {"phone": PHONE}, "data": ["email"]}),
        ("put", {"values": {"phone": "1" * 70_000}}),
        ("put", {}),
        ("post", {"data": ["phone"], "act": "collect"}),
        ("post", {"data": ["phone"], "act": "share"}),
        ("post", {"data": 7}),
    ],
)
def test_a_malformed_call_changes_nothing_and_repeats_nothing(vaulted, method, body):
    vaulted.agree()
    size = vaulted.size()
    call = getattr(vaulted.http, method)
    response = call(PLACE, json={"policy": "shop", "purpose": "registration", "product": "web", **body})
    assert response.status_code == 400
    assert set(response.json()["error"]) == {"id", "text", "help"}
    assert PHONE not in response.text
    assert vaulted.size() == size
