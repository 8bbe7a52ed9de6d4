"""A real MariaDB for the tests: its server binary, a folder of its own, no network.

Where the binary is absent the test is left out with a clear reason; under CI=true it fails, because `.ci/run` installs it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

NEEDS_MARIADB = (
    "needs mariadbd (Debian: mariadb-server-core, mariadb-client-core), or its folder in MARIADB_HOME"
)
PLACES = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])


def programs() -> tuple[str, str, list[str]] | None:
    """Return the server, what makes its first tables, and the option that names their folder."""
    home = os.environ.get("MARIADB_HOME")
    places = os.pathsep.join(f"{home}/{part}" for part in ("usr/sbin", "usr/bin")) if home else PLACES
    server = shutil.which("mariadbd", path=places)
    maker = shutil.which("mariadb-install-db", path=places)
    if server is None or maker is None:
        return None
    return server, maker, [f"--basedir={home}/usr"] if home else []


@pytest.fixture(scope="session")
def mariadb() -> Iterator[str]:
    """The address of a fresh MariaDB database called `crm`."""
    found = programs()
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail(NEEDS_MARIADB, pytrace=False)
        pytest.skip(NEEDS_MARIADB)
    server, maker, base = found
    folder = Path(tempfile.mkdtemp(prefix="troth-maria-"))  # short: a socket's path has 107 bytes
    user = ["--user=root"] if os.geteuid() == 0 else []
    data, socket = folder / "data", folder / "s"
    subprocess.run(
        [
            maker,
            "--no-defaults",
            *base,
            *user,
            f"--datadir={data}",
            "--auth-root-authentication-method=normal",
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    with (folder / "log").open("wb") as log:
        running = subprocess.Popen(
            [
                server, "--no-defaults", *base, *user, f"--datadir={data}", f"--socket={socket}", "--skip-networking",
                f"--pid-file={folder / 'pid'}", "--innodb-buffer-pool-size=16M", "--skip-log-bin",
            ],
            stdout=log,
            stderr=log,
        )  # fmt: skip
    try:
        yield _ready(running, folder, socket)
    finally:
        running.terminate()
        running.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


def _ready(running: subprocess.Popen[bytes], folder: Path, socket: Path) -> str:
    """Wait until the server answers, make the database, and return its address."""
    import pymysql  # type: ignore[import-untyped]  # it publishes no types

    for _ in range(300):
        if running.poll() is not None:
            pytest.fail(f"mariadbd ended: {(folder / 'log').read_text(errors='replace')[-2000:]}")
        if not socket.exists():
            time.sleep(0.2)
            continue
        try:
            with pymysql.connect(unix_socket=str(socket), user="root") as connection:
                connection.cursor().execute("CREATE DATABASE crm CHARACTER SET utf8mb4")
                break
        except pymysql.err.OperationalError:
            time.sleep(0.2)
    else:
        pytest.fail("mariadbd did not answer within a minute")
    return f"mariadb://root@localhost/crm?unix_socket={socket}"
