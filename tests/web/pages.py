"""Every page there is: its route, one address that shows it, and who looks at it.

Rules
- A route that answers a GET stands here once: as a page, as a file, as what only leads on, or as an address that works once. A test
  compares this list with the application, so that a new route has to say what it is.
- Names in braces are those of `tests.web.whole`.

Example
    >>> next(each for each in PAGES if each.name == "desk").path
    '/console/shop/desk'
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Route


@dataclass(frozen=True)
class Page:
    """A page: a name for pictures, the route, an address of it, and the seat of who looks."""

    name: str
    route: str
    path: str
    seat: str


ANYBODY, CUSTOMER, OFFICER, TENANT = "anybody", "customer", "officer", "tenant"
SHOP, DESK = "/centre/shop", "/console/shop"
_ROWS = (
    # what everybody sees
    ("home", "/", "/", ANYBODY),
    ("reference", "/docs", "/docs", ANYBODY),
    ("published", "/p/{policy}", "/p/shop", ANYBODY),
    ("published-part", "/p/{policy}/{part}", "/p/shop/collected", ANYBODY),
    ("versions", "/p/{policy}/versions", "/p/shop/versions", ANYBODY),
    ("old-version", "/p/{policy}/versions/{version}", "/p/shop/versions/1", ANYBODY),
    ("old-part", "/p/{policy}/versions/{version}/{part}", "/p/shop/versions/1/short", ANYBODY),
    ("policy", "/centre/{policy}", SHOP, ANYBODY),
    ("no-page", "/centre/{rest:path}", "/centre/shop/no/such/page", ANYBODY),
    ("sign-in", "/centre/{policy}/sign-in", f"{SHOP}/sign-in", ANYBODY),
    ("requests-anybody", "/centre/{policy}/requests", f"{SHOP}/requests", ANYBODY),
    ("ask-anybody", "/centre/{policy}/requests/new/{kind}", f"{SHOP}/requests/new/delete", ANYBODY),
    ("find", "/centre/{policy}/requests/find", f"{SHOP}/requests/find", ANYBODY),
    ("pick-up", "/centre/{policy}/requests/pick-up", f"{SHOP}/requests/pick-up", ANYBODY),
    ("not-me", "/centre/{policy}/requests/not-me", f"{SHOP}/requests/not-me", ANYBODY),
    ("receipt", "/receipts/{policy}/{number}", "/receipts/shop/tell-1", ANYBODY),
    # what a person sees
    ("enter", "/centre/-/enter", "/centre/-/enter", "invited"),
    ("overview", "/centre/{policy}/overview", f"{SHOP}/overview", CUSTOMER),
    ("me", "/centre/{policy}/me", f"{SHOP}/me", CUSTOMER),
    ("requests", "/centre/{policy}/requests", f"{SHOP}/requests", CUSTOMER),
    ("ask", "/centre/{policy}/requests/new/{kind}", f"{SHOP}/requests/new/access", CUSTOMER),
    ("ask-correct", "/centre/{policy}/requests/new/{kind}", "/centre/jeejio/requests/new/correct", "member"),
    ("ask-closing", "/centre/{policy}/requests/new/{kind}", "/centre/jeejio/requests/new/cancel-account", "member"),
    ("request", "/centre/{policy}/requests/{case}", f"{SHOP}/requests/{{access}}", CUSTOMER),
    ("request-open", "/centre/{policy}/requests/{case}", "/centre/jeejio/requests/{complaint}", "member"),
    ("preferences", "/centre/{policy}/preferences", "/centre/jeejio/preferences", "member"),
    ("preference", "/centre/{policy}/preferences/{element}/{audience}", "/centre/jeejio/preferences/nickname/public", "member"),
    ("decisions", "/centre/{policy}/decisions", "/centre/lender/decisions", "borrower"),
    ("decision", "/centre/{policy}/decisions/{decision}", "/centre/lender/decisions/{decision}", "borrower"),
    ("guardian-invite", "/centre/{policy}/guardian", "/centre/qunyi/guardian", "pupil"),
    ("guardian", "/centre/{policy}/guardian", "/centre/qunyi/guardian", "guardian"),
    ("guardian-door", "/centre/{policy}/guardian/enter", "/centre/qunyi/guardian/enter", "parent"),
    ("guardian-choices", "/centre/{policy}/guardian/choices", "/centre/qunyi/guardian/choices", "guardian"),
    ("guardian-decision", "/centre/{policy}/guardian/decisions/{decision}", "/centre/qunyi/guardian/decisions/{child}", "guardian"),
    # what operators see
    ("door", "/console/-/enter", "/console/-/enter", ANYBODY),
    ("join", "/console/-/join", "/console/-/join", "joining"),
    ("console", "/console", "/console", OFFICER),
    ("console-ask", "/console/ask", "/console/ask?policy=shop&purpose=tips", OFFICER),
    ("console-ask-empty", "/console/ask", "/console/ask", OFFICER),
    ("promises", "/console/promises/{policy}", "/console/promises/shop", OFFICER),
    ("map", "/console/map/{policy}", "/console/map/shop", OFFICER),
    ("evidence", "/console/evidence/{policy}", "/console/evidence/shop", OFFICER),
    ("new", "/console/new", "/console/new", OFFICER),
    ("operators", "/console/operators", "/console/operators", OFFICER),
    ("operator", "/console/operators/{handle}", "/console/operators/{operator}", OFFICER),
    ("waiting", "/console/waiting", "/console/waiting", OFFICER),
    ("account", "/console/me", "/console/me", OFFICER),
    ("desk", "/console/{policy}/desk", f"{DESK}/desk", OFFICER),
    ("cases", "/console/{policy}/cases", f"{DESK}/cases", OFFICER),
    ("case-new", "/console/{policy}/cases/new", f"{DESK}/cases/new", OFFICER),
    ("case-received", "/console/{policy}/cases/{case}", f"{DESK}/cases/{{received}}", OFFICER),
    ("case-verified", "/console/{policy}/cases/{case}", f"{DESK}/cases/{{verified}}?refuse=risk-to-others", OFFICER),
    ("case-answered", "/console/{policy}/cases/{case}", f"{DESK}/cases/{{access}}", OFFICER),
    ("duties", "/console/{policy}/duties", f"{DESK}/duties", OFFICER),
    ("runs", "/console/{policy}/runs", f"{DESK}/runs", OFFICER),
    ("keys", "/console/{policy}/keys", f"{DESK}/keys", OFFICER),
    ("bulk", "/console/{policy}/bulk", f"{DESK}/bulk?kind=access&state=verified&act=refuse&ground=risk-to-others", OFFICER),
    ("by-hand", "/console/{policy}/by-hand", f"{DESK}/by-hand", OFFICER),
    ("order", "/console/{policy}/by-hand/order", f"{DESK}/by-hand/order?id={{order}}", OFFICER),
    ("stopped", "/console/{policy}/stopped", f"{DESK}/stopped", OFFICER),
    ("retention", "/console/{policy}/retention", f"{DESK}/retention", OFFICER),
    ("ends", "/console/{policy}/ends", f"{DESK}/ends", OFFICER),
    ("end", "/console/{policy}/ends/{change}", f"{DESK}/ends/{{end}}", OFFICER),
    ("children", "/console/{policy}/children", f"{DESK}/children", OFFICER),
    ("forwarded", "/console/forwarded", "/console/forwarded", TENANT),
    ("forwarded-case", "/console/{policy}/forwarded/{case}", f"{DESK}/forwarded/{{forwarded}}", TENANT),
    ("no-console-page", "/console/{rest:path}", "/console/no/such/page", OFFICER),
)  # fmt: skip
PAGES = tuple(Page(*each) for each in _ROWS)

FILES = {
    "/openapi.json",
    "/p/-/published.css",
    "/p/{policy}/{part}/{version}.{ending}",
    "/centre/{policy}/me/receipts/{number}",
    "/console/evidence/{policy}/export",
    "/console/{policy}/ends/{change}/certificate",
}
"""They are handed out as they are."""
LEAD_ON = {
    "/p": "to the list of policies",
    "/centre": "to the list of policies",
    "/console/-/with/{number}": "to a provider of identities",
    "/centre/{policy}/sign-in/code": "to the form before it, where no code was asked for",
}
"""They show nothing of their own."""
BY_LINK = {
    "/centre/-/enter": "from a message, once",
    "/centre/-/enter/{token}": "from a message, once",
    "/centre/{policy}/guardian/enter": "after the link of an invitation",
    "/centre/{policy}/guardian/invitation/{link}/{secret}": "from a child, once",
    "/centre/{policy}/guardian/mine/{link}/{secret}": "kept by a guardian, once",
    "/console/-/join": "after the link of an invitation",
    "/console/-/join/{token}": "from an invitation, once",
    "/console/-/back": "from a provider of identities, once",
    "/receipts/{policy}/{number}": "from a mail to a recipient",
}
"""Nobody comes to them but by an address that was sent or handed over: no page links to them."""


def get_routes(routes: Iterable[BaseRoute]) -> Iterator[str]:
    """The paths of every route that answers a GET, but those of the interface for applications."""
    for route in routes:
        if (inside := getattr(route, "original_router", None)) is not None:
            yield from get_routes(inside.routes)
        elif isinstance(route, APIRoute | Route) and "GET" in (route.methods or ()):
            yield from [route.path] if not route.path.startswith("/v1/") else []


def address(page: Page, house: Any) -> str:
    """The address of a page in an installation (`tests.web.whole`)."""
    return page.path.format_map(house.names)
