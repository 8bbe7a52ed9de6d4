"""`troth promises`: every promise of a policy, with the rows it keeps and how it is kept."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from troth.cli.console import Json, Lang, fail, language_of, print_json, read_file, say
from troth.policy import examine, promises, unsound
from troth.vocabulary import in_language


def list_promises(
    files: Annotated[list[Path], typer.Argument(help="Policy files.", show_default=False)],
    json: Json = False,
    lang: Lang = None,
) -> None:
    """List the promises of policy files: id, clause, kind, source, how."""
    language = language_of(lang)
    found = []
    for path in files:
        policy, findings, _ = examine(read_file(path))
        if policy is None:
            fail(unsound(str(path), findings), language)
            raise typer.Exit(2)
        found += promises(policy)
    if json:
        print_json([each.as_data() for each in found])
        return
    for each in found:
        text = (each.zh if language == "zh" else each.en) or in_language(each.gap or "", language)
        say(f"{each.id}\t{each.kind}\t{each.how}\t{' '.join(each.source)}\t{text}")
