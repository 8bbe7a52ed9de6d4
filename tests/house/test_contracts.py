"""Every contract of `.importlinter` fires: a small house is built, one forbidden import at a time is put in.

The house has every package of the picture, so the real file is used as it is. A contract that no probe
breaks is a defect, and so is a probe that breaks nothing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house import tree

CORE = ("calendars", "decisions", "ledger", "policy", "vocabulary")
GROUPED = (
    "holdings.recognising",
    "adapters.keystores",
    "adapters.stores",
    "web.api",
    "web.centre",
    "web.console",
    "web.widget",
)
DESKS = ("closure", "drafting", "gate", "incidents", "revisions", "rights")
PLACES = ("consent", "duties", "holdings", "notices", "retention", "sharing", "vault")
EDGES = ("adapters", "assembly", "cli", "proofs", "web")

PROBES = {
    # name: (file, import, the contract that must break)
    "a lower layer uses a higher one": ("policy/reader.py", "import troth.gate", "layers"),
    "two that stand side by side meet": ("consent/state.py", "import troth.vault", "layers"),
    "an undeclared package": ("utils/__init__.py", "", "layers"),
    "hidden inside a function": ("decisions/rules.py", "def f():\n    import troth.consent", "layers"),
    "hidden behind TYPE_CHECKING": (
        "ledger/tree.py",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import troth.gate",
        "layers",
    ),
    "a cycle inside a package": ("rights/a.py", "import troth.rights.b", "acyclic"),
    "a database in the core": ("decisions/rules.py", "import sqlite3", "pure core"),
    "a clock in the core": ("policy/reader.py", "import time", "pure core"),
    "chance in the core": ("ledger/tree.py", "from secrets import token_bytes", "pure core"),
    "a network client in the core": ("policy/reader.py", "import httpx", "pure core"),
    "files in the core": ("policy/reader.py", "from pathlib import Path", "pure core"),
    "an adapter chosen by the web": ("web/api/routes.py", "import troth.adapters.stores", "adapters"),
    "cryptography in consent": ("consent/state.py", "import cryptography.hazmat", "cryptography"),
    "a driver in the gate": ("gate/facts.py", "from sqlalchemy import text", "storage"),
    "web framework in the rights desk": ("rights/desk.py", "import fastapi", "HTTP"),
    "templates in a notice": ("notices/text.py", "import jinja2", "HTTP"),
    "a server started by a part": ("assembly/parts.py", "import uvicorn", "server"),
    "a part that prints": ("gate/facts.py", "import rich", "terminal"),
    "reaching past a face": ("rights/desk.py", "import troth.vault.model", "faces"),
    "reaching past the face of a store": (
        "assembly/parts.py",
        "import troth.adapters.stores.tables",
        "faces",
    ),
    "the centre meets the console": ("web/centre/pages.py", "import troth.web.console", "pages"),
}

ALLOWED = {
    "down the layers": ("gate/facts.py", "import troth.decisions"),
    "errors of another package": ("gate/facts.py", "import troth.consent.errors"),
    "ports of another package": ("assembly/parts.py", "import troth.vault.ports"),
    "the face of a store": ("assembly/parts.py", "import troth.adapters.stores"),
    "its own inside": ("vault/desk.py", "import troth.vault.model"),
    "cryptography in the vault": ("vault/desk.py", "import cryptography"),
    "a driver in a store": ("adapters/stores/tables.py", "import sqlalchemy"),
    "web framework in the web": ("web/api/routes.py", "import fastapi"),
    "typer in a command": ("cli/serve.py", "import typer, uvicorn"),
    "hashlib in the core": ("ledger/tree.py", "import hashlib"),
}


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A house with every package and nothing in it that breaks a rule."""
    root = tmp_path_factory.mktemp("house")
    source = root / "troth"
    for name in ("", *CORE, *PLACES, *DESKS, *EDGES, *GROUPED):
        folder = source / name.replace(".", "/")
        folder.mkdir(parents=True, exist_ok=True)
        for file in ("__init__", "errors", "ports") if name else ("__init__",):
            (folder / f"{file}.py").write_text("")
    for name in ("vault/model.py", "adapters/stores/tables.py"):
        (source / name).write_text("")
    (source / "rights/b.py").write_text("import troth.rights.a\n")
    (source / "rights/a.py").write_text("")
    shutil.copy(tree.ROOT / ".importlinter", root / ".importlinter")
    contracts = root / "tests" / "house"
    contracts.mkdir(parents=True)
    shutil.copy(tree.ROOT / "tests/house/importcontracts.py", contracts)
    return root


def lint(house, file, code):
    """Return what import-linter says of the house with `code` in `file`, and leave the house as it was."""
    path = house / "troth" / file
    before = path.read_text() if path.exists() else None
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"{code}\n")
    try:
        return subprocess.run(
            [
                sys.executable,
                "-c",
                "from importlinter.cli import lint_imports_command as run; run()",
                "--no-cache",
            ],
            cwd=house,
            env={**os.environ, "PYTHONPATH": str(house), "COLUMNS": "200"},
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        if before is not None:
            path.write_text(before)
        else:
            path.unlink()
            if not any(path.parent.iterdir()):
                path.parent.rmdir()


def broken(output):
    """Return the contracts that import-linter calls broken."""
    return [line.split(":")[0].strip() for line in output.splitlines() if line.endswith(" BROKEN")]


def test_an_honest_house_keeps_every_contract(house):
    result = lint(house, "gate/facts.py", "")
    assert (result.returncode, broken(result.stdout)) == (0, []), result.stdout + result.stderr


@pytest.mark.parametrize("name", PROBES)
def test_a_contract_refuses(house, name):
    file, code, contract = PROBES[name]
    result = lint(house, file, code)
    assert result.returncode == 1, result.stdout + result.stderr
    assert contract in broken(result.stdout), result.stdout


@pytest.mark.parametrize("name", ALLOWED)
def test_a_contract_lets_pass(house, name):
    result = lint(house, *ALLOWED[name])
    assert (result.returncode, broken(result.stdout)) == (0, []), result.stdout + result.stderr


def test_every_contract_has_a_probe():
    names = [
        line.split("=", 1)[1].split(":")[0].strip()
        for line in tree.text(Path(".importlinter")).splitlines()
        if line.startswith("name = ")
    ]
    assert sorted(set(names)) == sorted({contract for _, _, contract in PROBES.values()})
