"""`troth vault`: the vault's keys."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from troth.cli.console import Json, Lang, language_of, print_json, say
from troth.cli.progress import Progress, progressing

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
    progress: Progress = False,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Try whether every key opens that something is wrapped under; status 1 if one does not."""
    from troth.assembly import Settings, drill_keys

    language = language_of(lang)
    with progressing("keys tried", "已尝试的密钥", language, quiet=json, always=progress) as tell:
        found = drill_keys(Settings.of(os.environ, store), keys, lambda _, done, of: tell(done, of))
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


@app.command("rotate")
def rotate(
    policy: Annotated[str, typer.Argument(help="The id of a policy whose people's keys are rotated.")],
    retire: Annotated[
        bool, typer.Option("--retire", help="Destroy the old keys; backups from before open nothing then.")
    ] = False,
    index: Annotated[
        str | None,
        typer.Option(help="Give the index by which this element is searched a new key instead."),
    ] = None,
    store: Annotated[
        str | None, typer.Option(help="Where books are kept.", show_default="a file in the home folder")
    ] = None,
    progress: Progress = False,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Wrap every key under a new one; stopped at any point, the next call goes on."""
    from troth.assembly import Settings, rotate_index, rotate_keys

    if index is not None and retire:
        raise typer.BadParameter("choose one of --index and --retire")
    language, settings = language_of(lang), Settings.of(os.environ, store)
    words = (
        ("keys wrapped again", "已重新封装的密钥") if index is None else ("values moved", "已移入新索引的值")
    )
    with progressing(*words, language, quiet=json, always=progress) as tell:
        if index is None:
            done = rotate_keys(settings, policy, tell, retire=retire)
        else:
            done = rotate_index(settings, policy, index, tell)
    if json:
        print_json(
            {
                "controller": policy,
                "generation": done.generation,
                "done": done.done,
                "retired": [*done.retired],
            }
        )
    elif index is not None:
        said = f"{done.done} values of {index} are in index {done.generation} now; the older one is gone"
        said_zh = f"{index} 的 {done.done} 个值已移入第 {done.generation} 代索引，旧索引已删除"
        say(f"{policy}：{said_zh}" if language == "zh" else f"{policy}: {said}")
    elif language == "zh":
        gone = f"；已销毁第 {'、'.join(map(str, done.retired))} 代" if done.retired else ""
        say(f"{policy}：{done.done} 个密钥改由第 {done.generation} 代封装{gone}")
    else:
        gone = f"; destroyed: {', '.join(map(str, done.retired))}" if done.retired else ""
        say(f"{policy}: {done.done} keys are wrapped under generation {done.generation}{gone}")
