"""`troth ask`: asks one step of a policy file, without a server or a store."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from troth.cli.console import FileError, Json, Lang, language_of, print_json, read_file, say
from troth.decisions import Facts, Request, decide
from troth.gate import Reply, reason_text
from troth.policy import load, read
from troth.vocabulary import Message, Plain, Verdict

BAD_STEP = Message(
    "cli.step",
    "the step or the facts are not well formed: {what}",
    "请求或事实格式有误：{what}",
    "docs/DECISIONS.md tells what a request and a fact may hold",
    "写法见 docs/DECISIONS.md",
)


def ask(  # noqa: PLR0913  # one parameter for each option of the command
    policy: Annotated[Path, typer.Argument(help="The policy file.", show_default=False)],
    act: Annotated[str, typer.Argument(help="What the step does, such as collect.", show_default=False)],
    purpose: Annotated[str, typer.Argument(help="What it is for.", show_default=False)],
    data: Annotated[list[str] | None, typer.Argument(help="The elements.", show_default=False)] = None,
    step: Annotated[Path | None, typer.Option(help="YAML with more of the request.")] = None,
    facts: Annotated[Path | None, typer.Option(help="YAML with the facts.")] = None,
    product: Annotated[str | None, typer.Option(help="The product.")] = None,
    function: Annotated[str | None, typer.Option(help="The function.")] = None,
    recipient: Annotated[str | None, typer.Option(help="The recipient.")] = None,
    subject: Annotated[str | None, typer.Option(help="The person.")] = None,
    occasion: Annotated[list[str] | None, typer.Option(help="KEY=VALUE of the occasion.")] = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Ask whether a step may happen; status 0 permit, 1 ask or refuse."""
    compiled = load(read_file(policy), str(policy)).compiled
    more: dict[str, Any] = read(read_file(step)).data if step else {}
    named = {"product": product, "function": function, "recipient": recipient, "subject": subject}
    said: dict[str, Any] = {
        **more,
        "act": act,
        "purpose": purpose,
        **{k: v for k, v in named.items() if v is not None},
    }
    if data:
        said["data"] = data
    if occasion:
        said["occasion"] = {key: value for key, _, value in (each.partition("=") for each in occasion)}
    known = read(read_file(facts)).data if facts else {}
    answer = decide(compiled, _converted(known, Facts), _converted(said, Request))
    reply = Reply(answer, compiled, compiled.id, None)
    if json:
        print_json(reply.as_data())
    else:
        _print(reply, language_of(lang))
    if answer.verdict is not Verdict.PERMIT:
        raise typer.Exit(1)


def _converted(value: object, kind: Any) -> Any:
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise FileError(BAD_STEP, what=Plain(str(error))) from error


_VERDICTS = {
    "en": {"permit": "permit", "ask": "ask", "refuse": "refuse"},
    "zh": {"permit": "允许", "ask": "须先征求", "refuse": "拒绝"},
}


def _print(reply: Reply, language: str) -> None:
    answer = reply.answer
    only = ("，仅限 " if language == "zh" else ", only ") + ", ".join(answer.only) if answer.only else ""
    say(f"{_VERDICTS[language][answer.verdict]}{only}")
    for reason in answer.reasons:
        rows = reply.compiled.source.get(reason.clause, ()) if reply.compiled else ()
        element = f" [{reason.element}]" if reason.element else ""
        promised = f"  {' '.join(rows[:6])}" if rows else ""
        say(f"  {reason.clause}{element}: {reason_text(reply.compiled, reason, language)}{promised}")
