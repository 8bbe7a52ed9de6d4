"""Sites for the tests of the pages."""

from __future__ import annotations

import pytest

from tests.web.people import Site
from tests.web.staff import hire
from tests.web.whole import whole
from troth.operators import ROLES


@pytest.fixture
def site():
    """A small shop."""
    built = Site()
    yield built
    built.gate.close()


@pytest.fixture(scope="session")
def real():
    """The five policies."""
    built = Site(real=True)
    yield built
    built.gate.close()


@pytest.fixture
def staffed():
    """A site with one operator of each role, all of the shop only but the officer."""
    site = Site()
    for role in ROLES:
        hire(site, role, [role], ["*"] if role == "officer" else ["shop"])
    yield site
    site.gate.close()


@pytest.fixture(scope="module")
def whole_site(tmp_path_factory):
    """One installation in the middle of its work, to be looked at only; its places stand in the environment meanwhile."""
    with whole(tmp_path_factory.mktemp("whole")) as made:
        yield made
