"""From our errors to HTTP: status, stable id, texts in both languages; never a value, never a trace.

Rules
- 400 malformed, 401 no key, 403 not allowed, 404 nothing of that name, 409 not in force, 413 too large, 503 store away.
- What is not ours, or a rule of the books broken, is a failure: 500 with a reference to look for in the log, and nothing
  else. The log has the kind of failure and where it was, never its text, which may hold what somebody sent.

Example
    >>> respond(NOT_FOUND, 404).status_code
    404
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Message as Part

from troth.closure.errors import ChangeGuarded, ChangeNotNow, NoSuchChange
from troth.consent.errors import RegisterError, StaleChoice, StoreError, StoreUnavailable
from troth.gate.errors import TOO_MUCH, BadRequest, NotInForce, NotYet, Unknown
from troth.holdings.errors import PlanChanged
from troth.ledger.errors import LedgerError
from troth.ledger.ports import Randomness
from troth.operators.errors import (
    NeedsSecond,
    NotAllowed,
    NotWaiting,
    ProviderAway,
    SignInRefused,
    TooOften,
)
from troth.rights.errors import Guarded, NoSuchCase, NotNow, NotYours
from troth.vocabulary import Message, Plain, TrothError

_log = logging.getLogger("troth.web")
_FRAMES = 4
Tell = Callable[[Request, Mapping[str, object]], Response]

NO_KEY = Message(
    "access.no-key",
    "the key is missing or wrong",
    "缺少密钥或密钥错误",
    "send `Authorization: Bearer KEY` with the key of this installation",
    "请在请求头中发送 `Authorization: Bearer 密钥`",
)
NOT_FOUND = Message(
    "request.not-found",
    "there is nothing at this path",
    "此路径下没有内容",
    "see /docs for what there is",
    "可用路径请见 /docs",
)
WRONG_METHOD = Message(
    "request.wrong-method",
    "this path does not take this method",
    "此路径不支持该方法",
    "see /docs for the methods",
    "可用方法请见 /docs",
)
FAILED = Message(
    "server.failed",
    "something failed on our side; nothing was permitted",
    "服务端出现故障，未作任何许可",
    "try again; if it stays so, report it with the reference {reference}, which stands in the log",
    "请重试；如持续出现，请附日志中的编号 {reference} 上报",
)
BAD_QUERY = Message(
    "request.bad-query",
    "a parameter is missing or malformed",
    "缺少参数或参数格式有误",
    "see /docs for the parameters",
    "参数说明请见 /docs",
)


NOT_BELIEVED = Message(
    "callbacks.not-believed",
    "this call-back is not signed as agreed, is old, or was taken before",
    "该回调签名不符、已过时，或已处理过",
    "sign id, time and body with the shared secret, as docs/CHANNELS.md says, and send each once",
    "请按 docs/CHANNELS.md 用共享密钥对编号、时间和内容签名，且每条只发送一次",
)


class NotBelieved(TrothError):
    """A call-back that nobody has to believe."""


class NoKey(TrothError):
    """The caller did not show the key."""


def status_of(error: TrothError) -> int:
    """Return the HTTP status of an error of ours."""
    if error.message is TOO_MUCH:
        return 413
    for kind, status in (
        (NoKey, 401),
        (BadRequest, 400),
        (RegisterError, 400),
        (Unknown, 404),
        (NotInForce, 409),
        (NotYet, 409),
        (StaleChoice, 409),
        (NoSuchCase, 404),
        (NoSuchChange, 404),
        (ChangeNotNow, 409),
        (ChangeGuarded, 409),
        (NotYours, 403),
        (NotBelieved, 401),
        (NotNow, 409),
        (Guarded, 409),
        (StoreUnavailable, 503),
        (StoreError, 500),
        (LedgerError, 500),
        (SignInRefused, 401),
        (NotAllowed, 403),
        (TooOften, 429),
        (NeedsSecond, 409),
        (NotWaiting, 409),
        (PlanChanged, 409),
        (ProviderAway, 503),
    ):
        if isinstance(error, kind):
            return status
    return 400


def body_of(message: Message, values: dict[str, object] | None = None) -> dict[str, Any]:
    """Return an error as it goes over the wire."""
    return {
        "error": {
            "id": message.id,
            "text": {"en": message.text("en", values), "zh": message.text("zh", values)},
            "help": {"en": message.help("en", values), "zh": message.help("zh", values)},
        }
    }


def respond(message: Message, status: int, values: dict[str, object] | None = None) -> Response:
    """Return the response for `message`."""
    headers = {"Cache-Control": "no-store"}
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return Response(msgspec.json.encode(body_of(message, values)), status, headers, "application/json")


async def on_troth_error(request: Request, error: Exception) -> Response:
    """Answer an error of ours; one that the caller can do nothing about goes on as a failure."""
    if not isinstance(error, TrothError) or status_of(error) == 500:
        raise error
    return respond(error.message, status_of(error), error.values)


class Failures:
    """Stands around the application: what comes out of it is noted without its text, and answered with a reference."""

    def __init__(self, app: ASGIApp, randomness: Randomness, tell: Tell) -> None:
        """Stand around `app`; references are made of `randomness`, and `tell` answers with one."""
        self._app, self._randomness, self._tell = app, randomness, tell

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a call on; a response that has begun is left unfinished, which the caller notices."""
        begun = False

        async def sending(part: Part) -> None:
            nonlocal begun
            begun = begun or part["type"] == "http.response.start"
            await send(part)

        try:
            await self._app(scope, receive, sending)
        except Exception as error:  # noqa: BLE001  # whatever it is, it must not permit, nor be printed with its text
            reference = self._randomness(6).hex()
            _log.error("failure %s: %s", reference, _place(error))
            if scope["type"] == "http" and not begun:
                response = self._tell(Request(scope, receive), {"reference": Plain(reference)})
                await response(scope, receive, send)


def _place(error: BaseException) -> str:
    """Return the kind of an error and where it was raised, without its text."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    places = " > ".join(f"{PurePath(each.filename).name}:{each.lineno}" for each in frames)
    return f"{type(error).__name__} at {places}"
