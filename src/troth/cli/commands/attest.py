"""`troth attest`: places that people look after: what is ordered there, and saying that it is done.

Rules
- About whom it is and which values are shown at the console alone, to somebody who is signed in.
- Whoever says so is an operator by id, where there are any; the host vouches for them. The evidence stays where it is: its SHA-256 is kept.
- Values for a person's copy are entered at the console: a command line keeps a history.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from troth.cli.console import Json, Lang, language_of, print_json, read_file, say
from troth.vocabulary import Message, TrothError, place_word

if TYPE_CHECKING:
    from troth.assembly import ByHand, Installation

Policy = Annotated[str, typer.Argument(help="The id of a policy.")]
Store = Annotated[
    str | None, typer.Option(help="Where books are kept.", show_default="a file in the home folder")
]
app = typer.Typer(help="Places that people look after.", no_args_is_help=True)
WHO = Message(
    "cli.attest-who",
    "no operator {id} works for {policy}",
    "没有为 {policy} 工作的操作人员 {id}",
    "name one with --by; see `troth operator list`",
    "请用 --by 指明，可用 `troth operator list` 查看",
)
WHEN = Message(
    "cli.attest-when",
    "{when} is no time with its zone",
    "{when} 不是带时区的时间",
    "write it like 2026-02-10T09:30+08:00",
    "请写为 2026-02-10T09:30+08:00 的形式",
)
VALUES = Message(
    "cli.attest-values",
    "what was found for a copy is entered at the console",
    "供副本使用的内容须在控制台录入",
    "open the order at the console, page `By hand`",
    "请在控制台“人工处理”页面办理",
)


_FROM = {"en": "  (to be done from {at})", "zh": "  （自 {at} 起办理）"}


class AttestError(TrothError):
    """The command was called in a way that means nothing."""


@app.callback()
def attest() -> None:
    """Places that people look after."""


@app.command("list")
def list_orders(policy: Policy, store: Store = None, json: Json = False, lang: Lang = None) -> None:
    """List what is ordered there and not done."""
    language = language_of(lang)
    with _opened(store) as (_, by_hand):
        rows = [
            {
                "order": each.id,
                "place": each.part,
                "keeper": by_hand.keepers(policy)[each.part],
                "act": by_hand.act_of(policy, each),
                "from": begins.isoformat() if (begins := by_hand.begins(each)) is not None else None,
                "due": each.due.ends.isoformat() if each.due.ends is not None else None,
            }
            for each in by_hand.orders(policy)
        ]
    if json:
        print_json({"orders": rows})
        return
    if not rows:
        say("没有待办事项" if language == "zh" else "nothing is ordered")
    for row in rows:
        act = place_word("placeact", str(row["act"]), language)
        since = _FROM[language].format(at=row["from"]) if row["from"] else ""
        say(f"{row['order']}  {act}  {row['keeper']}  {row['due'] or '-'}{since}")


@app.command("done")
def done(  # noqa: PLR0913  # the options of the command
    policy: Policy,
    order: Annotated[str, typer.Argument(help="The order, as `troth attest list` names it.")],
    evidence: Annotated[
        Path, typer.Option(help="The file that shows it; only its SHA-256 is kept.", dir_okay=False)
    ],
    when: Annotated[str, typer.Option(help="When it was done: 2026-02-10T09:30+08:00.")],
    count: Annotated[int, typer.Option(help="How many files or rows.", min=0)] = 0,
    by: Annotated[str | None, typer.Option(help="The id of the operator who says so.")] = None,
    store: Store = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Say that it is done."""
    from troth.assembly import Said

    with _opened(store) as (installation, by_hand):
        who = _who(installation, policy, by)
        duty = by_hand.order(policy, order)
        if by_hand.act_of(policy, duty) == "export":
            raise AttestError(VALUES)
        digest = hashlib.sha256(read_file(evidence)).hexdigest()
        ended = by_hand.attest(policy, order, Said(who, digest, _time(when), count))
    if json:
        print_json({"order": order, "state": ended.state, "evidence": digest})
    else:
        say(f"{order}：已登记完成" if language_of(lang) == "zh" else f"{order}: kept as done")


@contextmanager
def _opened(store: str | None) -> Iterator[tuple[Installation, ByHand]]:
    from troth.assembly import Settings, by_hand_of, desk_of, install

    installation = install(Settings.of(os.environ, store), ())
    try:
        yield installation, by_hand_of(installation, desk_of(installation))
    finally:
        installation.gate.close()


def _who(installation: Installation, policy: str, login: str | None) -> str:
    """Return the handle of who says so; that of nobody in particular where there are no operators. Raises AttestError."""
    from troth.operators import KEY_OPERATOR

    roster = [each for each in installation.doors.operators.all() if each.state == "active"]
    found = next((each for each in roster if each.id == login and each.sees(policy)), None)
    if found is not None and found.roles != {"auditor"}:
        return found.handle
    if roster or login:
        raise AttestError(WHO, id=login or "-", policy=policy)
    return KEY_OPERATOR.handle


def _time(written: str) -> datetime:
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        raise AttestError(WHEN, when=written) from None
    if found.tzinfo is None:
        raise AttestError(WHEN, when=written)
    try:
        return found.astimezone(UTC)
    except OverflowError:  # the first and the last day there are, in another zone
        raise AttestError(WHEN, when=written) from None
