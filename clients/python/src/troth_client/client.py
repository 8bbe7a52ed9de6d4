"""The client: asks, sends what people choose, and reads what stands.

Rules
- `may` and `may_all` return a refusing answer with the code `unavailable` whenever Troth's own does not come whole,
  in time and fitting the question. They raise `ClientError` only for a call that can never be answered.
- What records or reads raises `Unavailable` instead, since there is nothing safe to return.
- One total time-out a call. The key stands in no error, log or `repr`.

Example
    >>> troth = Troth("http://127.0.0.1:8377", key, policy="jeejio")
    >>> troth.may("contact", "commercial", ["phone"], subject="u-1", channel="sms").answer
    'ask'
"""

from __future__ import annotations

import json
import logging
import math
import ssl
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any, Literal, Self, TypedDict, TypeVar, Unpack
from urllib.parse import quote, urlsplit

from troth_client import wording
from troth_client.answers import Answer, Language, Prompt, Question, Recorded, Standing, Text
from troth_client.errors import ClientError, NotInForce, Unavailable
from troth_client.reading import (
    Void,
    answer_of,
    error_of,
    list_of,
    parsed,
    receipts_of,
    recorded_of,
    standing_of,
)
from troth_client.transport import Address, Failed, Response, Transport

Result = TypeVar("Result")
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_BUSY = frozenset({408, 425, 429})
_log = logging.getLogger("troth_client")


class Fields(TypedDict, total=False):
    """The further fields of a step, as in `Question`."""

    policy: str | None
    insist: Sequence[str]
    function: str | None
    product: str | None
    actor: str | Mapping[str, object] | None
    controller: str | None
    recipient: str | None
    region: str | None
    channel: str | None
    occasion: Mapping[str, str]
    claim: Mapping[str, object]


class Troth:
    """One Troth, asked with one key. Safe to share between threads; keeps its connections until `close`.

    `url` is `https://HOST[:PORT][/PATH]`; plain http is taken for this machine only, or with `plain=True` where the
    network itself is closed. `policy` is asked where a call names none. `timeout` is in seconds and for the whole
    call. `cafile` holds certificates to trust in the place of the system's.
    """

    def __init__(
        self,
        url: str,
        key: str,
        policy: str | None = None,
        timeout: float = 2.0,
        *,
        cafile: str | None = None,
        plain: bool = False,
    ) -> None:
        """Open nothing yet. Raises ClientError for an unusable address or key."""
        if not key or not key.isascii() or not key.isprintable() or " " in key:
            raise ClientError("client.bad-key", wording.BAD_KEY, wording.KEY_HELP)
        if not (math.isfinite(timeout) and timeout > 0):
            raise ValueError("`timeout` is a positive number of seconds")
        address, self._shown = _address(url, cafile, plain)
        headers = {"Authorization": f"Bearer {key}", "Accept": "application/json"}
        headers |= {"Content-Type": "application/json", "User-Agent": "troth-client"}
        self._transport = Transport(address, headers)
        self._policy, self._timeout = policy, timeout

    def __repr__(self) -> str:
        return f"Troth({self._shown!r}, policy={self._policy!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections that are kept; a later call opens new ones."""
        self._transport.close()

    # -- steps

    def may(
        self,
        act: str,
        purpose: str,
        data: Sequence[str | Mapping[str, object]] = (),
        subject: str | None = None,
        **fields: Unpack[Fields],
    ) -> Answer:
        """Return the answer for one step. Raises ClientError for a call that can never be answered."""
        question = Question(act, purpose, data, subject, **fields)
        policy = self._policy_of(question.policy)
        return self._decide([question], [policy], _wire(question, policy))[0]

    def may_all(self, questions: Sequence[Question]) -> list[Answer]:
        """Return one answer for each question, in order, from one call. Raises ClientError.

        If the call fails, or one answer is void, all are refused: they came in one piece.
        """
        if not questions:
            return []
        policies = [self._policy_of(each.policy) for each in questions]
        sent = [_wire(each, policy) for each, policy in zip(questions, policies, strict=True)]
        return self._decide(questions, policies, sent)

    def _decide(self, questions: Sequence[Question], policies: Sequence[str], sent: object) -> list[Answer]:
        try:
            response = self._exchange("POST", "/v1/decisions", sent)
            value = parsed(response.body)
            values = list_of(value) if isinstance(sent, list) else [value]
            return [answer_of(*each) for each in zip(values, questions, policies, strict=True)]
        except Failed as failed:
            cause = failed.cause
        except (Void, ValueError):
            cause = "malformed"
        _log.warning("Troth gave no answer (%s); the step is refused", cause)
        return [wording.unavailable(policy, cause) for policy in policies]

    # -- people

    def choose(
        self,
        prompt: Prompt,
        choice: Literal["agree", "refuse"],
        language: Language,
        *,
        age: int | None = None,
        data: Sequence[str] | None = None,
    ) -> Recorded:
        """Record what a person answered to `prompt`, shown to them in `language`.

        An age prompt takes an `age`; a yes to some of the elements that the text names takes these as `data`.

        Raises:
            NotInForce: the text is no longer the one to answer; ask again and show the new one.
            Unavailable: Troth did not confirm. Sending the same again is safe.
            ClientError: the call is wrong.
        """
        given = {
            "policy": prompt.policy,
            "choice": choice,
            "language": language,
            "shown": prompt.shown.of(language),
            "level": prompt.level,
            "recipient": prompt.recipient,
            "by": prompt.by,
            "age": age,
            "data": list(data) if data is not None else None,
        }
        body = {name: value for name, value in given.items() if value is not None}
        return self._record("PUT", prompt.put, body)

    def withdraw(
        self, purpose: str, subject: str, *, policy: str | None = None, recipient: str | None = None
    ) -> Recorded:
        """Record that a person takes the consent to `purpose` back. Raises Unavailable, ClientError."""
        query = f"&recipient={_segment(recipient)}" if recipient else ""
        return self._record("DELETE", self._path(subject, f"consents/{_segment(purpose)}", policy) + query)

    def withdraw_agreement(self, subject: str, *, policy: str | None = None) -> Recorded:
        """Record that a person no longer agrees to the policy. Raises Unavailable, ClientError."""
        return self._record("DELETE", self._path(subject, "agreement", policy))

    def consents(self, subject: str, *, policy: str | None = None) -> list[Standing]:
        """Return everything a person can choose, and how it stands. Raises Unavailable, ClientError."""
        path, named = self._path(subject, "consents", policy), self._policy_of(policy)
        return self._read("GET", path, None, lambda value: [standing_of(e, named) for e in list_of(value)])

    def receipts(self, subject: str, *, policy: str | None = None) -> list[dict[str, Any]]:
        """Return a receipt, checkable offline, for each choice of a person. Raises Unavailable, ClientError."""
        return self._read("GET", self._path(subject, "receipts", policy), None, receipts_of)

    # -- inside

    def _record(self, method: str, path: str, body: object = None) -> Recorded:
        return self._read(method, path, body, recorded_of)

    def _read(self, method: str, path: str, body: object, read: Callable[[Any], Result]) -> Result:
        try:
            return read(parsed(self._exchange(method, path, body).body))
        except Failed as failed:
            raise _unavailable(failed.cause) from None
        except Void:
            raise _unavailable("malformed") from None

    def _policy_of(self, policy: str | None) -> str:
        named = policy or self._policy
        if not named:
            raise ClientError("client.no-policy", wording.NO_POLICY, wording.POLICY_HELP)
        return named

    def _path(self, subject: str, tail: str, policy: str | None) -> str:
        return f"/v1/subjects/{_segment(subject)}/{tail}?policy={_segment(self._policy_of(policy))}"

    def _exchange(self, method: str, path: str, body: object = None) -> Response:
        """Return a 200 with JSON. Raises Failed for what may pass, ClientError for what will not."""
        response = self._transport.exchange(method, path, _encoded(body), self._timeout)
        status = response.status
        if 400 <= status < 500 and status not in _BUSY:
            raise _client_error(response)
        if status >= 500 or status in _BUSY:
            raise Failed("failed")
        if status != 200 or response.kind != "application/json":
            raise Failed("malformed")
        return response


