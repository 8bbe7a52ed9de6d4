"""What a browser may do with our pages, and how assets are kept."""

from __future__ import annotations

import re

import pytest

from tests.web.people import ROOT, Site

PATHS = [
    "/",
    "/centre/shop",
    "/centre/shop/me",
    "/centre/nope",
    "/console/-/enter",
    "/assets/troth.css",
    "/nowhere",
]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_them(site, path):
    headers = site.client().get(path).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in str(policy)
    assert "http" not in str(policy)
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-frame-options"] == "DENY"
    assert "camera=()" in headers["permissions-policy"]
    assert headers["cross-origin-opener-policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/", "/centre/shop", "/centre/shop/me"])
def test_pages_are_not_kept(site, path):
    answer = site.person().get(path)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["vary"] == "Cookie, Accept-Language"


def test_assets_are_kept_when_their_content_is_named(site):
    browser = site.client()
    link = re.search(r'href="(/assets/troth\.css\?v=\w{12})"', browser.get("/").text)
    assert link
    assert "immutable" in browser.get(link[1]).headers["cache-control"]
    assert browser.get("/assets/troth.css").headers["cache-control"] == "public, no-cache"


@pytest.mark.parametrize(
    "path",
    [
        "/assets/../frame/frame.py",
        "/assets/%2e%2e/frame/frame.py",
        "/assets/..%2fframe/frame.py",
        "/assets/%2e%2e%2fframe%2fframe.py",
        "/assets/..\\frame\\frame.py",
        "/assets//etc/passwd",
        "/assets/%2fetc%2fpasswd",
        "/assets/vendor/../../frame/frame.py",
        "/assets/",
    ],
)
def test_no_path_leads_out_of_the_assets(site, path):
    assert site.client().get(path).status_code in (404, 405)


def test_a_secure_installation_says_so(site):
    assert "strict-transport-security" not in site.client().get("/").headers
    assert Site(secure=True).client().get("/").headers["strict-transport-security"].startswith("max-age=")


@pytest.mark.parametrize(
    "path", sorted((ROOT / "src/troth/web").glob("*/templates/*.html")), ids=lambda p: p.stem
)
def test_templates_are_ours_and_escape_everything(path):
    source = path.read_text()
    assert not re.search(r"\|\s*safe\b|autoescape|Markup", source)
    assert not re.search(r"<script(?![^>]*\bsrc=)", source), "no script in the page"
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", source), "no style and no handler in the page"
    assert not re.search(r"(?:src|href|action)=\"https?:|//cdn", source), "nothing from elsewhere"


def test_our_style_fetches_nothing():
    source = (ROOT / "src/troth/web/assets/troth.css").read_text()
    assert "url(" not in source
    assert "@import" not in source
