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
# Several run side by side: little memory, a small log, and no kernel requests, of which a machine has a fixed number.
SMALL = ["--innodb-buffer-pool-size=16M", "--innodb-log-file-size=8M", "--innodb-use-native-aio=0"]
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
    aside = folder / "tmp"  # a server that starts drops every temporary table in the folder that it is told
    aside.mkdir()
    common = ["--no-defaults", *base, *(["--user=root"] if os.geteuid() == 0 else []), *SMALL]
    common.append(f"--tmpdir={aside}")
    _made(maker, common, folder)
    socket = folder / "s"
    with (folder / "log").open("wb") as log:
        running = subprocess.Popen(
            [
                server, *common, f"--datadir={folder / 'data'}", f"--socket={socket}", "--skip-networking",
                f"--pid-file={folder / 'pid'}", "--skip-log-bin",
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


def _made(maker: str, common: list[str], folder: Path) -> None:
    """Make the server's first tables; tried again, as a machine may be short of memory for a moment."""
    run = [maker, *common, f"--datadir={folder / 'data'}", "--auth-root-authentication-method=normal"]
    said = b""
    for attempt in range(3):
        time.sleep(5 * attempt)
        shutil.rmtree(folder / "data", ignore_errors=True)
        made = subprocess.run(run, check=False, capture_output=True, timeout=120)
        if made.returncode == 0:
            return
        said = made.stdout + made.stderr
    pytest.fail(f"{maker}: {said.decode(errors='replace')[-2000:]}", pytrace=False)


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
