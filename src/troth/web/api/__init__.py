"""The HTTP API: the same calls as in process, behind a Bearer key, described at /openapi.json."""

from troth.web.api.automated import automated_router
from troth.web.api.bodies import described
from troth.web.api.callbacks import callbacks_router
from troth.web.api.closing import router as closing_router
from troth.web.api.desk import router as requests_router
from troth.web.api.named import Named
from troth.web.api.routes import router
from troth.web.api.seconding import Seconding
from troth.web.api.signing_in import sign_in_router
from troth.web.api.stopped import stopped_router
from troth.web.api.vault import vault_router

__all__ = [
    "Named",
    "Seconding",
    "automated_router",
    "callbacks_router",
    "closing_router",
    "described",
    "requests_router",
    "router",
    "sign_in_router",
    "stopped_router",
    "vault_router",
]
