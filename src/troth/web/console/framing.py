"""What the pages about one policy stand in: its heading, the mark of the session, the status of an error.

Example
    >>> desk_page(gate, frame, request, compiled, "runs.html", {"runs": rows})
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from troth.notices import title_of
from troth.policy import Compiled
from troth.rights import clause_name, place_name
from troth.vault import VaultHolding
from troth.vocabulary import TrothError
from troth.web.console.cases import MANAGING, WORKING
from troth.web.frame import Frame, Language, known, status_of

PACKAGE = "troth.web.console"
NamesOf = Callable[[Compiled, str], Mapping[str, str]]
"""What places are called in a language, by their id, as their data maps say (`Desk.place_names`)."""


def called(compiled: Compiled, language: Language, names_of: NamesOf) -> dict[str, Any]:
    """Return what templates call things by: `source_name` what set a limit, `part_name` the place or part that a duty is about."""
    names = names_of(compiled, language)

    def part_name(part: str) -> str:
        mapped = part in names or part == VaultHolding.place
        return place_name(part, names, language) if mapped else known("dutypart", part, language)

    return {"source_name": lambda source: clause_name(compiled, source, language), "part_name": part_name}


def desk_page(
    frame: Frame,
    request: Request,
    compiled: Compiled,
    template: str,
    values: dict[str, Any],
    *,
    error: TrothError | None = None,
    here: str | None = None,
) -> Response:
    """Return a page about one policy; `here` is the path that shows it by GET, where this answers a POST."""
    session, me = frame.officer(request), frame.operator(request)
    framing = {
        "mark": frame.mark(session),
        "policy": compiled.id,
        "calendar": compiled.policy.calendar,
        "heading": title_of(compiled, frame.language(request)),
        "works": me.has(*WORKING),
        "deciding": me.has(*MANAGING),
        "error": error,
    }
    status = status_of(error) if error is not None else 200
    shown_at = here if request.method == "POST" else None
    response = frame.page(request, PACKAGE, template, {**framing, **values}, status=status, here=shown_at)
    frame.sessions.keep(response, session)
    response.headers["Cache-Control"] = "no-store"
    return response
