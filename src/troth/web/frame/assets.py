"""Our own style, scripts and the fetched libraries, served from the package.

Rules
- Only files below `assets/`; whoever asks with the mark of a content may keep it for a year.

Example
    app.mount("/assets", frame.static())
"""

from __future__ import annotations

from os import PathLike, stat_result

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from troth.web.frame.pages import ASSETS

KEPT = "public, max-age=31536000, immutable"
CHECKED = "public, no-cache"


class Assets(StaticFiles):
    """The files below `assets/`."""

    def __init__(self) -> None:
        """Serve them."""
        super().__init__(directory=ASSETS, check_dir=False)

    def file_response(
        self, full_path: str | PathLike[str], stat_result: stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """Return a file, with how long it may be kept."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = KEPT if b"v=" in scope["query_string"] else CHECKED
        return response
