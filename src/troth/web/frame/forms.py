"""Forms that a browser sends: read with limits, and checked to be ours.

Rules
- Only `application/x-www-form-urlencoded`, at most 64 KiB and 1000 fields, UTF-8.
- A form carries the mark of the session (or visit) it was made for. A browser that says where a form comes from
  (Sec-Fetch-Site, Origin) must say that it comes from here.

Example
    >>> form.one("choice"), form.many("data")
    ('agree', ('phone', 'email'))
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request

from troth.web.frame.errors import BAD_FORM, FORM_TOO_LARGE, NOT_OUR_FORM, BadForm, FormTooLarge, Refused

LARGEST = 64 * 1024
MOST_FIELDS = 1000
MARK = "mark"
"""The field that holds a form's mark."""


class Form:
    """The fields of a form, each with its values in order."""

    def __init__(self, fields: Mapping[str, tuple[str, ...]]) -> None:
        """Hold `fields`."""
        self._fields = fields

    def names(self) -> tuple[str, ...]:
        """Return the names of the fields that were sent."""
        return tuple(self._fields)

    def one(self, name: str, default: str = "") -> str:
        """Return the value of the field `name`, without space around it. Raises BadForm if there are several."""
        values = self._fields.get(name, (default,))
        if len(values) != 1:
            raise BadForm(BAD_FORM)
        return values[0].strip()

    def exactly(self, name: str) -> str:
        """Return the value of the field `name` as it was typed, space and all. Raises BadForm if there are several."""
        values = self._fields.get(name, ("",))
        if len(values) != 1:
            raise BadForm(BAD_FORM)
        return values[0]

    def many(self, name: str) -> tuple[str, ...]:
        """Return the values of the field `name` that say something, each once."""
        return tuple(dict.fromkeys(v.strip() for v in self._fields.get(name, ()) if v.strip()))

    def exact(self, name: str, *known: str) -> str:
        """Return the value of `name` if it is one of `known`. Raises BadForm otherwise."""
        value = self.one(name)
        if value not in known:
            raise BadForm(BAD_FORM)
        return value


async def read_form(request: Request) -> Form:
    """Return the form in `request`. Raises BadForm, FormTooLarge, and Refused for one sent by another site."""
    _check_origin(request)
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            raise FormTooLarge(FORM_TOO_LARGE, most=LARGEST)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if body and kind != "application/x-www-form-urlencoded":
        raise BadForm(BAD_FORM)
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=bool(body),
            encoding="utf-8",
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError as error:
        raise BadForm(BAD_FORM) from error
    fields: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        fields[name] = (*fields.get(name, ()), value)
    return Form(fields)


def _check_origin(request: Request) -> None:
    """Refuse what a browser says was sent by another site. `null` says nothing: our own pages send no referrer."""
    site = request.headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        raise Refused(NOT_OUR_FORM)
    origin = request.headers.get("origin")
    if origin is not None and origin != "null" and urlsplit(origin).netloc != request.url.netloc:
        raise Refused(NOT_OUR_FORM)
