"""docs/CLI.md, written from what `--help` says, so that it cannot say anything else.

python -m tests.house.reference            write docs/CLI.md
python -m tests.house.reference --check    say whether it is up to date (exit 1 if not)
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

from tests.house.tree import ROOT

CLI_DOC = ROOT / "docs" / "CLI.md"
PLAIN = {
    "COLUMNS": "100",
    "LANG": "C.UTF-8",
    "NO_COLOR": "1",
    "PYTHONUTF8": "1",
    "TERM": "dumb",
    "TERMINAL_WIDTH": "100",
    "_TYPER_FORCE_DISABLE_TERMINAL": "1",
}
HEAD = """# Commands

<!-- Written by `python -m tests.house.reference` from the program's own `--help`; change the help, not this file. -->
"""


def commands() -> dict[str, list[str]]:
    """Return every command as the words after `troth`, by its full name; groups included, `troth` itself first."""
    from typer.main import get_command

    from troth.cli import app

    def walk(command: object, words: list[str]) -> Iterator[tuple[str, list[str]]]:
        yield " ".join(["troth", *words]), words
        for name, child in sorted(getattr(command, "commands", {}).items()):
            if not child.hidden:
                yield from walk(child, [*words, name])

    return dict(walk(get_command(app), []))


def help_of(words: list[str]) -> str:
    """Return what `troth WORDS --help` prints."""
    from typer.testing import CliRunner

    from troth.cli import app

    result = CliRunner().invoke(app, [*words, "--help"], prog_name="troth")
    if result.exit_code != 0:
        raise RuntimeError(f"troth {' '.join(words)} --help failed: {result.output}")
    return "\n".join(line.rstrip() for line in result.output.splitlines()).strip("\n")


def document() -> str:
    """Return the whole document, as this process would print it."""
    parts = [HEAD]
    parts += [f"## {name}\n\n```text\n{help_of(words)}\n```\n" for name, words in commands().items()]
    return "\n".join(parts)


def render() -> str:
    """Return the whole document, from a process with a plain terminal: typer looks at the terminal when it starts."""
    command = [sys.executable, "-m", "tests.house.reference", "--print"]
    result = subprocess.run(command, cwd=ROOT, env=PLAIN, check=True, capture_output=True, encoding="utf-8")
    return result.stdout


def main(arguments: list[str]) -> int:
    """Write the document, or with `--check` compare it."""
    if "--print" in arguments:
        sys.stdout.write(document())
        return 0
    wanted = render()
    if "--check" in arguments:
        same = CLI_DOC.is_file() and CLI_DOC.read_text(encoding="utf-8") == wanted
        print("docs/CLI.md is up to date" if same else "docs/CLI.md differs: python -m tests.house.reference")
        return 0 if same else 1
    CLI_DOC.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
