"""The application under test: the shop for itself in each test, the real policies once."""

from __future__ import annotations

import pytest

from tests.api.calling import POLICIES, Caller, open_app
from tests.api.shop import SHOP


@pytest.fixture(scope="session")
def shop_app(tmp_path_factory):
    """A caller of an application with the shop's first version; building one takes longer than most tests."""
    return Caller(open_app(tmp_path_factory.mktemp("shop"), SHOP))


@pytest.fixture
def shop(shop_app, tmp_path):
    """A caller of that application, with books, keys and policies of its own."""
    fresh = open_app(tmp_path, SHOP)
    vars(shop_app.installation.gate).update(vars(fresh.gate))
    yield Caller(shop_app.installation, http=shop_app.http)
    fresh.gate.close()


@pytest.fixture(scope="session")
def real(tmp_path_factory):
    """A function from (policy, subject) to a caller of an application with all five real policies."""
    installation = open_app(tmp_path_factory.mktemp("real"), *sorted(POLICIES.glob("*.yaml")))
    http = Caller(installation).http
    yield lambda policy, subject: Caller(installation, policy, subject, http)
    installation.gate.close()
