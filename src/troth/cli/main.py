"""Puts the commands together and turns an error into a message."""

from __future__ import annotations

import sys

import typer

from troth.cli.calling import Speaking
from troth.cli.commands import register
from troth.cli.console import fail, language_of
from troth.vocabulary import TrothError

app = typer.Typer(
    name="troth",
    cls=Speaking,
    help="A privacy policy that runs: may we, must we, did we.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
register(app)


def main() -> None:
    """Run `troth`; an error of ours ends with its message and help on standard error, status 2."""
    try:
        app()
    except TrothError as error:
        fail(error, language_of(None))
        sys.exit(2)


if __name__ == "__main__":
    main()
