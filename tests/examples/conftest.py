"""A real Troth on a socket with the policy jeejio, and the sign-up example beside it."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.api.calling import KEY, POLICIES, open_app
from tests.api.serving import serving
from troth.web import make_app

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "clients/python/src"))  # the client is a distribution of its own


@pytest.fixture(scope="session")
def troth_url(tmp_path_factory):
    """The address of a running Troth."""
    installation = open_app(tmp_path_factory.mktemp("troth"), POLICIES / "jeejio.yaml")
    with serving(make_app(installation)) as url:
        yield url
    installation.gate.close()


@pytest.fixture(scope="session")
def signup():
    """The module of the example."""
    sys.path.insert(0, str(ROOT / "examples/signup"))
    return importlib.import_module("app")


@pytest.fixture
def troth(troth_url):
    """A client of the running Troth."""
    from troth_client import Troth

    with Troth(troth_url, KEY, policy="jeejio", timeout=20) as client:
        yield client


@pytest.fixture
def shop(signup, troth):
    """(what the example keeps, a browser of a new visitor)."""
    app = signup.create(troth)
    with TestClient(app) as browser:
        yield app.state.shop, browser
