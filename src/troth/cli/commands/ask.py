"""`troth ask`: asks one step of a policy file, without a server or a store."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from troth.cli.console import FileError, Json, Lang, fail, language_of, print_json, read_file, say
from troth.decisions import Facts, Request, decide
from troth.gate import Reply, reason_text
from troth.policy import Compiled, load, read
from troth.vocabulary import Act, Message, Plain, Verdict

BAD_STEP = Message(
    "cli.step",
    "the step or the facts are not well formed: {what}",
    "请求或事实格式有误：{what}",
    "docs/DECISIONS.md tells what a request and a fact may hold",
    "写法见 docs/DECISIONS.md",
)
UNKNOWN_ACT = Message(
    "cli.act",
    "{value} is no act",
    "没有 {value} 这种处理方式",
    "{near}write one of {known}",
    "{near_zh}请写以下之一：{known}",
)
NO_OCCASION = Message(
    "cli.occasion",
    "--occasion {value} is not KEY=VALUE",
    "--occasion {value} 不是“键=值”的形式",
    "write, for example, --occasion trigger=register",
    "例如：--occasion trigger=register",
)
UNKNOWN_PURPOSE = Message(
    "cli.purpose",
    "the policy declares no purpose {value}",
    "本政策未声明目的 {value}",
    "{near}`troth promises` lists what the policy declares",
    "{near_zh}`troth promises` 会列出本政策声明的内容",
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
    if act not in list(Act):
        raise FileError(UNKNOWN_ACT, value=act, known=Plain(", ".join(Act)), **_near(act, list(Act)))
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
        said["occasion"] = dict(_pair(each) for each in occasion)
    known = read(read_file(facts)).data if facts else {}
    answer = decide(compiled, _converted(known, Facts), _converted(said, Request))
    reply = Reply(answer, compiled, compiled.id, None)
    if json:
        print_json(reply.as_data())
    else:
        _print(reply, language_of(lang))
        declared = _declared(compiled)
        if purpose not in declared:
            fail(FileError(UNKNOWN_PURPOSE, value=purpose, **_near(purpose, declared)), language_of(lang))
    if answer.verdict is not Verdict.PERMIT:
        raise typer.Exit(1)


def _declared(compiled: Compiled) -> list[str]:
    """Return the ids that a step can be for."""
    policy = compiled.policy
    return [
        *policy.purposes,
        *policy.supplements.entries,
        *policy.messages.types,
        *policy.trackers.entries,
        *policy.trackers.categories,
    ]


def _pair(written: str) -> tuple[str, str]:
    """Return key and value of one `--occasion`. Raises FileError: it is no KEY=VALUE."""
    key, equals, value = written.partition("=")
    if not (key and equals and value):
        raise FileError(NO_OCCASION, value=written)
    return key, value


def _near(word: str, known: Sequence[str]) -> dict[str, object]:
    """Return the word of `known` that is like `word`, as a suggestion in both languages."""
    found = get_close_matches(word, known, n=1)
    return {
        "near": Plain(f"did you mean `{found[0]}`? " if found else ""),
        "near_zh": Plain(f"是否想写 `{found[0]}`？" if found else ""),
    }


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
