"""`troth version`."""

from __future__ import annotations

import platform

from troth import __version__
from troth.cli.console import Json, print_json, say


def version(json: Json = False) -> None:
    """Say which Troth this is."""
    if json:
        print_json({"troth": __version__, "python": platform.python_version(), "policy-language": 1})
    else:
        say(f"troth {__version__}")
