"""The commands, one file each."""

import typer

from troth.cli.commands import check, promises, serve, test, version


def register(app: typer.Typer) -> None:
    """Add every command to `app`."""
    app.command("check")(check.check)
    app.command("promises")(promises.list_promises)
    app.command("serve")(serve.serve)
    app.command("test")(test.run_cases)
    app.command("version")(version.version)


__all__ = ["register"]
