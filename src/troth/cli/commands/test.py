"""`troth test`: runs decision cases, ours or a company's own, against policy files."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from troth.cli.console import FileError, Json, Lang, fail, language_of, print_json, read_file, say
from troth.decisions import Case, CaseFile, Outcome, decide, load_cases, run_case
from troth.policy import Compiled, compile_policy, load
from troth.vocabulary import Message, TrothError

NO_POLICY = Message(
    "cli.no-policy",
    "the cases of {file} are about the policy {id}, which is not given",
    "{file} 中的用例针对政策 {id}，但未提供该政策",
    "name its file with --policy, or run where policies/ID.yaml is",
    "请用 --policy 指定其文件，或在含有 policies/ID.yaml 的目录下运行",
)
NO_CASES = Message(
    "cli.no-cases",
    "there is no case file in {path}",
    "{path} 中没有用例文件",
    "name a file of cases or a folder that holds some",
    "请指定用例文件或包含用例的目录",
)


def run_cases(
    paths: Annotated[list[Path], typer.Argument(help="Case files, or folders of them.", show_default=False)],
    policy: Annotated[
        list[Path] | None, typer.Option("--policy", help="Policy files that cases name.")
    ] = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Run decision cases; status 1 if one fails."""
    language = language_of(lang)
    given = {each.id: each for each in (load(read_file(p), str(p)).compiled for p in policy or ())}
    results: list[tuple[Path, Case, Outcome]] = []
    for path in _files(paths):
        try:
            file = load_cases(read_file(path))
            compiled = _policy_of(file, path, given)
        except TrothError as error:
            say(f"{path}:")
            fail(error, language)
            raise typer.Exit(2) from error
        results += [(path, case, run_case(case, partial(decide, compiled))) for case in file.cases]
    failed = [each for each in results if not each[2].passed]
    if json:
        print_json([_as_data(*each) for each in results])
    else:
        for path, case, outcome in failed:
            say(f"{path}:{case.line}: {case.name}\n  {outcome.why}")
        passed = len(results) - len(failed)
        say(
            f"通过 {passed}，失败 {len(failed)}"
            if language == "zh"
            else f"{passed} passed, {len(failed)} failed"
        )
    if failed:
        raise typer.Exit(1)


def _files(paths: list[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        inside = sorted(path.rglob("*.yaml")) if path.is_dir() else [path]
        if not inside:
            raise FileError(NO_CASES, path=path)
        found += inside
    return found


def _policy_of(file: CaseFile, path: Path, given: dict[str, Compiled]) -> Compiled:
    if file.policy is not None:
        return compile_policy(file.policy)
    if file.policy_id not in given:
        candidates = [
            base / "policies" / f"{file.policy_id}.yaml" for base in (Path(), *path.resolve().parents)
        ]
        found = next((each for each in candidates if each.is_file()), None)
        if found is None:
            raise FileError(NO_POLICY, file=path, id=file.policy_id)
        given[file.policy_id] = load(read_file(found), str(found)).compiled
    return given[file.policy_id]


def _as_data(path: Path, case: Case, outcome: Outcome) -> dict[str, object]:
    return {
        "file": str(path),
        "line": case.line,
        "name": case.name,
        "rows": list(case.rows),
        "passed": outcome.passed,
        "why": outcome.why,
    }
