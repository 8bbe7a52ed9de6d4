"""What operators need from outside: papers in a book, hashes of passwords, passkeys, and providers of identity.

Rules
- A paper is one small document of the console: an operator, a proposal, a counter of failures, a token that was used.
  `value` is JSON; `until` is the instant after which it may be dropped, "" for never. Papers belong to one controller.
- What cannot be verified raises `SignInRefused`; nothing else comes out of an adapter for a wrong answer.

Example
    >>> book.keep_paper(Paper("operator", handle, "", value))
    >>> book.paper("operator", handle).value
    '{"id":"li.wei",...}'
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar

from troth.ledger import Entry

T = TypeVar("T")

PaperKind = Literal["operator", "proposal", "failures", "once"]
PAPER_KINDS: tuple[PaperKind, ...] = ("operator", "proposal", "failures", "once")


@dataclass(frozen=True, slots=True)
class Paper:
    """One document: its kind, its id (printable ASCII), until when it counts (ISO 8601 UTC or ""), its JSON."""

    kind: str
    id: str
    until: str
    value: str


class PaperBook(Protocol):
    """What one controller's papers say, inside one transaction."""

    @property
    def controller(self) -> str:
        """The controller that the book belongs to."""

    def paper(self, kind: str, key: str, /) -> Paper | None:
        """Return one paper, or None."""

    def papers(self, kind: str, /) -> Sequence[Paper]:
        """Return every paper of a kind, by id."""

    def papers_over(self, kind: str, now: str, most: int, /) -> Sequence[Paper]:
        """Return up to `most` papers of a kind whose `until` (an instant) is before `now`, the oldest first."""


class WritingPaperBook(PaperBook, Protocol):
    """A book that is written to; everything lands in one commit or not at all."""

    def keep_paper(self, paper: Paper, /) -> None:
        """Keep a paper, in the place of the one before it."""

    def drop_paper(self, kind: str, key: str, /) -> None:
        """Destroy a paper. Not being there is no error."""

    def append(self, entry: Entry) -> int:
        """Append `entry` to the ledger and return its index."""


class PaperStore(Protocol):
    """A place where such books are kept. See `troth.consent.ports.Store` for what holds of it."""

    def write(self, controller: str, work: Callable[[WritingPaperBook], T]) -> T:
        """Run `work` in a transaction and return its result once the commit is durable."""

    def read(self, controller: str, work: Callable[[PaperBook], T]) -> T:
        """Run `work` on a consistent snapshot and return its result."""


class PasswordHasher(Protocol):
    """Turns passwords into what may be stored (argon2id, RFC 9106)."""

    def hash(self, password: str, /) -> str:
        """Return the hash of `password`, with its salt and cost."""

    def fits(self, password: str, hashed: str, /) -> bool:
        """Return whether `hashed` was made of `password`, in a time that does not tell why not."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where the console is reached: its origin (`https://privacy.example`) and the domain that passkeys belong to."""

    origin: str
    domain: str


@dataclass(frozen=True, slots=True)
class Passkey:
    """A key that an operator's device holds: ids and public key in base64url, and its counter of signatures."""

    id: str
    key: str
    count: int
    since: str


class Passkeys(Protocol):
    """Registers and checks passkeys (W3C WebAuthn level 3), user verification required."""

    def creation(self, site: Site, handle: str, name: str, challenge: bytes, known: Sequence[str]) -> str:
        """Return the options by which a browser makes a passkey, as JSON; `known` are the ids there are already."""

    def created(self, site: Site, challenge: bytes, answer: str) -> tuple[str, str, int]:
        """Return (id, public key, counter) of the passkey in a browser's `answer`. Raises SignInRefused."""

    def request(self, site: Site, challenge: bytes) -> str:
        """Return the options by which a browser signs in with any passkey of this site, as JSON."""

    def named(self, answer: str) -> tuple[str, str]:
        """Return (id of the passkey, handle of the operator) that a browser's `answer` names. Raises SignInRefused."""

    def confirmed(self, site: Site, challenge: bytes, answer: str, passkey: Passkey) -> int:
        """Return the new counter when `answer` is signed by `passkey`. Raises SignInRefused, PasskeyCopied."""


class Provider(Protocol):
    """One provider of identities (OpenID Connect Core 1.0, code flow with PKCE); its issuer is pinned."""

    @property
    def name(self) -> str:
        """What the button says."""

    @property
    def issuer(self) -> str:
        """The issuer, an https URL."""

    def begin(self, back: str, state: str, nonce: str, verifier: str) -> str:
        """Return the address to send the browser to; it comes back to `back`. Raises ProviderAway."""

    def finish(self, back: str, code: str, nonce: str, verifier: str) -> str:
        """Return the `sub` of who signed in there. Raises SignInRefused, ProviderAway."""


@dataclass(frozen=True, slots=True)
class Vouched:
    """What a company's signed token says about one of its users; `until` is when the token ends."""

    controller: str
    subject: str
    token: str
    until: str


class Vouching(Protocol):
    """Checks the tokens by which companies sign their own users in."""

    def vouched(self, token: str) -> Vouched:
        """Return what a compact JWS says, its signature and its times checked. Raises SignInRefused."""
