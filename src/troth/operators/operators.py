"""The operators of an installation: inviting, joining, signing in, changing rights, and ending.

Rules
- Operators are papers of the installation's own book (`BOOK`, which no policy can be called), and so are the entries
  about them: one transaction, one log.
- Whoever types a name and a password gets the same answer, after the same work, whether the name is somebody's or not.
- A new password, other roles, a suspension and a removal end every sign-in of the operator at once.
- An invitation is a link, shown once, kept as a digest, over after `LINK_HOURS` or when it was used.

Example
    >>> operators.invite(KEY_OPERATOR, "li.wei", "Li Wei", ["officer"], ["*"])
    ('6f1e...', 'pO3x...')
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from troth.calendars import Clock
from troth.ledger import EntryKind, instant
from troth.ledger.ports import Randomness
from troth.operators.errors import (
    KEY_IS_NOBODY,
    LAST_OFFICER,
    LAST_WAY_IN,
    LINK_OVER,
    NEEDS_SECOND,
    NOT_ALLOWED,
    NOT_YOURSELF,
    REFUSED,
    TAKEN,
    TOO_MANY_KEYS,
    TOO_OFTEN,
    UNKNOWN,
    BadOperator,
    NeedsSecond,
    NotAllowed,
    PasskeyCopied,
    SignInRefused,
    TooOften,
)
from troth.operators.failures import Failures
from troth.operators.operator import (
    BOOK,
    KEY_HANDLE,
    KEY_OPERATOR,
    MOST_PASSKEYS,
    Operator,
    check_gift,
    check_password,
    checked,
    checked_rights,
    ordered,
    powerful,
    read,
    written,
)
from troth.operators.ports import (
    Paper,
    PaperBook,
    PaperStore,
    Passkey,
    Passkeys,
    PasswordHasher,
    Site,
    WritingPaperBook,
)
from troth.operators.recording import Moment, record

LINK_HOURS = 72
_NOBODY = "nobody here has this password"


@dataclass(frozen=True)
class Joining:
    """What an invitation leads to: the operator that it is for."""

    operator: Operator
    digest: str


class Operators:
    """The operators in one store."""

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
        self._store, self._clock, self._randomness, self._hasher = store, clock, randomness, hasher
        self._secret, self.passkeys = secret, passkeys
        self._failures = Failures(secret)
        self._nobody = ""

    # -- looking

    def all(self) -> Sequence[Operator]:
        """Return every operator, by id."""
        return self._store.read(BOOK, _all)

    def find(self, handle: str) -> Operator | None:
        """Return the operator with this handle, or None."""
        if handle == KEY_HANDLE:
            return KEY_OPERATOR
        return self._store.read(BOOK, lambda book: _find(book, handle))

    def key_signs_in(self) -> bool:
        """Return whether the API key still opens the console: no officer can sign in yet."""
        return not any(each.state == "active" and each.has("officer") for each in self.all())

    def needs_second(self, by: Operator, roles: Iterable[str]) -> bool:
        """Return whether `by` alone may not give these roles: they approve, and there is another officer to ask."""
        return powerful(frozenset(roles)) and any(
            each.handle != by.handle and each.state == "active" and each.has("officer") for each in self.all()
        )

    # -- inviting

    def invite(
        self, by: Operator | None, login: str, name: str, roles: Iterable[str], controllers: Iterable[str]
    ) -> tuple[Operator, str]:
        """Make an operator who may join by the link returned with it. `by` None is the host's own command line.

        Raises NotAllowed, NeedsSecond, BadOperator.
        """
        parts = checked(login, name, roles, controllers)
        if by is not None:
            self._check_gift(by, parts["roles"], parts["controllers"])
        moment = self.moment()
        return self._store.write(BOOK, lambda book: self.add(book, moment, parts, by))

    def check_new(
        self, by: Operator, login: str, name: str, roles: Iterable[str], controllers: Iterable[str]
    ) -> None:
        """Check what is proposed about a new operator. Raises NotAllowed, BadOperator."""
        parts = checked(login, name, roles, controllers)
        check_gift(by, parts["roles"], parts["controllers"])
        if any(each.id == parts["id"] for each in self.all()):
            raise BadOperator(TAKEN)

    def add(
        self, book: WritingPaperBook, moment: Moment, parts: dict[str, Any], by: Operator | None
    ) -> tuple[Operator, str]:
        """Add an operator of checked `parts` inside a transaction; return them with the token of the invitation."""
        if any(each.id == parts["id"] for each in _all(book)):
            raise BadOperator(TAKEN)
        token, link, until = self._new_link(moment)
        made = Operator(moment.name(), **parts, state="invited", since=moment.at, link=link, link_until=until)
        _keep(book, made)
        _entry(book, moment, EntryKind.OPERATOR_INVITED, made, by)
        return made, token

    def renew(self, by: Operator | None, handle: str) -> tuple[Operator, str]:
        """Give an operator a new link; whoever had joined loses every way to sign in until they use it.

        Raises NotAllowed, NeedsSecond, BadOperator.
        """
        moment = self.moment()

        def work(book: WritingPaperBook) -> tuple[Operator, str]:
            return self.renew_in(book, moment, handle, by)

        if by is not None:
            self._may_change(by, self._need(handle))
        return self._store.write(BOOK, work)

    def renew_in(
        self, book: WritingPaperBook, moment: Moment, handle: str, by: Operator | None
    ) -> tuple[Operator, str]:
        """Give an operator a new link inside a transaction."""
        found = _needed(book, handle)
        if by is not None and found.state == "active":
            _keep_an_officer(book, found)
        token, link, until = self._new_link(moment)
        fresh = found.ended(state="invited", password="", passkeys=(), bound=(), link=link, link_until=until)
        _keep(book, fresh)
        _entry(book, moment, EntryKind.OPERATOR_CHANGED, fresh, by, state="renewed")
        return fresh, token

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
            found = _find(book, joining.operator.handle)
            if found is None or found.link != joining.digest or found.link_until <= moment.at:
                raise SignInRefused(LINK_OVER)
            given = ways(found)
            if any(set(given.get("bound", ())) & set(each.bound) for each in _all(book)):
                raise SignInRefused(LINK_OVER)
            joined = found.ended(state="active", link="", link_until="", **given)
            _keep(book, joined)
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
            found = _needed(book, operator.handle)
            changed = found.ended(**ways(found))
            _keep(book, changed)
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
            now = _needed(book, handle)
            keep = tuple(newer if each.id == id_ else each for each in now.passkeys)
            _keep(book, replace(now, passkeys=keep))

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
            if any(each.state == "active" and each.has("officer") for each in _all(book)):
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
                who = next((each.handle for each in _all(book) if name and each.id == name), None)
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
            now = _find(book, found.handle)
            if now is None or now.state != "active" or now.epoch != found.epoch:
                raise SignInRefused(REFUSED)
            also(book, moment)
            record(book, moment, EntryKind.SESSION_BEGAN, who=now.handle, method=method)
            return now

        return self._store.write(BOOK, work)

    # -- changing and ending

    def change(self, by: Operator, handle: str, roles: Iterable[str], controllers: Iterable[str]) -> Operator:
        """Give an operator other roles and controllers. Raises NotAllowed, NeedsSecond, BadOperator."""
        rights = checked_rights(roles, controllers)
        found = self._need(handle)
        self._may_change(by, found)
        self._check_gift(by, rights["roles"], rights["controllers"])
        moment = self.moment()
        return self._store.write(BOOK, lambda book: self.change_in(book, moment, handle, rights, by))

    def change_in(
        self, book: WritingPaperBook, moment: Moment, handle: str, rights: dict[str, Any], by: Operator
    ) -> Operator:
        """Give an operator checked `rights` inside a transaction."""
        found = _needed(book, handle)
        if "officer" not in rights["roles"]:
            _keep_an_officer(book, found)
        changed = found.ended(**rights)
        _keep(book, changed)
        _entry(book, moment, EntryKind.OPERATOR_CHANGED, changed, by, state=changed.state)
        return changed

    def suspend(self, by: Operator, handle: str, *, back: bool = False) -> Operator:
        """Let nobody sign in as this operator, or let them again (`back`). Raises NotAllowed, NeedsSecond."""
        self._may_change(by, self._need(handle))
        moment = self.moment()
        return self._store.write(BOOK, lambda book: self.suspend_in(book, moment, handle, by, back=back))

    def suspend_in(
        self, book: WritingPaperBook, moment: Moment, handle: str, by: Operator, *, back: bool
    ) -> Operator:
        """Suspend an operator, or take that back, inside a transaction."""
        found = _needed(book, handle)
        if found.state != ("suspended" if back else "active"):
            raise BadOperator(UNKNOWN)
        if not back:
            _keep_an_officer(book, found)
        changed = found.ended(state="active" if back else "suspended")
        _keep(book, changed)
        _entry(book, moment, EntryKind.OPERATOR_CHANGED, changed, by, state=changed.state)
        return changed

    def remove(self, by: Operator | None, handle: str) -> None:
        """Forget an operator; the handle in old entries is nobody's name any more. Raises NotAllowed, NeedsSecond."""
        if by is not None:
            self._may_change(by, self._need(handle))
        moment = self.moment()
        self._store.write(BOOK, lambda book: self.remove_in(book, moment, handle, by))

    def remove_in(self, book: WritingPaperBook, moment: Moment, handle: str, by: Operator | None) -> None:
        """Forget an operator inside a transaction."""
        found = _needed(book, handle)
        if by is not None:
            _keep_an_officer(book, found)
        book.drop_paper("operator", handle)
        _entry(book, moment, EntryKind.OPERATOR_CHANGED, found, by, state="removed")

    # -- small things

    def moment(self) -> Moment:
        """Return this moment."""
        return Moment.of(self._clock, self._randomness)

    def needed(self, book: PaperBook, handle: str) -> Operator:
        """Return the operator with this handle, inside a transaction. Raises BadOperator."""
        return _needed(book, handle)

    def _may_change(self, by: Operator, other: Operator) -> None:
        if by.handle == other.handle:
            raise NotAllowed(NOT_YOURSELF)
        if not by.may_manage(other):
            raise NotAllowed(NOT_ALLOWED)
        if self.needs_second(by, other.roles):
            raise NeedsSecond(NEEDS_SECOND)

    def _check_gift(self, by: Operator, roles: frozenset[str], controllers: Sequence[str]) -> None:
        check_gift(by, roles, controllers)
        if self.needs_second(by, roles):
            raise NeedsSecond(NEEDS_SECOND if by.handle != KEY_HANDLE else KEY_IS_NOBODY)

    def _need(self, handle: str) -> Operator:
        return self._store.read(BOOK, lambda book: _needed(book, handle))

    def _new_link(self, moment: Moment) -> tuple[str, str, str]:
        token = base64.urlsafe_b64encode(moment.randomness(32)).decode().rstrip("=")
        until = instant(moment.now + timedelta(hours=LINK_HOURS))
        return token, hashlib.sha256(token.encode()).hexdigest(), until

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


