"""A provider of identities: OpenID Connect Core 1.0, code flow with PKCE (S256), through `authlib` and `joserfc`.

Rules
- The issuer is pinned: its own configuration must name it, and so must every token. https only, but for this machine.
- Redirects are not followed, answers are bounded in size and time, and the discovery document and keys are asked for
  again after an hour, the keys also when a token names an unknown one.
- The id token is checked for signature (asymmetric only), `iss`, `aud`, `azp`, `exp`, `iat`, `nonce`; nothing but `sub` is used.

Example
    >>> provider("Acme", "https://id.example", "troth", secret, clock).begin(back, state, nonce, verifier)
    'https://id.example/authorize?response_type=code&client_id=troth&...'
"""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from troth.adapters.doors.tokens import Algorithms
from troth.calendars import Clock
from troth.operators.errors import AWAY, REFUSED, ProviderAway, SignInRefused
from troth.operators.ports import Provider

if TYPE_CHECKING:
    from authlib.integrations.httpx_client import OAuth2Client

SECONDS = 10
LARGEST = 256 * 1024
KEPT = timedelta(hours=1)
SKEW = 60
OLDEST = 10 * 60
ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA", "Ed25519"]
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def provider(name: str, issuer: str, client: str, secret: str, clock: Clock) -> Provider | None:
    """Return the provider at `issuer`, or None where the extra `operators` is not installed.

    Raises ValueError for an issuer that is not https (this machine's own may be http).
    """
    parts = urlsplit(issuer)
    if not (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)):
        raise ValueError(issuer)
    if find_spec("authlib") is None or find_spec("httpx") is None:
        return None
    return OpenIdProvider(name, issuer, client, secret, clock)


class OpenIdProvider:
    """A `Provider`."""

    def __init__(self, name: str, issuer: str, client: str, secret: str, clock: Clock) -> None:
        """Ask `issuer` as the client `client` with `secret`."""
        self.name, self.issuer = name, issuer
        self._client, self._secret, self._clock = client, secret, clock
        self._lock = threading.Lock()
        self._known: dict[str, tuple[datetime, dict[str, Any]]] = {}

    def begin(self, back: str, state: str, nonce: str, verifier: str) -> str:
        """Return the address to send the browser to. Raises ProviderAway."""
        where = self._configured("authorization_endpoint")
        with self._session(back) as session:
            url, _ = session.create_authorization_url(where, state=state, nonce=nonce, code_verifier=verifier)
        return str(url)

    def finish(self, back: str, code: str, nonce: str, verifier: str) -> str:
        """Return the `sub` of who signed in there. Raises SignInRefused, ProviderAway."""
        from authlib.oauth2 import OAuth2Error
        from httpx import HTTPError

        where = self._configured("token_endpoint")
        try:
            with self._session(back) as session:
                given = session.fetch_token(
                    where, grant_type="authorization_code", code=code, code_verifier=verifier
                )
        except OAuth2Error as error:
            raise SignInRefused(REFUSED) from error
        except (HTTPError, ValueError) as error:
            raise ProviderAway(AWAY) from error
        token = given.get("id_token")
        if not isinstance(token, str) or len(token) > LARGEST:
            raise SignInRefused(REFUSED)
        return self._subject(token, nonce)

    def _subject(self, token: str, nonce: str) -> str:
        from joserfc import jwt
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        for again in (False, True):
            try:
                keys = KeySet.import_key_set(self._document("jwks_uri", again=again))  # type: ignore[arg-type]
                claims = jwt.decode(token, keys, registry=Algorithms(algorithms=ALGORITHMS)).claims
                break
            except (JoseError, ValueError, TypeError, KeyError) as error:
                if again:
                    raise SignInRefused(REFUSED) from error
        else:
            raise SignInRefused(REFUSED)
        audience = claims.get("aud")
        audiences = [audience] if isinstance(audience, str) else audience
        now = self._clock.now().timestamp()
        ends, issued = claims.get("exp"), claims.get("iat")
        subject = claims.get("sub")
        if (
            claims.get("iss") != self.issuer
            or audiences != [self._client]
            or claims.get("azp", self._client) != self._client
            or claims.get("nonce") != nonce
            or type(ends) is not int
            or type(issued) is not int
            or not (now < ends + SKEW and -SKEW <= now - issued <= OLDEST)
            or not isinstance(subject, str)
            or not 0 < len(subject) <= 255
        ):
            raise SignInRefused(REFUSED)
        return subject

    # -- what the issuer says about itself

    def _configured(self, name: str) -> str:
        value = self._document("").get(name)
        if not isinstance(value, str) or urlsplit(value).scheme != urlsplit(self.issuer).scheme:
            raise ProviderAway(AWAY)
        return value

    def _document(self, name: str, *, again: bool = False) -> dict[str, Any]:
        """Return the configuration ("") or the keys (`jwks_uri`), asked for at most once an hour unless `again`."""
        now = self._clock.now()
        with self._lock:
            at, found = self._known.get(name, (now, {}))
        if found and not again and now - at < KEPT:
            return found
        url = (
            self._configured(name) if name else self.issuer.rstrip("/") + "/.well-known/openid-configuration"
        )
        found = self._get(url)
        if not name and found.get("issuer") != self.issuer:
            raise ProviderAway(AWAY)
        with self._lock:
            self._known[name] = now, found
        return found

    def _get(self, url: str) -> dict[str, Any]:
        import httpx

        try:
            with (
                httpx.Client(timeout=SECONDS, follow_redirects=False, trust_env=False) as client,
                client.stream("GET", url, headers={"Accept": "application/json"}) as answer,
            ):
                body = b""
                for part in answer.iter_bytes():
                    body += part
                    if len(body) > LARGEST:
                        raise ProviderAway(AWAY)
                if answer.status_code != 200:
                    raise ProviderAway(AWAY)
                found = httpx.Response(200, content=body).json()
        except (httpx.HTTPError, ValueError) as error:
            raise ProviderAway(AWAY) from error
        if not isinstance(found, dict):
            raise ProviderAway(AWAY)
        return found

    def _session(self, back: str) -> OAuth2Client:
        from authlib.integrations.httpx_client import OAuth2Client

        methods = self._document("").get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        method = "client_secret_basic" if "client_secret_basic" in methods else "client_secret_post"
        return OAuth2Client(
            self._client,
            self._secret or None,
            token_endpoint_auth_method=method if self._secret else "none",
            scope="openid",
            redirect_uri=back,
            code_challenge_method="S256",
            timeout=SECONDS,
            follow_redirects=False,
            trust_env=False,
        )
