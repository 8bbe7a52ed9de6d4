"""`troth check`: reads policy files and says, by line and clause, what to mend and what the law wants."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from troth.cli.console import Json, Lang, language_of, print_json, read_file, say
from troth.policy import Decided, Document, Finding, Policy, advise, decided, examine, promises, schema
from troth.vocabulary import in_language

Files = Annotated[list[Path] | None, typer.Argument(help="Policy files.", show_default=False)]


@dataclass(frozen=True)
class Checked:
    """One file: what it reads as, and what is said about it."""

    path: Path
    policy: Policy | None
    document: Document | None
    findings: list[Finding]

    @property
    def clean(self) -> bool:
        """Whether it has neither an error nor a gap."""
        return not any(each.severity in ("error", "gap") for each in self.findings)


def check(
    files: Files = None,
    advice: Annotated[
        bool, typer.Option("--advice", help="Also say what the law wants of the file.")
    ] = False,
    notes: Annotated[
        bool,
        typer.Option("--notes", help="Also print notes, and what the file decides where its text is open."),
    ] = False,
    json: Json = False,
    sarif: Annotated[bool, typer.Option("--sarif", help="Print SARIF 2.1.0, with advice.")] = False,
    lang: Lang = None,
    only_schema: Annotated[bool, typer.Option("--schema", help="Print the JSON Schema for editors.")] = False,
) -> None:
    """Check policy files; status 1 if there is an error or a gap, never for advice."""
    if only_schema:
        print_json(schema())
        return
    if not files:
        raise typer.BadParameter("name at least one policy file")
    if json and sarif:
        raise typer.BadParameter("choose one of --json and --sarif")
    language = language_of(lang)
    results = [_checked(path, advice or sarif) for path in files]
    if sarif:
        _print_sarif(results, language)
    elif json:
        print_json([_as_data(each) for each in results])
    else:
        for each in results:
            _print(each, language, notes)
    if not all(each.clean for each in results):
        raise typer.Exit(1)


def _checked(path: Path, advice: bool) -> Checked:
    policy, findings, document = examine(read_file(path))
    if advice and policy is not None and document is not None:
        every = [*findings, *advise(policy, document)]
        findings = sorted(every, key=lambda each: (each.line, each.column, each.message.id, each.clause))
    return Checked(path, policy, document, findings)


def _print_sarif(results: list[Checked], language: str) -> None:
    from troth.cli.sarif import sarif

    print_json(sarif([(each.path, each.findings) for each in results], language))


def _as_data(checked: Checked) -> dict[str, object]:
    policy = checked.policy
    return {
        "file": str(checked.path),
        "policy": policy.id if policy else None,
        "version": policy.version if policy else None,
        "clean": checked.clean,
        "findings": [each.as_data() for each in checked.findings],
        "decided": [
            {"clause": each.clause, "line": each.line, "text": {"en": str(each.text), "zh": each.text.zh}}
            for each in _points(checked)
        ],
    }


def _points(checked: Checked) -> list[Decided]:
    if checked.policy is None or checked.document is None:
        return []
    return decided(checked.document)


def _print(checked: Checked, language: str, notes: bool) -> None:
    path, policy, findings = checked.path, checked.policy, checked.findings
    shown = [each for each in findings if notes or each.severity != "note"]
    for each in shown:
        say(f"{path}: {_SEVERITY[language][each.severity]} {each.line_text(language)}")
    points = _points(checked)
    for point in points if notes else ():
        place = f"已作决定 第 {point.line} 行，" if language == "zh" else f"decided line {point.line}, "
        say(f"{path}: {place}{point.clause}: {in_language(point.text, language)}")
    counts = {severity: sum(each.severity == severity for each in findings) for severity in _SEVERITY["en"]}
    lines = checked.document.lines if checked.document else 0
    rows = len({row for each in promises(policy) for row in each.source}) if policy else 0
    n, zh = len(points), language == "zh"
    open_ = (
        "" if not n else f"，就未明确之处作出 {n} 项决定" if zh else f", {_counted(n, 'open point')} decided"
    )
    if zh:
        state = (
            "无问题"
            if not shown
            else "、".join(f"{n} 处{_SEVERITY['zh'][s]}" for s, n in counts.items() if n)
        )
        say(f"{path}：{state}（承诺 {rows} 条，{lines} 行{open_}）")
    else:
        state = "clean" if not shown else ", ".join(_counted(n, s) for s, n in counts.items() if n)
        say(f"{path}: {state} ({rows} promises, {lines} lines{open_})")


def _counted(number: int, severity: str) -> str:
    return f"{number} {severity}{'s' * (number > 1 and severity != 'advice')}"


_SEVERITY = {
    "en": {"error": "error", "gap": "gap", "warning": "warning", "advice": "advice", "note": "note"},
    "zh": {"error": "错误", "gap": "空缺", "warning": "警告", "advice": "建议", "note": "提示"},
}
