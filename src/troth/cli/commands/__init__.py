"""The commands, one file each."""

import typer

from troth.cli.commands import (
    ask,
    attest,
    backup,
    check,
    compare,
    deadline,
    duties,
    new,
    operator,
    promises,
    render,
    scan,
    serve,
    sweep,
    test,
    vault,
    verify,
    version,
    work,
)
from troth.cli.commands import map as maps


def register(app: typer.Typer) -> None:
    """Add every command to `app`."""
    app.command("ask")(ask.ask)
    app.add_typer(attest.app, name="attest")
    app.command("backup")(backup.backup)
    app.command("check")(check.check)
    app.command("compare")(compare.compare_versions)
    app.command("deadline")(deadline.tell_deadline)
    app.command("duties")(duties.list_duties)
    app.add_typer(maps.app, name="map")
    app.command("new")(new.new)
    app.add_typer(operator.app, name="operator")
    app.command("promises")(promises.list_promises)
    app.command("render")(render.render)
    app.command("restore")(backup.restore)
    app.command("scan")(scan.scan)
    app.command("serve")(serve.serve)
    app.command("sweep")(sweep.sweep)
    app.command("test")(test.run_cases)
    app.add_typer(vault.app, name="vault")
    app.command("verify")(verify.verify)
    app.command("version")(version.version)
    app.command("work")(work.work)


__all__ = ["register"]
