"""The headers of every answer: what a browser may do with our pages.

Rules
- No inline script, no inline style, nothing from a third party, no frame around us, no address passed on.
- What has no caching rule of its own is not stored; only assets say otherwise.

Example
    app.add_middleware(frame.headers)
"""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SOURCES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",  # Pico draws its arrows and ticks as data images
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
CONTENT_SECURITY = "; ".join(f"{name} {allowed}" for name, allowed in _SOURCES.items())
UNUSED = "accelerometer autoplay camera clipboard-read display-capture encrypted-media fullscreen geolocation"
UNUSED += " gyroscope hid idle-detection magnetometer microphone midi payment publickey-credentials-get"
UNUSED += " screen-wake-lock serial usb xr-spatial-tracking"
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": ", ".join(f"{name}=()" for name in UNUSED.split()),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
STRICT_TRANSPORT = "max-age=31536000"
PASSKEYS = ", ".join(
    f"{name}=(self)" if name == "publickey-credentials-get" else f"{name}=()" for name in UNUSED.split()
)


def with_passkeys(response: Response) -> Response:
    """Return `response` as the answer of a page that may ask for a passkey of this site."""
    response.headers["Permissions-Policy"] = f"{PASSKEYS}, publickey-credentials-create=(self)"
    return response


class Headers:
    """Adds the headers to every answer of `app` that does not set them itself."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        """Wrap `app`; `secure` says that it is only reached over an encrypted transport."""
        self._app = app
        self._headers = dict(HEADERS)
        if secure:
            self._headers["Strict-Transport-Security"] = STRICT_TRANSPORT

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, marked)
