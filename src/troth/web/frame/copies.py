"""A copy as a person takes it: one zip, under a password that only the page shows, or plain where they ask for that.

Rules
- The password is made for the page that is looked at, stands on it and in its form, and is kept nowhere: file and password travel apart.
- A password that is not of that strength is refused before anything is handed out, for a copy is handed out once.

Example
    >>> copy_of(frame, compiled, "en", exports, "qunyi-case-1", password).media_type
    'application/zip'
"""

from __future__ import annotations

import base64
from collections.abc import Sequence

from starlette.responses import Response

from troth.holdings import labels_of, pack
from troth.holdings.ports import Export
from troth.policy import Compiled
from troth.vault import SHORTEST, locked
from troth.web.frame.forms import Form
from troth.web.frame.frame import Frame
from troth.web.frame.languages import Language

SIGNS = 24
"""How many random signs (of 32) a password has: 120 bits."""


def password_of(frame: Frame) -> str:
    """Return a new password, in groups of four."""
    signs = base64.b32encode(bytes.fromhex(frame.sessions.nonce())).decode().lower()
    return "-".join(signs[start : start + 4] for start in range(0, SIGNS, 4))


def shown_with(form: Form) -> str | None:
    """Return the password that `form` was shown with, or None for one that is too weak."""
    password = form.one("password")
    return password if len(password) >= SHORTEST and password.isascii() else None


def copy_of(
    frame: Frame, compiled: Compiled, language: Language, exports: Sequence[Export], name: str, password: str
) -> Response:
    """Return the answer that hands out `exports` as `name`.zip, under `password` unless that is empty."""
    data = pack(exports, labels_of(compiled, language), made=frame.now().isoformat())
    if password:
        data = locked(data, password, lambda length: bytes.fromhex(frame.sessions.nonce())[:length])
    headers = {"Content-Disposition": f'attachment; filename="{name}.zip"'}
    return Response(data, 200, headers, "application/zip")
