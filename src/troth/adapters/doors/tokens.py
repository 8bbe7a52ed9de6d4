"""Tokens by which a company signs its own users in: JWS (RFC 7515) with the claims of RFC 7519, through `joserfc`.

Rules
- A key is for one controller, one issuer and one algorithm; the token's own header chooses none of them (RFC 8725).
- `iss`, `aud` (`troth/CONTROLLER`), `sub`, `jti`, `iat`, `exp` are there; a token lives at most five minutes, and clocks
  may differ by one.

Example
    >>> CompanyTokens([CompanyKey("jeejio", "https://app.example", "EdDSA", jwk)], clock).vouched(token).subject
    'u-1'
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError, UnsupportedAlgorithmError
from joserfc.jwk import JWKRegistry, Key
from joserfc.jws import JWSRegistry

from troth.calendars import Clock
from troth.ledger import instant
from troth.operators.errors import REFUSED, SignInRefused
from troth.operators.ports import Vouched

ALGORITHMS = ("EdDSA", "Ed25519", "ES256", "RS256", "HS256")
LONGEST = 4000
LIVES, SKEW = 5 * 60, 60
LONGEST_WORD = 200


@dataclass(frozen=True)
class CompanyKey:
    """A company's key: for which controller, by which issuer and algorithm, and the key as a JWK."""

    controller: str
    issuer: str
    algorithm: str
    jwk: Mapping[str, Any]


class Algorithms(JWSRegistry):
    """The algorithms that are allowed, and no others; `EdDSA` is one, whatever RFC 9864 now calls it."""

    def get_alg(self, name: str) -> Any:
        """Return the algorithm `name`. Raises UnsupportedAlgorithmError."""
        if name not in (self.allowed or ()) or name not in self.algorithms:
            raise UnsupportedAlgorithmError(name)
        return self.algorithms[name]


class CompanyTokens:
    """A `Vouching` on the keys of companies."""

    def __init__(self, keys: Sequence[CompanyKey], clock: Clock) -> None:
        """Check with `keys`. Raises ValueError, JoseError for a key that is none."""
        self._clock = clock
        self._keys: list[tuple[CompanyKey, Key]] = []
        for each in keys:
            if each.algorithm not in ALGORITHMS:
                raise ValueError(each.algorithm)
            self._keys.append((each, JWKRegistry.import_key(dict(each.jwk))))

    def vouched(self, token: str) -> Vouched:
        """Return what `token` says. Raises SignInRefused."""
        if len(token) > LONGEST:
            raise SignInRefused(REFUSED)
        for known, key in self._keys:
            found = self._opened(token, known, key)
            if found is not None:
                return found
        raise SignInRefused(REFUSED)

    def _opened(self, token: str, known: CompanyKey, key: Key) -> Vouched | None:
        try:
            claims = jwt.decode(token, key, registry=Algorithms(algorithms=[known.algorithm])).claims
        except (JoseError, ValueError, TypeError):
            return None
        words = [claims.get(name) for name in ("iss", "sub", "jti")]
        if not all(isinstance(each, str) and 0 < len(each) <= LONGEST_WORD for each in words):
            return None
        audience = claims.get("aud")
        if words[0] != known.issuer or audience not in (
            f"troth/{known.controller}",
            [f"troth/{known.controller}"],
        ):
            return None
        issued, ends = claims.get("iat"), claims.get("exp")
        if type(issued) is not int or type(ends) is not int:
            return None
        now = self._clock.now().timestamp()
        if not (issued - SKEW <= now < ends + SKEW and 0 < ends - issued <= LIVES):
            return None
        until = instant(datetime.fromtimestamp(ends + SKEW, UTC))
        return Vouched(known.controller, str(words[1]), f"{known.issuer}\n{words[2]}", until)