def _wire(question: Question, policy: str) -> dict[str, object]:
    given = {
        "policy": policy,
        "subject": question.subject,
        "act": question.act,
        "purpose": question.purpose,
        "data": list(question.data),
        "insist": list(question.insist),
        "function": question.function,
        "product": question.product,
        "actor": question.actor,
        "controller": question.controller,
        "recipient": question.recipient,
        "region": question.region,
        "channel": question.channel,
        "occasion": question.occasion,
        "claim": question.claim,
    }
    return {name: value for name, value in given.items() if value not in (None, [], {})}


def _segment(name: str) -> str:
    """Return `name` as one segment of a path; `.` and `..` are names like any other here."""
    try:
        found = quote(name, safe="")
    except UnicodeEncodeError:
        raise ClientError("client.unsendable", wording.UNSENDABLE, wording.UNSENDABLE_HELP) from None
    return found if found.strip(".") else found.replace(".", "%2E")


def _encoded(body: object) -> bytes | None:
    if body is None:
        return None
    try:
        return json.dumps(body, allow_nan=False, default=_mapping).encode()
    except (TypeError, ValueError, RecursionError):
        raise ClientError("client.unsendable", wording.UNSENDABLE, wording.UNSENDABLE_HELP) from None


def _mapping(value: object) -> dict[str, object]:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError


def _client_error(response: Response) -> ClientError:
    try:
        found, text, help_text = error_of(parsed(response.body))
    except Void:
        help_text = Text(f"Troth's address gave HTTP {response.status}", f"该地址返回 HTTP {response.status}")
        return ClientError("client.rejected", wording.REJECTED, help_text, response.status)
    kind = NotInForce if response.status == 409 else ClientError
    return kind(found, text, help_text, response.status)


def _unavailable(cause: str) -> Unavailable:
    said = wording.CAUSES[cause]
    text = Text(said.en + wording.UNRECORDED.en, said.zh + wording.UNRECORDED.zh)
    return Unavailable(f"client.{cause}", text, wording.SEND_AGAIN)


def _address(url: str, cafile: str | None, plain: bool) -> tuple[Address, str]:
    """Return (where `url` leads, the same as it may be shown). Raises ClientError."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
        parts = urlsplit("")
    secure = parts.scheme == "https"
    odd = parts.username is not None or parts.password is not None or parts.query or parts.fragment
    clean = url.isascii() and url.isprintable() and " " not in url
    if not host or odd or not clean or parts.scheme not in ("http", "https"):
        raise ClientError("client.bad-url", wording.BAD_URL, wording.URL_HELP)
    if not secure and not plain and host not in _LOOPBACK:
        raise ClientError("client.plain-url", wording.BAD_URL, wording.PLAIN_HELP)
    prefix = parts.path.rstrip("/")
    context = ssl.create_default_context(cafile=cafile) if secure else None
    port = port if port is not None else (443 if secure else 80)
    return Address(host, port, prefix, context), f"{parts.scheme}://{parts.netloc}{prefix}"
