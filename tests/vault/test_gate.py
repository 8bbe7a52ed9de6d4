"""From the answer to the value: the gate makes the permit, the vault takes it; nobody else makes one."""

from __future__ import annotations

import ast
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.api.calling import CANARY, KEY, Caller, open_app
from tests.api.shop import SHOP
from tests.house import tree
from troth.adapters.stores.errors import NoBooks
from troth.assembly import Settings, drill_keys, install
from troth.cli import app
from troth.decisions import Item, Request
from troth.ledger import EntryKind, read_entry
from troth.vault.errors import NotPermitted, UnsafeSecret
from troth.vocabulary import Act


@pytest.fixture
def agreed(tmp_path):
    """An installation whose person u-1 has agreed."""
    installation = open_app(tmp_path, SHOP)
    caller = Caller(installation)
    caller.agree()
    yield installation, caller
    installation.gate.close()


def collect(*data):
    return Request(act=Act.COLLECT, purpose="registration", data=data, subject="u-1")


def test_a_permitted_step_opens_the_vault_and_stands_in_the_ledger(agreed):
    installation, caller = agreed
    gate, vault = installation.gate, installation.vault
    reply, permit = gate.permit("shop", collect("phone", "nickname"))
    assert permit.entry == reply.entry
    entry = read_entry(caller.export().splitlines()[1 + permit.entry])
    assert (entry.kind, entry.subject) == (EntryKind.STEP_PERMITTED, permit.handle)
    vault.write(permit, {"phone": CANARY, "nickname": "小李"})
    step = Request(
        act=Act.USE, purpose="registration", data=(Item("phone", form="masked"), "nickname"), subject="u-1"
    )
    reply, permit = gate.permit("shop", step)
    assert dict(permit.elements) == {"phone": "masked", "nickname": "raw"}
    with pytest.raises(NotPermitted):
        vault.read(permit, {"phone": "raw"})
    assert vault.read(permit, {"phone": "masked", "nickname": "raw"}) == {
        "phone": f"{CANARY[:3]}****{CANARY[-4:]}",
        "nickname": "小李",
    }
    assert CANARY.encode() not in caller.export()
    assert CANARY not in repr((permit, vault, reply))


def test_what_is_not_permitted_has_no_permit(agreed):
    installation, _ = agreed
    gate = installation.gate
    for step in (
        Request(act=Act.COLLECT, purpose="ideas", data=("email",), subject="u-1"),
        Request(act=Act.COLLECT, purpose="made-up", data=("email",), subject="u-1"),
        Request(act=Act.COLLECT, purpose="registration", data=("phone",), subject="u-2"),
    ):
        reply, permit = gate.permit("shop", step)
        assert (str(reply.answer.verdict) != "permit", permit) == (True, None)
    assert gate.permit("no-such", collect("phone"))[1] is None
    _, permit = gate.permit("shop", collect("phone", "faith"))
    assert permit is None or "faith" not in dict(permit.elements)
    _, held = gate.permit("shop", collect("phone"))
    gate.withdraw_agreement("shop", "u-1")
    assert gate.permit("shop", collect("phone"))[1] is None
    assert held is not None, "it lives on for its seconds, as docs/VAULT.md says"


def test_only_the_gate_makes_permits():
    makers = {
        path.as_posix()
        for path in tree.python_files("src/troth")
        for node in ast.walk(tree.syntax(path))
        if isinstance(node, ast.Attribute)
        and node.attr == "issue"
        and ast.unparse(node.value) != "issued"  # the secrets of pick-ups
    }
    assert {each.rpartition("/")[0] for each in makers} == {"src/troth/gate"}
    constructors = {
        path.as_posix()
        for path in tree.python_files("src/troth")
        for node in ast.walk(tree.syntax(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Permits"
    }
    assert constructors == {"src/troth/gate/gate.py"}


def test_the_drill_command(tmp_path, monkeypatch):
    home = tmp_path / "home"
    (tmp_path / "shop.yaml").write_text(SHOP, encoding="utf-8")
    settings = Settings(home, f"sqlite:///{home / 'books.sqlite'}", KEY)
    home.mkdir(mode=0o700)
    installation = install(settings, [tmp_path / "shop.yaml"])
    Caller(installation).agree()
    _, permit = installation.gate.permit("shop", collect("phone"))
    installation.vault.write(permit, {"phone": CANARY})
    monkeypatch.setenv("TROTH_HOME", str(home))
    store: Any = installation.gate.store

    def erased_meanwhile(_, done, of):
        assert store.scrub() == (), "the drill keeps nobody from emptying the log"

    assert [dict(each.opened) for each in drill_keys(settings, told=erased_meanwhile)] == [{1: 2}]
    beside = CliRunner().invoke(app, ["vault", "drill", "--lang", "en"])
    assert (beside.exit_code, beside.output) == (0, "shop: 2 keys open, 0 do not\n"), "while it serves"
    installation.gate.close()
    elsewhere = CliRunner().invoke(app, ["vault", "drill", "--store", f"sqlite:///{home / 'none.sqlite'}"])
    assert isinstance(elsewhere.exception, NoBooks)
    assert not (home / "none.sqlite").exists()
    good = CliRunner().invoke(app, ["vault", "drill", "--lang", "en"])
    assert (good.exit_code, good.output) == (0, "shop: 2 keys open, 0 do not\n")
    shown = CliRunner().invoke(app, ["vault", "drill", "--progress", "--lang", "en"])
    assert shown.stderr.splitlines()[0] == "keys tried 0/2 (0 %), 2 left"
    assert shown.stderr.splitlines()[-1] == "keys tried 2/2 (100 %), 0 left"
    (tmp_path / "backup").mkdir()
    bad = CliRunner().invoke(app, ["vault", "drill", "--keys", str(tmp_path / "backup"), "--lang", "zh"])
    assert bad.exit_code == 1
    assert "第 1 代" in bad.output
    told = CliRunner().invoke(app, ["vault", "drill", "--keys", str(tmp_path / "backup"), "--json"])
    assert '"holds": false' in told.output
    assert not any(CANARY.encode() in file.read_bytes() for file in home.rglob("*") if file.is_file())


def test_an_installation_with_a_sample_secret_does_not_open(tmp_path):
    (tmp_path / "shop.yaml").write_text(SHOP, encoding="utf-8")
    for name in ("tombstones", "subjects", "store"):
        home = tmp_path / name
        (home / "secrets").mkdir(parents=True, mode=0o700)
        file = home / "secrets" / f"{name}.secret"
        file.write_bytes(b"change-me-change-me-change-me-12")
        file.chmod(0o600)
        with pytest.raises(UnsafeSecret):
            install(Settings(home, "memory:"), [tmp_path / "shop.yaml"])
