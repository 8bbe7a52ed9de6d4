"""Writes into each policy file under `good/` and `bad/` what `troth check --notes` says about it.

Rules
- A file begins with a block of comments: the output in English, then in Chinese, then the exit status. The lines it
  names are those of the file with its comments.
- `python -m tests.cases.policies.generate` rewrites the blocks; a test says that they are what a run says now. Read
  the difference before you keep it: a message is a promise to those who write policies.

Example
    # en
    # missing-key.yaml: error line 12, recipients.mailer: the key `role` is missing [policy.missing-key]
    #   -> write `role: ...`
    # missing-key.yaml: 1 error (0 promises, 16 lines)
    # zh
    # ...
    # status 1
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from typer.testing import CliRunner

from troth.cli.main import app

HERE = Path(__file__).parent
GOOD, BAD = HERE / "good", HERE / "bad"


def files() -> Iterator[Path]:
    """Yield every case, sorted."""
    for folder in (GOOD, BAD):
        yield from sorted(folder.glob("*.yaml"))


def body_of(text: str) -> str:
    """Return the file without the comments at its top."""
    lines = text.splitlines(keepends=True)
    while lines and lines[0].startswith("#"):
        lines.pop(0)
    return "".join(lines)


def run(path: Path, language: str) -> tuple[str, int]:
    """Return what `troth check --notes` prints about `path`, called by its name alone, and its exit status."""
    with contextlib.chdir(path.parent):
        result = CliRunner().invoke(app, ["check", path.name, "--notes", "--lang", language])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.stdout, result.exit_code


def said(path: Path) -> list[str]:
    """Return the lines of the comment block for `path` as it stands."""
    english, status = run(path, "en")
    chinese, _ = run(path, "zh")
    return ["en", *english.splitlines(), "zh", *chinese.splitlines(), f"status {status}"]


def commented(lines: list[str]) -> str:
    """Return `lines` as comments."""
    return "".join(f"# {line}".rstrip() + "\n" for line in lines)


def rewrite(path: Path) -> bool:
    """Put into `path` what is said about it; return whether that changed the file."""
    before = path.read_text(encoding="utf-8")
    body = body_of(before)
    path.write_text(body, encoding="utf-8")
    for _ in range(5):  # the block moves the lines that it names; their number settles at once
        block = commented(said(path))
        if path.read_text(encoding="utf-8") == block + body:
            return block + body != before
        path.write_text(block + body, encoding="utf-8")
    raise RuntimeError(f"{path.name}: what is said about it does not settle")


if __name__ == "__main__":
    for case in files():
        if rewrite(case):
            print(f"{case.parent.name}/{case.name}")
