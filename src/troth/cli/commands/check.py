"""`troth check`: reads policy files and says, by line and clause, what to mend."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from troth.cli.console import Json, Lang, language_of, print_json, read_file, say
from troth.policy import Document, Finding, Policy, examine, promises, schema

Files = Annotated[list[Path] | None, typer.Argument(help="Policy files.", show_default=False)]


def check(
    files: Files = None,
    json: Json = False,
    lang: Lang = None,
    notes: Annotated[bool, typer.Option("--notes", help="Also print notes.")] = False,
    only_schema: Annotated[bool, typer.Option("--schema", help="Print the JSON Schema for editors.")] = False,
) -> None:
    """Check policy files; status 1 if there is an error or a gap."""
    if only_schema:
        print_json(schema())
        return
    if not files:
        raise typer.BadParameter("name at least one policy file")
    language = language_of(lang)
    results = [(path, *examine(read_file(path))) for path in files]
    if json:
        print_json([_as_data(path, policy, findings) for path, policy, findings, _ in results])
    else:
        for path, policy, findings, document in results:
            _print(path, policy, findings, document, language, notes)
    if any(each.severity in ("error", "gap") for _, _, findings, _ in results for each in findings):
        raise typer.Exit(1)


def _as_data(path: Path, policy: Policy | None, findings: list[Finding]) -> dict[str, object]:
    return {
        "file": str(path),
        "policy": policy.id if policy else None,
        "version": policy.version if policy else None,
        "clean": not any(each.severity in ("error", "gap") for each in findings),
        "findings": [each.as_data() for each in findings],
    }


def _print(
    path: Path,
    policy: Policy | None,
    findings: list[Finding],
    document: Document | None,
    language: str,
    notes: bool,
) -> None:
    shown = [each for each in findings if notes or each.severity != "note"]
    for each in shown:
        say(f"{path}: {_SEVERITY[language][each.severity]} {each.line_text(language)}")
    counts = {severity: sum(each.severity == severity for each in findings) for severity in _SEVERITY["en"]}
    lines = document.lines if document else 0
    rows = len({row for each in promises(policy) for row in each.source}) if policy else 0
    if language == "zh":
        state = (
            "无问题"
            if not shown
            else "、".join(f"{n} 处{_SEVERITY['zh'][s]}" for s, n in counts.items() if n)
        )
        say(f"{path}：{state}（承诺 {rows} 条，{lines} 行）")
    else:
        state = "clean" if not shown else ", ".join(f"{n} {s}{'s' * (n > 1)}" for s, n in counts.items() if n)
        say(f"{path}: {state} ({rows} promises, {lines} lines)")


_SEVERITY = {
    "en": {"error": "error", "gap": "gap", "warning": "warning", "note": "note"},
    "zh": {"error": "错误", "gap": "空缺", "warning": "警告", "note": "提示"},
}
