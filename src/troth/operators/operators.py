"""How operators sign in: joining, passwords, passkeys, providers, the API key.

Rules
- Whoever types a name and a password gets the same answer, after the same work, whether the name is somebody's or not.
- A new password or passkey, and the loss of one, end every sign-in of the operator at once.

Example
    >>> operators.sign_in("li.wei", "correct horse battery staple", "192.0.2.7").handle
    '6f1e...'
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from troth.calendars import Clock
from troth.ledger import EntryKind, instant
from troth.ledger.ports import Randomness
from troth.operators.errors import (
    LAST_WAY_IN,
    LINK_OVER,
    REFUSED,
    TOO_MANY_KEYS,
    TOO_OFTEN,
    BadOperator,
    PasskeyCopied,
    SignInRefused,
    TooOften,
)
from troth.operators.failures import Failures
from troth.operators.operator import BOOK, KEY_OPERATOR, MOST_PASSKEYS, Operator, check_password
from troth.operators.ports import (
    PaperStore,
    Passkey,
    Passkeys,
    PasswordHasher,
    Site,
    WritingPaperBook,
)
from troth.operators.recording import Moment, record
from troth.operators.roster import Roster
from troth.operators.rows import every, find, keep, needed

_NOBODY = "nobody here has this password"


@dataclass(frozen=True)
class Joining:
    """What an invitation leads to: the operator that it is for."""

    operator: Operator
    digest: str


class Operators(Roster):
    """The operators in one store, and how they sign in."""

    def __init__(
        self,
        store: PaperStore,
        clock: Clock,
        randomness: Randomness,
        hasher: PasswordHasher,
        secret: bytes,
        passkeys: Passkeys | None = None,
    ) -> None:
        """Keep operators in `store`; `secret` keys digests, `passkeys` is None where they are not installed."""
        super().__init__(store, clock, randomness)
        self._hasher, self._secret, self.passkeys = hasher, secret, passkeys
        self._failures = Failures(secret)
        self._nobody = ""

    def joining(self, token: str) -> Joining:
        """Return what the token of a link leads to. Raises SignInRefused."""
        digest = hashlib.sha256(token.encode()).hexdigest()
        now = instant(self._clock.now())
        for each in self.all():
            if each.link and hmac.compare_digest(each.link, digest) and now < each.link_until:
                return Joining(each, digest)
        raise SignInRefused(LINK_OVER)

    # -- ways to sign in

    def join_with_password(self, token: str, password: str) -> Operator:
        """Use a link up: the operator signs in by `password` from now on. Raises SignInRefused, BadOperator."""
        joining = self.joining(token)
        check_password(password, joining.operator.id)
        hashed = self._hasher.hash(password)
        return self._join(joining, "password", lambda found: {"password": hashed})

    def join_with_passkey(self, token: str, site: Site, challenge: bytes, answer: str) -> Operator:
        """Use a link up: the operator signs in by a passkey. Raises SignInRefused."""
        joining = self.joining(token)
        made = self._made(site, challenge, answer)
        return self._join(joining, "passkey", lambda found: {"passkeys": (made,)})

    def join_with_provider(self, token: str, issuer: str, subject: str) -> Operator:
        """Use a link up: the operator signs in as `subject` of `issuer`. Raises SignInRefused."""
        joining = self.joining(token)
        bound = self._identity(issuer, subject)
        return self._join(joining, "provider", lambda found: {"bound": (bound,)})

    def _join(self, joining: Joining, method: str, ways: Callable[[Operator], dict[str, Any]]) -> Operator:
        moment = self.moment()

        def work(book: WritingPaperBook) -> Operator:
            found = find(book, joining.operator.handle)
            if found is None or found.link != joining.digest or found.link_until <= moment.at:
                raise SignInRefused(LINK_OVER)
            given = ways(found)
            if any(set(given.get("bound", ())) & set(each.bound) for each in every(book)):
                raise SignInRefused(LINK_OVER)
            joined = found.ended(state="active", link="", link_until="", **given)
            keep(book, joined)
            record(book, moment, EntryKind.OPERATOR_JOINED, who=joined.handle, method=method)
            return joined

        return self._store.write(BOOK, work)

    def set_password(self, operator: Operator, password: str) -> Operator:
        """Give an operator, who is signed in, a new password. Raises BadOperator."""
        check_password(password, operator.id)
        hashed = self._hasher.hash(password)
        return self._change_ways(operator, "password", "changed", lambda found: {"password": hashed})

    def add_passkey(self, operator: Operator, site: Site, challenge: bytes, answer: str) -> Operator:
        """Add a passkey to an operator who is signed in. Raises SignInRefused, BadOperator."""
        made = self._made(site, challenge, answer)

        def ways(found: Operator) -> dict[str, Any]:
            if len(found.passkeys) >= MOST_PASSKEYS:
                raise BadOperator(TOO_MANY_KEYS, most=MOST_PASSKEYS)
            return {"passkeys": (*found.passkeys, made)}

        return self._change_ways(operator, "passkey", "added", ways)

    def remove_passkey(self, operator: Operator, passkey: str) -> Operator:
        """Remove a passkey. Raises BadOperator for the last way to sign in."""

        def ways(found: Operator) -> dict[str, Any]:
            left = tuple(each for each in found.passkeys if each.id != passkey)
            if len(left) < len(found.passkeys) and found.ways_in == 1:
                raise BadOperator(LAST_WAY_IN)
            return {"passkeys": left}

        return self._change_ways(operator, "passkey", "removed", ways)

    def _change_ways(
        self, operator: Operator, method: str, state: str, ways: Callable[[Operator], dict[str, Any]]
    ) -> Operator:
        moment = self.moment()

        def work(book: WritingPaperBook) -> Operator:
            found = needed(book, operator.handle)
            changed = found.ended(**ways(found))
            keep(book, changed)
            record(book, moment, EntryKind.CREDENTIAL_CHANGED, who=found.handle, method=method, state=state)
            return changed

        return self._store.write(BOOK, work)

    # -- signing in

    def sign_in(self, login: str, password: str, address: str) -> Operator:
        """Return the operator `login` whose password this is. Raises SignInRefused, TooOften: the same for anybody."""
        self.count_try(login, address, "password")
        found = next((each for each in self.all() if each.id == login and each.password), None)
        fits = self._hasher.fits(password, found.password if found is not None else self._dummy())
        if found is None or not fits:
            raise SignInRefused(REFUSED)
        return self._signed_in(
            found, "password", lambda book, moment: self._failures.right(book, moment, login, address)
        )

    def confirm(self, operator: Operator, password: str, address: str) -> None:
        """Check the password of an operator who is signed in. Raises SignInRefused, TooOften."""
        self.count_try(operator.id, address, "password")
        if not self._hasher.fits(password, operator.password):
            raise SignInRefused(REFUSED)
        moment = self.moment()
        self._store.write(BOOK, lambda book: self._failures.right(book, moment, operator.id, address))

    def sign_in_with_passkey(self, site: Site, challenge: bytes, answer: str) -> Operator:
        """Return the operator whose passkey signed `challenge`. Raises SignInRefused, PasskeyCopied."""
        keys = self._keys()
        id_, handle = keys.named(answer)
        found = self.find(handle)
        passkey = next((each for each in found.passkeys if each.id == id_), None) if found else None
        if found is None or passkey is None:
            raise SignInRefused(REFUSED)
        try:
            count = keys.confirmed(site, challenge, answer, passkey)
        except PasskeyCopied:
            left = tuple(each for each in found.passkeys if each.id != id_)
            self._change_ways(found, "passkey", "copied", lambda now: {"passkeys": left})
            raise
        newer = replace(passkey, count=count)

        def counted(book: WritingPaperBook, moment: Moment) -> None:
            now = needed(book, handle)
            held = tuple(newer if each.id == id_ else each for each in now.passkeys)
            keep(book, replace(now, passkeys=held))

        return self._signed_in(found, "passkey", counted)

    def sign_in_with_provider(self, issuer: str, subject: str) -> Operator:
        """Return the operator who is `subject` of `issuer`. Raises SignInRefused."""
        bound = self._identity(issuer, subject)
        found = next((each for each in self.all() if bound in each.bound), None)
        if found is None:
            raise SignInRefused(REFUSED)
        return self._signed_in(found, "provider", lambda book, moment: None)

    def sign_in_with_key(self) -> Operator:
        """Record that the API key signed in, as long as it does. Raises SignInRefused."""
        moment = self.moment()

        def work(book: WritingPaperBook) -> Operator:
            if any(each.state == "active" and each.has("officer") for each in every(book)):
                raise SignInRefused(REFUSED)
            record(book, moment, EntryKind.SESSION_BEGAN, method="key")
            return KEY_OPERATOR

        return self._store.write(BOOK, work)

    def blocked(self, method: str) -> None:
        """Record that too many wrong answers were given by `method`."""
        moment = self.moment()
        self._store.write(BOOK, lambda book: record(book, moment, EntryKind.SESSION_BLOCKED, method=method))

    def count_try(self, name: str, address: str, method: str) -> None:
        """Count a try before it is looked at. Raises TooOften."""
        moment = self.moment()

        def work(book: WritingPaperBook) -> int:
            minutes, began = self._failures.take(book, moment, name, address)
            if began:
                who = next((each.handle for each in every(book) if name and each.id == name), None)
                record(book, moment, EntryKind.SESSION_BLOCKED, method=method, who=who)
            return minutes

        minutes = self._store.write(BOOK, work)
        if minutes:
            raise TooOften(TOO_OFTEN, minutes=minutes)

    def _signed_in(
        self, found: Operator, method: str, also: Callable[[WritingPaperBook, Moment], None]
    ) -> Operator:
        moment = self.moment()

        def work(book: WritingPaperBook) -> Operator:
            now = find(book, found.handle)
            if now is None or now.state != "active" or now.epoch != found.epoch:
                raise SignInRefused(REFUSED)
            also(book, moment)
            record(book, moment, EntryKind.SESSION_BEGAN, who=now.handle, method=method)
            return now

        return self._store.write(BOOK, work)

    def _made(self, site: Site, challenge: bytes, answer: str) -> Passkey:
        id_, key, count = self._keys().created(site, challenge, answer)
        if any(id_ == each.id for operator in self.all() for each in operator.passkeys):
            raise SignInRefused(REFUSED)
        return Passkey(id_, key, count, instant(self._clock.now()))

    def _keys(self) -> Passkeys:
        if self.passkeys is None:
            raise SignInRefused(REFUSED)
        return self.passkeys

    def _identity(self, issuer: str, subject: str) -> str:
        return hmac.digest(self._secret, f"{issuer}\n{subject}".encode(), "sha256").hex()

    def _dummy(self) -> str:
        if not self._nobody:
            self._nobody = self._hasher.hash(_NOBODY)
        return self._nobody
