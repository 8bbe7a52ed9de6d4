"""Every dependency is locked by hash, nothing names a registry, and the locks agree with each other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.house import locks, tree

LOCKS = ("core.txt", "dev.txt", "node.txt", "pdf.txt", "spark.txt", "tools.txt")


def lock(name):
    return tree.text(Path("requirements", name))


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_pins_and_hashes_only(name):
    pins, strange = locks.read(lock(name))
    assert pins
    assert strange == []


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("core.txt", None),
        ("pdf.txt", None),
        ("pdf.txt", "pdf"),
        ("spark.txt", "spark"),
        ("dev.txt", None),
        ("dev.txt", "dev"),
        ("dev.txt", "pdf"),
    ],
)
def test_every_direct_dependency_is_locked(name, group):
    pins, _ = locks.read(lock(name))
    assert [package for package in locks.direct(group) if package not in pins] == []


def test_a_test_never_runs_with_another_version_than_the_program():
    dev, _ = locks.read(lock("dev.txt"))
    for name in ("core.txt", "pdf.txt"):
        pins, _ = locks.read(lock(name))
        assert {name: versions for name, versions in pins.items() if dev.get(name) != versions} == {}


def test_the_program_stays_small():
    core, _ = locks.read(lock("core.txt"))
    elsewhere = {"colorama", "tzdata"}  # only on Windows
    assert len(core.keys() - elsewhere) < 40, sorted(core)


def test_front_end_libraries_are_locked_by_checksum_without_addresses():
    packages = json.loads(lock("package-lock.json"))["packages"]
    wanted = json.loads(lock("package.json"))
    named = {**wanted["dependencies"], **wanted["devDependencies"]}
    for name, version in named.items():
        assert packages[f"node_modules/{name}"]["version"] == version
    for path, package in packages.items():
        assert "resolved" not in package, path
        assert not path or package["integrity"].startswith("sha512-"), path


def test_a_lock_with_an_address_a_note_or_a_missing_hash_is_noticed():
    pins, strange = locks.read(
        "--index-url https://mirror.example/simple\n"
        "alembic==1.20.1 \\\n    --hash=sha256:"
        + "0" * 64
        + "\n    # via -r /somewhere/else\nanyio==4.16.0 \\\n"
    )
    assert pins == {"alembic": {"1.20.1"}, "anyio": {"4.16.0"}}
    assert strange == [
        "--index-url https://mirror.example/simple",
        "    # via -r /somewhere/else",
        "anyio has no hash",
    ]
