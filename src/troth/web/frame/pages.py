"""From a template and values to a page, and from an error to one.

Rules
- Templates are our own, from the packages; escaping is always on, an unknown name is an error.
- A route of ours answers every error of ours with a page that says id, text and what to do.

Example
    >>> pages.render("problem.html", "zh", title="...")
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Coroutine
from functools import cache, partial
from pathlib import Path
from typing import Any

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from troth.gate.errors import UNKNOWN_POLICY
from troth.vocabulary import TrothError
from troth.web.errors import BAD_QUERY, NOT_FOUND, WRONG_METHOD, status_of
from troth.web.frame.catalogue import text
from troth.web.frame.errors import BAD_FORM, NO_METHOD, NO_PAGE, NO_POLICY_HERE, BadForm, FrameError, NoPage
from troth.web.frame.languages import TAGS, Language
from troth.web.frame.words import instant, known, period, remark, sentence, version_name

ASSETS = Path(__file__).parent.parent / "assets"
Answer = Callable[[Request, TrothError], Response]


@cache
def environment(package: str) -> Environment:
    """Return the templates of `package` and, behind them, those of the frame."""
    loaders = [PackageLoader(name) for name in dict.fromkeys((package, "troth.web.frame"))]
    found = Environment(
        loader=ChoiceLoader(loaders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    found.globals["asset"] = asset
    return found


def render(package: str, template: str, language: Language, values: dict[str, Any]) -> str:
    """Return the page made of `template` of `package` and `values`, in `language`."""
    words = {
        "t": partial(_text, language),
        "word": lambda area, word: known(area, str(word), language),
        "period": lambda written: period(str(written), language),
        "instant": lambda at: instant(at, language, _calendar(values)),
        "remark": lambda words: remark(words, language),
        "sentence": lambda words: sentence(words, language),
        "version_name": lambda version: version_name(version, language),
        "language": language,
        "tag": TAGS[language],
        "tags": TAGS,
    }
    return environment(package).get_template(template).render(**words, **values)


def _calendar(values: dict[str, Any]) -> str | None:
    """Return the calendar of the policy that a page is about, if it is about one: its clock is that of the page."""
    compiled = values.get("compiled")
    return compiled.policy.calendar if compiled is not None else values.get("calendar")


def _text(language: Language, key: str, **values: object) -> str:
    return text(key, language, **values)


@cache
def asset(name: str) -> str:
    """Return the address of the asset `name`, with a mark that changes when its content does."""
    file = ASSETS / name
    mark = hashlib.sha256(file.read_bytes()).hexdigest()[:12] if file.is_file() else "none"
    return f"/assets/{name}?v={mark}"


def status(error: TrothError) -> int:
    """Return the HTTP status of an error."""
    return error.status if isinstance(error, FrameError) else status_of(error)


def for_people(error: TrothError) -> TrothError:
    """Return `error` as a page tells it: what has its help for programs is told in the page's own words."""
    for message, own in _FOR_PEOPLE:
        if error.message is message:
            return NoPage(own)
    return error


_FOR_PEOPLE = (
    (UNKNOWN_POLICY, NO_POLICY_HERE),
    (NOT_FOUND, NO_PAGE),
    (WRONG_METHOD, NO_METHOD),
    (BAD_QUERY, BAD_FORM),
)


def as_ours(error: HTTPException | RequestValidationError) -> TrothError:
    """Return what the web framework found wrong as an error of ours."""
    if isinstance(error, RequestValidationError):
        return BadForm(BAD_FORM)
    if error.status_code == 405:
        return NoPage(NO_METHOD)
    return NoPage(NO_PAGE) if error.status_code == 404 else BadForm(BAD_FORM)


def route_class(answer: Answer) -> type[APIRoute]:
    """Return a class of routes whose errors of ours `answer` turns into pages."""

    class PageRoute(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            handler = super().get_route_handler()

            async def handle(request: Request) -> Response:
                try:
                    return await handler(request)
                except TrothError as error:
                    return answer(request, error)
                except (HTTPException, RequestValidationError) as error:
                    return answer(request, as_ours(error))

            return handle

    return PageRoute
