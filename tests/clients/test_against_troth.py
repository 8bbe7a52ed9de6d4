"""The client and a real Troth on a socket: what one says the other understands."""

from __future__ import annotations

import http.client
import json

import pytest
from troth_client import ClientError, NotInForce, Question, Troth

from tests.api.calling import HEADERS, KEY, open_app
from tests.api.serving import serving
from tests.api.shop import SHOP
from troth.web import make_app


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    """The address of a Troth with the shop's policy."""
    installation = open_app(tmp_path_factory.mktemp("shop"), SHOP)
    with serving(make_app(installation)) as address:
        yield address
    installation.gate.close()


@pytest.fixture
def troth(url):
    """A client that asks it."""
    with Troth(url, KEY, policy="shop", timeout=20) as client:
        yield client


def register(troth, subject):
    return troth.may("collect", "registration", ["phone", "email", "faith"], subject)


def agree(troth, subject, age=30):
    for prompt in register(troth, subject).ask:
        troth.choose(prompt, "agree", "zh", age=age if prompt.kind == "age" else None)


def test_from_the_first_question_to_the_withdrawal(troth):
    subject = "用户 7@shop.example?x#y%2F&z"
    first = register(troth, subject)
    assert (first.answer, bool(first), {each.kind for each in first.ask}) == (
        "ask",
        False,
        {"age", "agreement"},
    )
    agree(troth, subject)

    answer = register(troth, subject)
    assert answer.permitted
    assert answer.available
    assert answer.project({"phone": 1, "email": 2, "faith": 3}) == {"phone": 1, "email": 2}
    assert (answer.policy.id, answer.policy.version) == ("shop", "1")
    assert {each.code for each in answer.reasons} >= {"offered", "unlisted-data"}
    assert answer.obligations

    (prompt,) = troth.may("use", "ideas", ["nickname"], subject).ask
    given = troth.choose(prompt, "agree", "en")
    assert (given.state, given.new) == ("given", True)
    assert not troth.choose(prompt, "agree", "en").new
    assert troth.may("use", "ideas", ["nickname"], subject)
    standing = {each.target: each for each in troth.consents(subject) if each.prompt.kind == "consent"}
    assert (standing["ideas"].state, standing["ideas"].sequence) == ("given", given.entry)

    assert troth.withdraw("ideas", subject).state == "withdrawn"
    assert troth.may("use", "ideas", ["nickname"], subject).answer == "refuse"
    with pytest.raises(NotInForce) as caught:
        troth.choose(prompt, "agree", "en")
    assert caught.value.id == "consent.not-in-force"
    assert all(isinstance(each, dict) for each in troth.receipts(subject))
    assert troth.withdraw_agreement(subject).state == "withdrawn"
    assert register(troth, subject).answer == "refuse"


def test_a_choice_read_from_the_list_can_be_answered(troth):
    agree(troth, "from-the-list")
    for standing in troth.consents("from-the-list"):
        if standing.prompt.kind in ("consent", "permission"):
            troth.choose(standing.prompt, "refuse", "zh")
    states = {each.target: each.state for each in troth.consents("from-the-list")}
    assert states == {
        "shop": "given",
        "ideas": "refused",
        "study": "refused",
        "club": "refused",
        "camera": "denied",
    }


def test_many_questions_in_one_call(troth):
    agree(troth, "many")
    questions = [Question("collect", p, ["phone"], "many") for p in ("registration", "no-such")] * 20
    answers = troth.may_all([*questions, Question("collect", "registration", ["phone"], policy="no-such")])
    assert [each.answer for each in answers] == ["permit", "refuse"] * 20 + ["refuse"]
    assert (answers[-1].policy.id, answers[-1].available) == ("no-such", True)


def test_mistakes_are_raised_with_the_words_of_troth(troth, url):
    stranger = Troth(url, "wrong", policy="shop")
    for mistake, said in (
        (lambda: troth.may("fly", "registration"), "request.malformed"),
        (lambda: troth.may("collect", "registration", ["phone"], "a\nb"), "request.bad-subject"),
        (lambda: troth.may("collect", "registration", ["phone"], insist=["email"]), "request.malformed"),
        (lambda: troth.may_all([Question("collect", "p")] * 501), "request.too-much"),
        (lambda: troth.withdraw("no-such", "u-1"), "consent.unknown-target"),
        (lambda: troth.withdraw("ideas", ".."), "request.bad-subject"),
        (lambda: troth.consents("u-1", policy="no-such"), "policy.unknown"),
        (lambda: stranger.may("collect", "p"), "access.no-key"),
    ):
        with pytest.raises(ClientError) as caught:
            mistake()
        assert caught.value.id == said
        assert caught.value.text.zh
    stranger.close()


# --- what only a socket can show


@pytest.fixture
def wire(url):
    """A function that sends one request, its target as it is, and returns (status, headers, body)."""

    def send(method, target, body=None, headers=HEADERS):
        connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=20)
        connection.putrequest(method, target, skip_accept_encoding=True)
        for name, value in {**headers, "Content-Length": str(len(body or b""))}.items():
            connection.putheader(name, value)
        connection.endheaders(body)
        response = connection.getresponse()
        found = (response.status, dict(response.getheaders()), response.read())
        connection.close()
        return found

    return send


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("/v1/subjects/a%2Fb/consents?policy=shop", 404),
        ("/v1/subjects/..%2f..%2fpolicies", 404),
        ("/v1/subjects/../policies", 404),
        ("/v1/subjects/../consents?policy=shop", 400),
        ("/v1/subjects/%2e%2e/consents?policy=shop", 400),
        ("/v1/subjects/a%00b/consents?policy=shop", 400),
        ("/v1/subjects/a%0d%0ab/consents?policy=shop", 400),
        ("/v1/subjects/%ff/consents?policy=shop", 400),
        ("/v1/subjects/%c0%af/consents?policy=shop", 400),
        ("/v1/subjects/a%252fb/consents?policy=shop", 200),
        ("/v1/subjects/%zz/consents?policy=shop", 200),
        ("/v1/policies/..%2f..%2fshop/export", 404),
        ("//v1/policies", 404),
        ("/assets/..%2f..%2fapp.py", 404),
        ("/assets/../../app.py", 404),
        ("/assets/%2e%2e/%2e%2e/errors.py", 404),
        ("http://elsewhere.example/v1/policies", 200),
    ],
)
def test_a_target_is_read_once_and_leads_nowhere_else(wire, target, status):
    found, _, body = wire("GET", target)
    assert found == status, body
    assert b"import" not in body
    if status >= 400:
        assert json.loads(body)["error"]["text"]["zh"]


def test_the_framing_of_a_request_is_strict(wire):
    good = json.dumps({"policy": "shop", "act": "collect", "purpose": "registration"}).encode()
    assert wire("POST", "/v1/decisions", good)[0] == 200
    assert wire("POST", "/v1/decisions", good[:-1])[0] == 400
    status, headers, body = wire("POST", "/v1/decisions", b" " * (1024 * 1024 + 1))
    assert (status, json.loads(body)["error"]["id"]) == (413, "request.too-much")
    assert "server" not in {name.lower() for name in headers}
    status, headers, _ = wire("GET", "/v1/policies", headers={})
    assert (status, headers["www-authenticate"]) == (401, "Bearer")


def test_head_and_options_do_nothing(wire):
    assert wire("HEAD", "/v1/policies")[0] == 405
    status, headers, _ = wire("OPTIONS", "/v1/decisions")
    assert status == 405
    assert headers["allow"] == "POST"
    assert "access-control-allow-origin" not in {name.lower() for name in headers}
