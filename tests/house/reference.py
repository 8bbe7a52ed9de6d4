"""docs/CLI.md, written from what `--help` says, so that it cannot say anything else.

python -m tests.house.reference            write docs/CLI.md
python -m tests.house.reference --check    say whether it is up to date (exit 1 if not)
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator

from tests.house.tree import ROOT

CLI_DOC = ROOT / "docs" / "CLI.md"
WIDTH = 100
ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
HEAD = """# Commands

<!-- Written by `python -m tests.house.reference` from the program's own `--help`; change the help, not this file. -->
"""


def commands() -> dict[str, list[str]]:
    """Return every command as the words after `troth`, by its full name; groups included, `troth` itself first."""
    from troth.cli import app
    from typer.main import get_command

    def walk(command: object, words: list[str]) -> Iterator[tuple[str, list[str]]]:
        yield " ".join(["troth", *words]), words
        for name, child in sorted(getattr(command, "commands", {}).items()):
            if not child.hidden:
                yield from walk(child, [*words, name])

    return dict(walk(get_command(app), []))


def help_of(words: list[str]) -> str:
    """Return what `troth WORDS --help` prints on a plain terminal of 100 columns."""
    from troth.cli import app
    from typer.testing import CliRunner

    plain = {
        "COLUMNS": str(WIDTH),
        "TERMINAL_WIDTH": str(WIDTH),
        "TERM": "dumb",
        "NO_COLOR": "1",
        "LANG": "C.UTF-8",
    }
    result = CliRunner().invoke(app, [*words, "--help"], env=plain, prog_name="troth")
    if result.exit_code != 0:
        raise RuntimeError(f"troth {' '.join(words)} --help failed: {result.output}")
    lines = ANSI.sub("", result.output).splitlines()
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def render() -> str:
    """Return the whole document."""
    parts = [HEAD]
    parts += [f"## {name}\n\n```text\n{help_of(words)}\n```\n" for name, words in commands().items()]
    return "\n".join(parts)


def main(arguments: list[str]) -> int:
    """Write the document, or with `--check` compare it."""
    wanted = render()
    if "--check" in arguments:
        same = CLI_DOC.is_file() and CLI_DOC.read_text(encoding="utf-8") == wanted
        print("docs/CLI.md is up to date" if same else "docs/CLI.md differs: python -m tests.house.reference")
        return 0 if same else 1
    CLI_DOC.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    os.environ.setdefault("NO_COLOR", "1")
    sys.exit(main(sys.argv[1:]))
