"""The policies are read once, as for the tests of ends."""

from tests.closure.conftest import read_once

__all__ = ["read_once"]
