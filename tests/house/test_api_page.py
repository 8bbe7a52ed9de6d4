"""docs/API.md, the page at /docs and the program name the same calls."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi import FastAPI

from tests.house import tree
from troth.assembly import Settings, install
from troth.web import make_app
from troth.web.reference import CHINESE

ROW = re.compile(r"^\| `([A-Z]+) ([^`?]+)(\?policy=)?` \|", re.MULTILINE)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    home = tmp_path_factory.mktemp("home")
    return make_app(install(Settings(home, "memory:", "key"), []))


def test_the_page_names_every_call_and_no_other(app: FastAPI) -> None:
    program = {
        f"{method.upper()} {path}" for path, methods in app.openapi()["paths"].items() for method in methods
    }
    page = {f"{method} {path}" for method, path, _ in ROW.findall(tree.text(Path("docs/API.md")))}
    assert page == program


def test_every_call_is_told_in_chinese(app: FastAPI) -> None:
    operations = {each["operationId"] for path in app.openapi()["paths"].values() for each in path.values()}
    assert set(CHINESE) == operations


def test_the_description_is_openapi_3_1(app: FastAPI) -> None:
    assert app.openapi()["openapi"].startswith("3.1")
