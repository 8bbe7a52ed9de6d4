"""Keys that wrap keys, in a device that speaks PKCS#11: they are made there, and never leave it.

Rules
- A key is AES-256, sensitive, not extractable, labelled `troth/CONTROLLER/GENERATION`; wrapping is AES-GCM inside the device,
  bound to the context that the vault gives.
- Two keys under one label are refused: nobody could tell which one wrapped what.
- The vault makes a key inside a transaction that has its controller's turn, so no two processes make one generation.
- The PIN comes from the settings and is in no error. A session is used by one thread at a time.

Example
    >>> Pkcs11Keys("/usr/lib/softhsm/libsofthsm2.so", "troth", pin, os.urandom).make("acme", 1)
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pkcs11
from pkcs11 import Attribute, GCMParams, KeyType, Mechanism, ObjectClass

from troth.ledger.ports import Randomness
from troth.vault.errors import NO_KEY, NoKey
from troth.vocabulary import Plain

NONCE = 12
BITS = 256
TAG_BITS = 128


class Pkcs11Keys:
    """Keys on the token `token` of the module at `library`. Implements `troth.vault.ports.KeyStore`."""

    def __init__(self, library: str, token: str, pin: str, randomness: Randomness) -> None:
        """Nothing is opened before the first key is asked for."""
        self._library, self._token, self._pin, self._randomness = library, token, pin, randomness
        self._lock = threading.Lock()
        self._open: Any = None

    def make(self, controller: str, generation: int) -> None:
        """Make the key in the device, unless it is there. Raises NoKey."""
        with self._session(controller, generation) as session:
            if not list(_keys(session, _label(controller, generation))):
                session.generate_key(
                    KeyType.AES,
                    BITS,
                    label=_label(controller, generation),
                    store=True,
                    template={Attribute.SENSITIVE: True, Attribute.EXTRACTABLE: False},
                )

    def wrap(self, controller: str, generation: int, key: bytes, context: bytes) -> bytes:
        """Return `key` wrapped, bound to `context`. Raises NoKey."""
        nonce = self._randomness(NONCE)
        return nonce + self._run(controller, generation, "encrypt", key, nonce, context)

    def unwrap(self, controller: str, generation: int, wrapped: bytes, context: bytes) -> bytes:
        """Return the key that was wrapped with the same `context`. Raises NoKey."""
        return self._run(controller, generation, "decrypt", wrapped[NONCE:], wrapped[:NONCE], context)

    def generations(self, controller: str) -> list[int]:
        """Return the generations that are in the device, in order. Raises NoKey."""
        head = _label(controller, 0)[:-1]
        with self._session(controller, 0) as session:
            labels = [
                str(each.label) for each in session.get_objects({Attribute.CLASS: ObjectClass.SECRET_KEY})
            ]
        numbers = (each.removeprefix(head) for each in labels if each.startswith(head))
        return sorted(int(number) for number in numbers if number.isascii() and number.isdigit())

    def destroy(self, controller: str, generation: int) -> None:
        """Have the device destroy the key. Raises NoKey."""
        with self._session(controller, generation) as session:
            for key in list(_keys(session, _label(controller, generation))):
                key.destroy()

    def _run(
        self, controller: str, generation: int, act: str, data: bytes, nonce: bytes, context: bytes
    ) -> bytes:
        with self._session(controller, generation) as session:
            found = list(_keys(session, _label(controller, generation)))
            if len(found) != 1:
                which = (
                    ("the device has none", "设备中没有")
                    if not found
                    else ("the device has two", "设备中有两个")
                )
                raise _refused(controller, generation, *which)
            do: Callable[..., bytes] = getattr(found[0], act)
            parameters = GCMParams(nonce, context, TAG_BITS)
            return bytes(do(data, mechanism=Mechanism.AES_GCM, mechanism_param=parameters))

    def _login(self) -> Any:
        token = pkcs11.lib(self._library).get_token(token_label=self._token)
        try:
            return token.open(rw=True, user_pin=self._pin)
        except pkcs11.exceptions.UserAlreadyLoggedIn:
            return token.open(rw=True)  # a login is the whole process's

    def _let_go(self) -> None:
        open_, self._open = self._open, None
        if open_ is not None:
            with suppress(pkcs11.exceptions.PKCS11Error):
                open_.close()

    @contextmanager
    def _session(self, controller: str, generation: int) -> Iterator[Any]:
        """Give the session that is open; one that failed is closed, and the next call opens another."""
        with self._lock:
            try:
                if self._open is None:
                    self._open = self._login()
                yield self._open
            except (pkcs11.exceptions.PKCS11Error, RuntimeError) as error:
                self._let_go()
                reason = type(error).__name__
                raise _refused(
                    controller, generation, f"the device says {reason}", f"设备返回 {reason}"
                ) from None


def _keys(session: Any, label: str) -> Iterator[Any]:
    yield from session.get_objects({Attribute.CLASS: ObjectClass.SECRET_KEY, Attribute.LABEL: label})


def _label(controller: str, generation: int) -> str:
    return f"troth/{controller}/{generation}"


def _refused(controller: str, generation: int, reason: str, reason_zh: str) -> NoKey:
    return NoKey(
        NO_KEY, controller=controller, generation=generation, reason=Plain(reason), reason_zh=Plain(reason_zh)
    )
