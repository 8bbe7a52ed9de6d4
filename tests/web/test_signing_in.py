"""Who others vouch for: a provider of identities for operators, a company's own token for its users."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
import threading
import time
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
import uvicorn
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey
from starlette.applications import Starlette
from starlette.responses import JSONResponse, RedirectResponse
from starlette.routing import Route

from tests.web.people import POLICY, Site, fields
from tests.web.staff import DOOR, coded, hire, said
from troth.adapters.doors import CompanyKey, provider
from troth.adapters.doors.providers import OpenIdProvider
from troth.adapters.doors.tokens import Algorithms
from troth.operators.errors import ProviderAway, SignInRefused

# -- a small provider, real: it listens, keeps codes, checks the client and the proof of the code (RFC 7636)


class Identity:
    """An OpenID provider on this machine; `lie` changes the claims of its tokens, `alg` how they are signed."""

    def __init__(self, clock):
        self.clock, self.key = clock, RSAKey.generate_key(2048, {"kid": "one"})
        self.codes, self.lie, self.redirected, self.subject, self.alg = {}, {}, {}, "emp-7", "RS256"
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.issuer = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        self.says = self.issuer
        routes = [
            Route("/.well-known/openid-configuration", self.configuration),
            Route("/authorize", self.authorize),
            Route("/token", self.token, methods=["POST"]),
            Route("/keys", lambda request: JSONResponse({"keys": [self.key.as_dict(private=False)]})),
        ]
        self.server = uvicorn.Server(
            uvicorn.Config(Starlette(routes=routes), log_level="error", lifespan="off")
        )
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [self.socket]})
        self.thread.start()
        while not self.server.started:
            time.sleep(0.01)

    def close(self):
        self.server.should_exit = True
        self.thread.join(10)
        self.socket.close()

    def configuration(self, request):
        names = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        return JSONResponse(
            {"issuer": self.says, **{name: f"{self.issuer}/{path}" for name, path in names.items()}}
        )

    def authorize(self, request):
        query = dict(request.query_params)
        assert query["response_type"] == "code"
        assert (query["client_id"], query["scope"], query["code_challenge_method"]) == (
            "troth",
            "openid",
            "S256",
        )
        code = f"code-{len(self.codes)}"
        self.codes[code] = query
        back = urlencode({"code": code, "state": query["state"]})
        return RedirectResponse(f"{query['redirect_uri']}?{back}", 303)

    async def token(self, request):
        given = dict(parse_qsl((await request.body()).decode()))
        kept = self.codes.pop(given["code"], None)
        proof = (
            base64.urlsafe_b64encode(hashlib.sha256(given["code_verifier"].encode()).digest())
            .decode()
            .rstrip("=")
        )
        client = base64.b64encode(b"troth:secret").decode()
        if (
            kept is None
            or kept["code_challenge"] != proof
            or kept["redirect_uri"] != given["redirect_uri"]
            or request.headers.get("authorization") != f"Basic {client}"
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(self.clock.now().timestamp())
        claims = {
            "iss": self.issuer,
            "aud": "troth",
            "sub": self.subject,
            "nonce": kept["nonce"],
            "iat": now,
            "exp": now + 300,
            **self.lie,
        }
        key = self.key if self.alg == "RS256" else OctKey.import_key(b"s" * 32)
        token = jwt.encode({"alg": self.alg, "kid": "one"}, claims, key)
        return JSONResponse({"access_token": "a", "token_type": "Bearer", "id_token": token})


@pytest.fixture(scope="module")
def identity():
    """The provider; its clock is that of the site in use."""
    from tests.web.people import Clock

    running = Identity(Clock())
    yield running
    running.close()


@pytest.fixture
def vouched(identity):
    """A site that trusts the provider, on an address of this machine."""
    identity.lie, identity.says, identity.alg, identity.subject = {}, identity.issuer, "RS256", "emp-7"
    site = Site()
    site.base = "http://localhost"
    trusted = provider("Acme", identity.issuer, "troth", "secret", site.clock)
    assert trusted is not None
    site.doors = site.frame.console.doors = replace(site.doors, providers=(trusted,))
    yield site
    site.gate.close()


def go(identity, browser, path):
    """Follow a link to the provider, and what it answers, back to the page with the button."""
    import httpx

    away = browser.get(path, follow_redirects=False)
    assert away.status_code == 303
    assert away.headers["location"].startswith(identity.issuer)
    back = httpx.get(away.headers["location"], follow_redirects=False, trust_env=False).headers["location"]
    return browser.get(back)


def press(browser, page):
    return browser.post("/console/-/back", data=fields(page.text, "/console/-/back"))


def join(identity, site, login="li.wei"):
    _, token = hire(site, login, join=False)
    browser = site.client()
    page = browser.get(f"/console/-/join/{token}").text
    assert "Join with Acme" in page
    return press(browser, go(identity, browser, "/console/-/with/0?join=1"))


def test_an_operator_joins_and_signs_in_through_a_provider(identity, vouched):
    assert join(identity, vouched).url.path == "/console"
    browser = vouched.client()
    assert "Sign in with Acme" in browser.get(DOOR).text
    page = go(identity, browser, "/console/-/with/0?next=/console/ask")
    assert browser.get("/console", follow_redirects=False).status_code == 303, (
        "coming back alone signs nobody in"
    )
    form = fields(page.text, "/console/-/back")
    answer = browser.post("/console/-/back", data=form)
    assert (answer.status_code, answer.url.path) == (200, "/console/ask")
    assert browser.post("/console/-/back", data=form).status_code in (401, 403), "a code works once"
    text = str(vouched.store.read("troth:operators", lambda book: list(book.entries())))
    assert "emp-7" not in text
    assert "emp-7" not in str(vouched.doors.operators.all()[0].bound)


def test_somebody_whom_the_provider_knows_and_we_do_not_is_nobody(identity, vouched):
    join(identity, vouched)
    identity.subject = "emp-8"
    browser = vouched.client()
    answer = press(browser, go(identity, browser, "/console/-/with/0"))
    assert (answer.status_code, said(answer.text)) == (401, "operators.refused")


@pytest.mark.parametrize(
    "lie",
    [
        {"iss": "https://other.example"},
        {"aud": "another"},
        {"aud": ["troth", "another"]},
        {"azp": "another"},
        {"nonce": "another"},
        {"exp": 1},
        {"iat": 1},
        {"sub": ""},
        {"sub": None},
    ],
)
def test_a_token_that_is_not_for_us_now_opens_nothing(identity, vouched, lie):
    join(identity, vouched)
    identity.lie = lie
    browser = vouched.client()
    assert press(browser, go(identity, browser, "/console/-/with/0")).status_code == 401


def test_a_token_signed_by_a_shared_secret_opens_nothing(identity, vouched):
    join(identity, vouched)
    identity.alg = "HS256"
    browser = vouched.client()
    assert press(browser, go(identity, browser, "/console/-/with/0")).status_code == 401


def test_what_comes_back_belongs_to_what_went_away(identity, vouched):
    join(identity, vouched)
    thief, victim = vouched.client(), vouched.client()
    page = go(identity, thief, "/console/-/with/0")
    form = fields(page.text, "/console/-/back")
    victim.get(DOOR)
    answer = victim.get(f"/console/-/back?{urlencode({'code': form['code'], 'state': form['state']})}")
    assert answer.status_code == 401
    go(identity, victim, "/console/-/with/0")
    mark = fields(victim.get(DOOR).text, "/console/-/password")["mark"]
    assert victim.post("/console/-/back", data={**form, "mark": mark}).status_code == 401


def test_another_issuer_in_its_own_words_is_none(identity, vouched):
    identity.says = "https://other.example"
    away = OpenIdProvider("Acme", identity.issuer, "troth", "secret", vouched.clock)
    with pytest.raises(ProviderAway):
        away.begin("http://localhost/console/-/back", "s", "n", "v" * 43)
    with pytest.raises(ValueError, match=r"id\.example"):
        provider("Acme", "http://id.example", "troth", "secret", vouched.clock)


def test_a_provider_that_is_away_is_said_so(vouched):
    gone = socket.socket()
    gone.bind(("127.0.0.1", 0))
    port = gone.getsockname()[1]
    gone.close()
    away = OpenIdProvider("Acme", f"http://127.0.0.1:{port}", "troth", "secret", vouched.clock)
    vouched.doors.providers[0]._known.clear()
    vouched.doors.providers[0].issuer = away.issuer
    hire(vouched)
    answer = vouched.client().get("/console/-/with/0", follow_redirects=False)
    assert (answer.status_code, said(answer.text)) == (503, "operators.provider-away")


# -- individuals, by their company's token

ISSUER = "https://app.example"
KEYS: dict[str, Any] = {
    "EdDSA": OKPKey.generate_key("Ed25519"),
    "ES256": ECKey.generate_key("P-256"),
    "RS256": RSAKey.generate_key(2048),
    "HS256": OctKey.import_key(b"k" * 32),
}


def company(algorithm, policy="shop", issuer=ISSUER):
    key = KEYS[algorithm]
    return CompanyKey(policy, issuer, algorithm, key.as_dict(private=algorithm == "HS256"))


def token_of(site, algorithm="EdDSA", *, key=None, header=None, **claims):
    now = int(site.clock.now().timestamp())
    whole = {
        "iss": ISSUER,
        "aud": "troth/shop",
        "sub": "u-1",
        "jti": "t-1",
        "iat": now,
        "exp": now + 120,
        **claims,
    }
    whole = {name: value for name, value in whole.items() if value is not None}
    head = {"alg": algorithm, **(header or {})}
    return jwt.encode(head, whole, key or KEYS[algorithm], registry=Algorithms(algorithms=[algorithm]))


def enter(browser, token):
    door = browser.get(f"/centre/-/enter/{token}")
    if door.status_code != 200:
        return door
    return browser.post("/centre/-/enter", data=fields(door.text, "/centre/-/enter"))


@pytest.mark.parametrize("algorithm", sorted(KEYS))
def test_a_company_signs_its_users_in(algorithm):
    site = Site(companies=[company(algorithm)])
    token = token_of(site, algorithm)
    browser = site.client()
    for _ in range(3):
        site.client().get(f"/centre/-/enter/{token}")
    first = browser.get(f"/centre/-/enter/{token}", follow_redirects=False)
    assert first.headers["location"] == "/centre/-/enter", "the token leaves the address"
    page = enter(browser, token)
    assert (page.status_code, page.url.path) == (200, "/centre/shop/me")
    again = enter(site.client(), token)
    assert (again.status_code, said(again.text)) == (403, "link.unusable")
    assert enter(site.client(), token_of(site, algorithm, jti="t-2")).status_code == 200
    assert site.person("u-9").get("/centre/shop/me").status_code == 200, "links still work"


WRONG = [
    {"iss": "https://other.example"},
    {"aud": "troth/club"},
    {"aud": "shop"},
    {"aud": ["troth/shop", "troth/club"]},
    {"sub": None},
    {"sub": ""},
    {"sub": 7},
    {"jti": None},
    {"iat": None},
    {"exp": None},
    {"exp": "2099-01-01"},
]


@pytest.mark.parametrize("wrong", WRONG, ids=[str(each) for each in WRONG])
def test_a_token_that_says_otherwise_is_none(wrong):
    site = Site(companies=[company("EdDSA")])
    assert enter(site.client(), token_of(site, **wrong)).status_code == 403


def test_a_token_lives_five_minutes_at_most_and_not_before_its_time():
    site = Site(companies=[company("EdDSA")])
    now = int(site.clock.now().timestamp())
    for claims in (
        {"exp": now + 301},
        {"iat": now - 400, "exp": now - 100},
        {"iat": now + 120, "exp": now + 200},
        {"iat": now, "exp": now},
    ):
        assert enter(site.client(), token_of(site, **claims)).status_code == 403, claims
    assert enter(site.client(), token_of(site, iat=now + 30, exp=now + 300)).status_code == 200


def test_the_header_of_a_token_chooses_nothing():
    public = KEYS["RS256"].as_pem(private=False)
    site = Site(companies=[company("RS256")])
    plain = token_of(site, "RS256").split(".")
    head = coded(b'{"alg":"none"}')
    shared = coded(b'{"alg":"HS256"}') + "." + plain[1]
    confused = shared + "." + coded(hmac.digest(public, shared.encode(), "sha256"))
    other = token_of(site, "RS256", key=RSAKey.generate_key(2048))
    own = token_of(
        site, "RS256", key=(k := RSAKey.generate_key(2048)), header={"jwk": k.as_dict(private=False)}
    )
    for token in (confused, f"{head}.{plain[1]}.", other, own, "a.b.c", "x" * 5000):
        assert enter(site.client(), token).status_code == 403


def test_one_company_s_key_opens_nothing_of_another():
    club = POLICY.replace("id: shop", "id: club")
    site = Site(POLICY, club, companies=[company("EdDSA"), company("ES256", "club", "https://club.example")])
    assert enter(site.client(), token_of(site, "ES256")).status_code == 403
    assert enter(site.client(), token_of(site, "ES256", iss="https://club.example")).status_code == 403
    good = token_of(site, "ES256", iss="https://club.example", aud="troth/club")
    assert enter(site.client(), good).url.path == "/centre/club/me"


def test_a_used_token_is_remembered_for_as_long_as_it_could_be_used_and_no_longer():
    site = Site(companies=[company("EdDSA")])
    people = site.doors.people
    people.use(token_of(site, jti="a"))
    kept = site.store.read("shop", lambda book: book.papers("once"))
    now = site.clock.now()
    assert [(datetime.fromisoformat(each.until) - now).total_seconds() for each in kept] == [180]
    with pytest.raises(SignInRefused):
        people.use(token_of(site, jti="a"))
    site.clock.forward(minutes=4)
    people.use(token_of(site, jti="b"))
    assert len(site.store.read("shop", lambda book: book.papers("once"))) == 1
    assert "u-1" not in str(kept)


def test_what_the_sign_in_file_may_hold(tmp_path):
    from troth.assembly import Settings, open_operators
    from troth.operators.errors import BadOperator

    good = {
        "providers": [{"name": "Acme", "issuer": "https://id.example", "client": "troth", "secret": "s"}],
        "companies": [
            {
                "policy": "shop",
                "issuer": ISSUER,
                "algorithm": "EdDSA",
                "key": KEYS["EdDSA"].as_dict(private=False),
            }
        ],
    }
    file = tmp_path / "sign-in.json"

    def opened(content, mode=0o600):
        file.write_text(json.dumps(content))
        file.chmod(mode)
        settings = Settings.of({"TROTH_HOME": str(tmp_path / "home"), "TROTH_SIGN_IN": str(file)}, "memory:")
        open_operators(settings)[1].close()

    opened(good)
    bad_key = [{**good["companies"][0], "key": {"kty": "nonsense"}}]
    bad_algorithm = [{**good["companies"][0], "algorithm": "none"}]
    insecure = [{**good["providers"][0], "issuer": "http://id.example"}]
    for content, mode in (
        (good, 0o644),
        ({**good, "more": 1}, 0o600),
        ([], 0o600),
        ({"companies": bad_key}, 0o600),
        ({"companies": bad_algorithm}, 0o600),
        ({"providers": insecure}, 0o600),
    ):
        with pytest.raises(BadOperator, match="bad-sign-in-file"):
            opened(content, mode)
