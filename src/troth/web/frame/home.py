"""The start page: what Troth is, which policies run here, and where to go.

Rules
- Nothing personal; the only forms are those of the demonstration, where there is one.
- Gaps are the checker's own count: what stays open on purpose, with a note that says why, is none.

Example
    app.include_router(frame.home(gate))
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from troth.gate import Gate
from troth.notices import title_of
from troth.policy import Loaded, promises
from troth.web.frame.languages import Language


@dataclass(frozen=True)
class DemoSubject:
    """An invented person of the demonstration; the name is shown on the home page."""

    policy: str
    subject: str
    name_en: str
    name_zh: str


class Framing(Protocol):
    """What the start page needs of the frame."""

    demo: tuple[DemoSubject, ...]

    def router(self, prefix: str = "") -> APIRouter:
        """Return a router whose errors are pages."""

    def language(self, request: Request) -> Language:
        """Return the language of the answer."""

    def page(self, request: Request, package: str, template: str, values: dict[str, Any]) -> Response:
        """Return a page."""


@dataclass(frozen=True)
class Shown:
    """A policy as the start page lists it: how many clauses it has, and how many gaps the checker finds."""

    id: str
    title: str
    version: str
    clauses: int
    gaps: int
    people: tuple[tuple[str, str], ...]


def home_router(gate: Gate, frame: Framing) -> APIRouter:
    """Return the router of `/`."""
    routes = frame.router()
    counts: dict[str, int] = {}

    def counted(loaded: Loaded) -> int:
        """Return how many clauses a policy has; a version never changes, so they are counted once."""
        if loaded.compiled.hash not in counts:
            counts[loaded.compiled.hash] = len(promises(loaded.policy))
        return counts[loaded.compiled.hash]

    def home(request: Request) -> Response:
        language = frame.language(request)
        found = [gate.shelf.readable(each) for each in gate.shelf.ids]
        policies = [shown(each, counted(each), frame.demo, language) for each in found]
        values: dict[str, Any] = {"policies": policies, "demo": bool(frame.demo)}
        if frame.demo:
            values["visit_form"] = True
        return frame.page(request, "troth.web.frame", "home.html", values)

    routes.add_api_route("/", home, methods=["GET"])
    return routes


def shown(loaded: Loaded, clauses: int, demo: tuple[DemoSubject, ...], language: Language) -> Shown:
    """Return what the start page says about a policy with so many `clauses`."""
    compiled = loaded.compiled
    gaps = sum(each.severity == "gap" for each in loaded.findings)
    people = tuple(
        (each.subject, each.name_zh if language == "zh" else each.name_en)
        for each in demo
        if each.policy == compiled.id
    )
    return Shown(compiled.id, title_of(compiled, language), compiled.version, clauses, gaps, people)
