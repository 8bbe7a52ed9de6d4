"""No page is an orphan: from the start page, links lead whoever may see a page to it; and every route says what it is."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import urljoin, urlsplit

from starlette.routing import compile_path

from tests.web.pages import BY_LINK, FILES, LEAD_ON, PAGES, address, get_routes
from tests.web.whole import BASE, SEATS

MOST = 4
"""So many addresses of one route are followed, by each seat."""
LINK = re.compile(r'<(?:a|area)\s[^>]*?href="([^"#]+)')
DOOR = re.compile(r'role="button" href="/centre/[a-z-]+/sign-in"')
"""What is about one person leads whoever is not signed in to the door."""


def test_every_route_says_what_it_is(whole_site):
    told = Counter(
        [*{each.route for each in PAGES}, *FILES, *LEAD_ON, *(set(BY_LINK) - {p.route for p in PAGES})]
    )
    assert {each for each, count in told.items() if count > 1} == set()
    assert set(told) == set(get_routes(whole_site.app.routes))


def test_every_page_on_the_list_is_there(whole_site):
    for page in PAGES:
        answer = whole_site.browser(page.seat).get(address(page, whole_site))
        wanted = 404 if "/no/such/" in page.path else 200
        assert answer.status_code == wanted, page
        assert answer.headers["content-type"].startswith("text/html"), page
        if page.route not in ("/centre/{policy}/guardian/enter",):
            assert urlsplit(str(answer.url)).path == urlsplit(address(page, whole_site)).path, page


def test_links_lead_from_the_start_page_to_every_page(whole_site):
    patterns = [(each, compile_path(each)[0]) for each in get_routes(whole_site.app.routes)]
    reached = set()
    for seat in SEATS:
        reached |= followed(whole_site.browser(seat), patterns)
    wanted = {each.route for each in PAGES}
    assert wanted - reached - set(BY_LINK) == {"/centre/{rest:path}", "/console/{rest:path}"}


def followed(browser, patterns):
    """The routes that links lead to, from the start page on."""
    count, waiting, seen = Counter(["/"]), ["/"], {"/"}
    while waiting:
        path = waiting.pop(0)
        answer = browser.get(path)
        count[route_of(answer.url.path, patterns)] += answer.history != []
        assert answer.status_code < 400 or DOOR.search(answer.text), f"a link to {path}"
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        for found in LINK.findall(answer.text):
            target = urlsplit(urljoin(str(answer.url), found.replace("&amp;", "&")))
            inside = f"{target.path}?{target.query}" if target.query else target.path
            if f"{target.scheme}://{target.netloc}" != BASE or inside in seen or "lang=" in target.query:
                continue
            seen.add(inside)
            route = route_of(target.path, patterns)
            if count[route] < MOST:
                count[route] += 1
                waiting.append(inside)
    return {each for each, times in count.items() if times}


def route_of(path, patterns):
    """The route that answers this path."""
    return next(each for each, pattern in patterns if pattern.match(path))
