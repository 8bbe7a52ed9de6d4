"""The published texts: the policy, its short version, the lists, in both languages, and every version that ever was.

Rules
- Reading needs nobody and no script; each text can be printed, and saved as one file (PIPL 17: easy to read and keep).
- A text is made once for each version and language: a version never changes.
- An old version stays where it was; its page says that it is not the one in force.

Example
    GET /p/jeejio/collected?lang=zh
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

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
    markdown,
    page_body,
    part_of,
    phrase,
    publish,
    title_of,
    whole_page,
)
from troth.notices.errors import UnknownPart
from troth.policy import Compiled
from troth.web.frame import Frame, Language
from troth.web.frame.errors import NO_PAGE, NoPage

PACKAGE = "troth.web.centre"
STYLE_ADDRESS = "/p/-/published.css"


def published_router(gate: Gate, frame: Frame) -> APIRouter:
    """Return the router of the published texts, below `/p`."""
    published = _Published(gate, frame)
    routes = frame.router("/p")
    routes.add_api_route("", published.start, methods=["GET"])
    routes.add_api_route("/-/published.css", published.style, methods=["GET"])
    routes.add_api_route("/{policy}", published.current, methods=["GET"])
    routes.add_api_route("/{policy}/versions", published.archive, methods=["GET"])
    routes.add_api_route("/{policy}/versions/{version}", published.old, methods=["GET"])
    routes.add_api_route("/{policy}/versions/{version}/{part}", published.old, methods=["GET"])
    routes.add_api_route("/{policy}/{part}", published.current, methods=["GET"])
    routes.add_api_route("/{policy}/{part}/{version}.{ending}", published.file, methods=["GET"])
    return routes


@dataclass(frozen=True)
class _Published:
    """The pages of the published texts."""

    gate: Gate
    frame: Frame
    made: dict[tuple[str, Language, Part, int], tuple[Document, Markup]] = field(default_factory=dict)

    def start(self, request: Request) -> Response:
        """Send the visitor to the list of policies."""
        return self.frame.redirect("/")

    def style(self, request: Request) -> Response:
        """Hand out the style."""
        return Response(PAGE_STYLE, 200, {"Cache-Control": "public, no-cache"}, "text/css")

    def current(self, request: Request, policy: str, part: str = "policy") -> Response:
        """Show a text of the version in force."""
        return self._show(request, self.gate.shelf.current(policy), _part(part), f"/p/{policy}")

    def old(self, request: Request, policy: str, version: str, part: str = "policy") -> Response:
        """Show a text of one version."""
        compiled = self._version(policy, version)
        return self._show(request, compiled, _part(part), f"/p/{policy}/versions/{version}")

    def file(self, request: Request, policy: str, part: str, version: str, ending: str) -> Response:
        """Hand out a text as one file to keep."""
        compiled, language = self._version(policy, version), self.frame.language(request)
        if ending not in _FILES:
            raise NoPage(NO_PAGE)
        write, kind = _FILES[ending]
        name = f"{policy}-{version}-{_part(part)}.{language}.{ending}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        document = publish(compiled, language, _part(part), self._editions(policy, language, linked=False))
        return Response(write(document), 200, headers, kind)

    def archive(self, request: Request, policy: str) -> Response:
        """List all versions."""
        language, compiled = self.frame.language(request), self.gate.shelf.current(policy)
        announced = {each.compiled.hash for each in self.gate.shelf.announced(policy)}
        values = {
            **self._common(compiled, language, "versions", f"/p/{policy}"),
            "editions": list(reversed(self._editions(policy, language))),
            "current": compiled.hash,
            "announced": announced,
        }
        return self.frame.page(request, PACKAGE, "versions.html", values)

    def _show(self, request: Request, compiled: Compiled, part: Part, base: str) -> Response:
        language = self.frame.language(request)
        editions = self._editions(compiled.id, language)
        key = (compiled.hash, language, part, len(editions))
        if key not in self.made:
            document = publish(compiled, language, part, editions)
            # The writer has escaped every word of it; see tests/unit/notices/test_hostile_texts.py.
            self.made[key] = document, Markup(page_body(document))  # noqa: S704
        document, body = self.made[key]
        values = {
            **self._common(compiled, language, part, base),
            "title": document.title,
            "body": body,
            "in_force": self.gate.shelf.current(compiled.id).hash == compiled.hash,
        }
        return self.frame.page(request, PACKAGE, "published.html", values)

    def _common(self, compiled: Compiled, language: Language, part: str, base: str) -> dict[str, object]:
        say = partial(_say, language)
        return {
            "style": STYLE_ADDRESS,
            "say": say,
            "texts": [(e, base if e == "policy" else f"{base}/{e}", say(f"tab.{e}")) for e in PARTS],
            "part": part,
            "policy": compiled.id,
            "version": compiled.version,
            "heading": title_of(compiled, language),
        }

    def _version(self, policy: str, version: str) -> Compiled:
        for each in self.gate.shelf.versions(policy):
            if each.policy.version == version:
                return each.compiled
        raise NoPage(NO_PAGE)

    def _editions(self, policy: str, language: Language, *, linked: bool = True) -> list[Edition]:
        return [
            Edition(
                each.policy.version,
                begins(each.policy) or phrase("missing", language),
                each.compiled.hash,
                f"/p/{policy}/versions/{each.policy.version}" if linked else "",
            )
            for each in self.gate.shelf.versions(policy)
        ]


_FILES = {"html": (whole_page, "text/html"), "md": (markdown, "text/markdown")}


def _part(name: str) -> Part:
    try:
        return part_of(name)
    except UnknownPart as error:
        raise NoPage(NO_PAGE) from error


def _say(language: Language, key: str, **values: object) -> str:
    return phrase(key, language, **values)
