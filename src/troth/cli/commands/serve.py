"""`troth serve`: runs Troth on policy files, over HTTP."""

from __future__ import annotations

import hashlib
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from troth.assembly import Installation, Settings, install
from troth.cli.console import FileError, language_of, read_file
from troth.vocabulary import Message

NO_POLICIES = Message(
    "cli.no-policies",
    "no policy file was named, and there is no folder `policies` here",
    "未指定政策文件，当前目录下也没有 policies 目录",
    "name policy files: troth serve my-policy.yaml",
    "请指定政策文件：troth serve my-policy.yaml",
)


def serve(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Policy files (default: policies/*.yaml).", show_default=False)
    ] = None,
    store: Annotated[
        str | None,
        typer.Option(
            help="Where books are kept: sqlite:///PATH, postgresql://..., memory:.",
            show_default="a file in the home folder",
        ),
    ] = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=0, max=65535)] = 8377,
    demo: Annotated[
        bool, typer.Option("--demo", help="Add a few invented people to look at, in books of their own.")
    ] = False,
) -> None:
    """Run Troth: the API, the privacy centre and the console."""
    import uvicorn

    from troth.cli.demo import people
    from troth.web import make_app

    settings, named = Settings.of(os.environ, store), _files(files)
    if demo and not store and not os.environ.get("TROTH_STORE"):
        settings = replace(settings, store=demo_store(settings.home, named))
    installation = install(settings, named)
    found = people(installation.gate) if demo else []
    _announce(installation, host, port)
    try:
        uvicorn.run(
            make_app(installation, found),
            host=host,
            port=port,
            log_level="warning",
            server_header=False,
            proxy_headers=False,
        )
    finally:
        installation.gate.close()


def _files(files: list[Path] | None) -> list[Path]:
    if files:
        return files
    found = sorted(Path("policies").glob("*.yaml"))
    if not found:
        raise FileError(NO_POLICIES)
    return found


def demo_store(home: Path, files: list[Path]) -> str:
    """Return the store of a first look, which goes with the very policies.

    A published version never changes, so other files begin other books, and the earlier ones stay beside them.
    """
    digest = hashlib.sha256(b"".join(read_file(file) for file in files if file.is_file())).hexdigest()
    return f"sqlite:///{home / f'demo-{digest[:12]}.sqlite'}"


def _announce(installation: Installation, host: str, port: int) -> None:
    zh = language_of(None) == "zh"
    shown = f"[{host}]" if ":" in host else host
    url = f"http://{shown}:{port}"
    policies = ", ".join(installation.gate.shelf.ids)
    lines = [f"Troth: {url}  ({policies})"]
    if installation.new_key:
        said = "本机 API 密钥（仅显示一次）" if zh else "API key of this installation, shown this once"
        lines.append(f"{said}: {installation.api_key}")
    sys.stderr.write("\n".join(lines) + "\n")
    sys.stderr.flush()
