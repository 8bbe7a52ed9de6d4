"""What the pages about one policy stand in: its heading, the mark of the session, the status of an error.

Example
    >>> desk_page(gate, frame, request, compiled, "runs.html", {"runs": rows})
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from troth.notices import title_of
from troth.policy import Compiled
from troth.vocabulary import TrothError
from troth.web.console.cases import MANAGING, WORKING
from troth.web.frame import Frame, status_of

PACKAGE = "troth.web.console"


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
