"""The published texts: the policy, its short version, the lists, in both languages, and every version that ever was.

Rules
- Reading needs nobody and no script; each text can be printed, and saved as one file (PIPL 17: easy to read and keep).
- A text is made once for each version and language: a version never changes.
- An old version stays where it was; its page says that it is not the one in force.
- `for=WHOM` in the address lays special terms over every text; links on the page keep it. Countries are linked,
  customers are not named to others.

Example
    GET /p/jeejio/collected?lang=zh
    GET /p/qunyi/policy/2022-05-11.pdf?lang=en&for=SG
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlencode

from fastapi import APIRouter
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from troth.gate import Gate, begins
from troth.notices import (
    PAGE_STYLE,
    PARTS,
    Document,
    Edition,
    Part,
    addenda_of,
    addendum_name,
    markdown,
    occasion_of,
    page_body,
    part_of,
    phrase,
    publish,
    sheets,
    title_of,
    whole_page,
)
from troth.notices.errors import UnknownAddendum, UnknownPart
from troth.notices.ports import Printer
from troth.policy import Compiled
from troth.web.centre.printing import PrintedTexts
from troth.web.frame import Frame, Language
from troth.web.frame.errors import NO_PAGE, NoPage

PACKAGE = "troth.web.centre"
STYLE_ADDRESS = "/p/-/published.css"


def published_router(gate: Gate, frame: Frame, printer: Printer | None = None) -> APIRouter:
    """Return the router of the published texts, below `/p`."""
    published = _Published(gate, frame, PrintedTexts(printer))
    routes = frame.router("/p")
    routes.add_api_route("", frame.to_start, methods=["GET"])
    routes.add_api_route("/-/published.css", published.style, methods=["GET"])
    routes.add_api_route("/{policy}", published.current, methods=["GET"])
    routes.add_api_route("/{policy}/versions", published.archive, methods=["GET"])
    routes.add_api_route("/{policy}/versions/{version}", published.old, methods=["GET"])
    routes.add_api_route("/{policy}/versions/{version}/{part}", published.old, methods=["GET"])
    routes.add_api_route("/{policy}/{part}", published.current, methods=["GET"])
    routes.add_api_route("/{policy}/{part}/{version}.{ending}", published.file, methods=["GET"])
    return routes


@dataclass(frozen=True)
class _Asked:
    """Which text somebody asked for."""

    compiled: Compiled
    language: Language
    part: Part
    occasion: Mapping[str, str]

    @property
    def key(self) -> tuple[object, ...]:
        """Two wishes for the same text have the same."""
        return (self.compiled.hash, self.language, self.part, *sorted(self.occasion.items()))

    def at(self, address: str, **query: str) -> str:
        """Return `address` with `query`, and with for whom the text is."""
        whom = [("for", f"{key}={value}") for key, value in self.occasion.items()]
        asked = urlencode([*query.items(), *whom], safe="=")
        return f"{address}?{asked}" if asked else address


@dataclass(frozen=True)
class _Published:
    """The pages of the published texts."""

    gate: Gate
    frame: Frame
    printed: PrintedTexts
    made: dict[tuple[object, ...], tuple[Document, Markup]] = field(default_factory=dict)

    def style(self, request: Request) -> Response:
        """Hand out the style."""
        return Response(PAGE_STYLE, 200, {"Cache-Control": "public, no-cache"}, "text/css")

    def current(self, request: Request, policy: str, part: str = "policy") -> Response:
        """Show a text of the version in force."""
        asked = self._asked(request, self.gate.shelf.current(policy), part)
        return self._show(request, asked, f"/p/{policy}")

    def old(self, request: Request, policy: str, version: str, part: str = "policy") -> Response:
        """Show a text of one version."""
        asked = self._asked(request, self._version(policy, version), part)
        return self._show(request, asked, f"/p/{policy}/versions/{version}")

    def file(self, request: Request, policy: str, part: str, version: str, ending: str) -> Response:
        """Hand out a text as one file to keep."""
        asked = self._asked(request, self._version(policy, version), part)
        editions = self._editions(asked, linked=False)
        if ending == "pdf":
            key = (*asked.key, len(editions))
            made: str | bytes = self.printed.pdf(
                key, lambda: sheets(_document(asked, editions)), lambda: self.frame.count_costly(request)
            )
            kind = "application/pdf"
        elif ending in _FILES:
            write, kind = _FILES[ending]
            made = write(_document(asked, editions))
        else:
            raise NoPage(NO_PAGE)
        name = "-".join((policy, version, asked.part, *asked.occasion.values()))
        headers = {
            "Content-Disposition": f'attachment; filename="{name}.{asked.language}.{ending}"',
            "Content-Language": asked.language,
        }
        return Response(made, 200, headers, kind)

    def archive(self, request: Request, policy: str) -> Response:
        """List all versions."""
        asked = self._asked(request, self.gate.shelf.current(policy), "policy")
        announced = {each.compiled.hash for each in self.gate.shelf.announced(policy)}
        values = {
            **self._common(asked, "versions", f"/p/{policy}"),
            "editions": list(reversed(self._editions(asked))),
            "current": asked.compiled.hash,
            "announced": announced,
        }
        return self.frame.page(request, PACKAGE, "versions.html", values)

    def _show(self, request: Request, asked: _Asked, base: str) -> Response:
        editions = self._editions(asked)
        key = (*asked.key, len(editions))
        if key not in self.made:
            document = _document(asked, editions)
            # The writer has escaped every word of it; see tests/unit/notices/test_hostile_texts.py.
            self.made[key] = document, Markup(page_body(document))  # noqa: S704
        document, body = self.made[key]
        in_force = self.gate.shelf.current(asked.compiled.id).hash == asked.compiled.hash
        files = ["html", *(["pdf"] if self.printed.ready else [])]
        whole = f"/p/{asked.compiled.id}/{asked.part}/{asked.compiled.version}"
        values = {
            **self._common(asked, asked.part, base),
            "title": document.title,
            "body": body,
            "in_force": in_force,
            "files": [(each, asked.at(f"{whole}.{each}", lang=asked.language)) for each in files],
            "general": (base if asked.part == "policy" else f"{base}/{asked.part}") if asked.occasion else "",
        }
        return self.frame.page(request, PACKAGE, "published.html", values)

    def _common(self, asked: _Asked, part: str, base: str) -> dict[str, object]:
        policy, language = asked.compiled.id, asked.language
        say = partial(_say, language)
        texts = [(e, asked.at(base if e == "policy" else f"{base}/{e}"), say(f"tab.{e}")) for e in PARTS]
        return {
            "style": STYLE_ADDRESS,
            "say": say,
            "texts": texts,
            "archive": asked.at(f"/p/{policy}/versions"),
            "special": [
                (f"{base}?{urlencode({'for': each.value})}", addendum_name(each, language))
                for each in addenda_of(asked.compiled.policy)
                if each.open and not asked.occasion
            ],
            "part": part,
            "policy": policy,
            "version": asked.compiled.version,
            "to_current": asked.at(f"/p/{policy}"),
            "heading": title_of(asked.compiled, language),
        }

    def _asked(self, request: Request, compiled: Compiled, part: str) -> _Asked:
        try:
            occasion = occasion_of(compiled, request.query_params.getlist("for")[:8])
            return _Asked(compiled, self.frame.language(request), part_of(part), occasion)
        except (UnknownPart, UnknownAddendum) as error:
            raise NoPage(NO_PAGE) from error

    def _version(self, policy: str, version: str) -> Compiled:
        for each in self.gate.shelf.versions(policy):
            if each.policy.version == version:
                return each.compiled
        raise NoPage(NO_PAGE)

    def _editions(self, asked: _Asked, *, linked: bool = True) -> list[Edition]:
        """Return every version. One that has not the special terms that were asked for leads to its general text."""
        policy, every = asked.compiled.id, []
        for each in self.gate.shelf.versions(policy):
            address = f"/p/{policy}/versions/{each.policy.version}"
            address = asked.at(address) if _knows(each.compiled, asked.occasion) else address
            day = begins(each.policy) or phrase("missing", asked.language)
            every.append(Edition(each.policy.version, day, each.compiled.hash, address if linked else ""))
        return every


_FILES = {"html": (whole_page, "text/html"), "md": (markdown, "text/markdown")}


def _document(asked: _Asked, editions: list[Edition]) -> Document:
    return publish(asked.compiled, asked.language, asked.part, editions, asked.occasion)


def _knows(compiled: Compiled, occasion: Mapping[str, str]) -> bool:
    there = {(each.key, each.value) for each in addenda_of(compiled.policy)}
    return there >= set(occasion.items())


def _say(language: Language, key: str, **values: object) -> str:
    return phrase(key, language, **values)
