"""Real databases for the sweep of tables, as for the other orders."""

from tests.holdings.conftest import SERVERS, address
from tests.scanning.conftest import mariadb

__all__ = ["SERVERS", "address", "mariadb"]
