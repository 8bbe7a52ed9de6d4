"""`troth vault`: the vault's keys."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from troth.cli.console import Json, Lang, language_of, print_json, say

app = typer.Typer(help="Sealed personal data: its keys.", no_args_is_help=True)


@app.callback()
def vault() -> None:
    """Sealed personal data: its keys."""


@app.command("drill")
def drill(
    keys: Annotated[
        Path | None,
        typer.Option(
            help="Try the keys in this folder, restored from their backup.",
            show_default="the keys in use",
            file_okay=False,
            exists=True,
        ),
    ] = None,
    store: Annotated[
        str | None, typer.Option(help="Where books are kept.", show_default="a file in the home folder")
    ] = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Try whether every key opens that something is wrapped under; status 1 if one does not."""
    from troth.assembly import Settings, drill_keys

    language = language_of(lang)
    found = drill_keys(Settings.of(os.environ, store), keys)
    failed = any(each.failed for each in found)
    if json:
        print_json(
            {
                "holds": not failed,
                "controllers": [
                    {
                        "controller": each.controller,
                        "opened": {str(key): count for key, count in each.opened.items()},
                        "failed": {str(key): count for key, count in each.failed.items()},
                    }
                    for each in found
                ],
            }
        )
    else:
        for each in found:
            opened, lost = sum(each.opened.values()), sum(each.failed.values())
            if language == "zh":
                say(f"{each.controller}：{opened} 个密钥可打开，{lost} 个无法打开")
            else:
                say(f"{each.controller}: {opened} keys open, {lost} do not")
            for generation, count in each.failed.items():
                text = (
                    f"  缺少第 {generation} 代密钥，{count} 个密钥依赖它"
                    if language == "zh"
                    else f"  generation {generation} is missing or wrong; {count} keys hang on it"
                )
                say(text)
    if failed:
        raise typer.Exit(1)