def _all(book: PaperBook) -> list[Operator]:
    return sorted((read(each.id, each.value) for each in book.papers("operator")), key=lambda each: each.id)


def _find(book: PaperBook, handle: str) -> Operator | None:
    found = book.paper("operator", handle)
    return None if found is None else read(handle, found.value)


def _needed(book: PaperBook, handle: str) -> Operator:
    found = _find(book, handle)
    if found is None:
        raise BadOperator(UNKNOWN)
    return found


def _keep(book: WritingPaperBook, operator: Operator) -> None:
    book.keep_paper(Paper("operator", operator.handle, "", written(operator)))


def _keep_an_officer(book: PaperBook, leaving: Operator) -> None:
    """Raise NotAllowed when nobody but `leaving` is an officer who can sign in."""
    if not (leaving.has("officer") and leaving.state == "active"):
        return
    others = [each for each in _all(book) if each.handle != leaving.handle]
    if not any(each.has("officer") and each.state == "active" for each in others):
        raise NotAllowed(LAST_OFFICER)


def _entry(
    book: WritingPaperBook,
    moment: Moment,
    kind: EntryKind,
    about: Operator,
    by: Operator | None,
    **more: str,
) -> None:
    places = tuple(each for each in about.controllers if each != "*")
    record(
        book,
        moment,
        kind,
        who=about.handle,
        roles=tuple(ordered(about.roles)),
        controllers=places or None,
        everywhere=True if not places else None,
        operator=by.handle if by is not None else None,
        **more,
    )
