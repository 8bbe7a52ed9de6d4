"""From our errors to HTTP: status, stable id, texts in both languages; never a value, never a trace.

Rules
- 400 malformed, 401 no key, 403 not allowed, 404 nothing of that name, 409 not in force, 413 too large, 503 store away.
- What is not ours is 500 with an id to look for in the log, and nothing else.
"""

from __future__ import annotations

from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from troth.consent.errors import RegisterError, StaleChoice, StoreUnavailable
from troth.gate.errors import TOO_MUCH, BadRequest, NotInForce, Unknown
from troth.vocabulary import Message, TrothError

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
    "try again; if it stays so, report it with the time",
    "请重试；如持续出现，请附时间上报",
)
BAD_QUERY = Message(
    "request.bad-query",
    "a parameter is missing or malformed",
    "缺少参数或参数格式有误",
    "see /docs for the parameters",
    "参数说明请见 /docs",
)


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
        (StaleChoice, 409),
        (StoreUnavailable, 503),
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
    """Answer an error of ours."""
    if not isinstance(error, TrothError):
        return respond(FAILED, 500)
    return respond(error.message, status_of(error), error.values)
