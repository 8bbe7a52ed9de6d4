"""Sites for the tests of the pages."""

from __future__ import annotations

import pytest

from tests.web.people import Site


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
