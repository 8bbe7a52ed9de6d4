"""`troth map stopped` and `troth map allow`: orders that a place stopped because they would touch too much, and letting one happen.

Rules
- Shown are ids and rows by table; about whom it is stays at the console.
- Whoever allows it are two operators by id, two persons; the host vouches that they have looked. Without a single operator it is `--approved`.
- What is allowed is what was counted last; what comes since stops the order again.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from troth.cli.console import Json, Lang, language_of, print_json, say
from troth.vocabulary import place_word

if TYPE_CHECKING:
    from troth.assembly import Installation

Policy = Annotated[str, typer.Argument(help="The id of a policy.")]
Store = Annotated[
    str | None, typer.Option(help="Where books are kept.", show_default="a file in the home folder")
]
_WORDS = {
    "en": {
        "none": "No order is stopped.",
        "line": "{order}  {act}  {rows} rows: {tables}  counted {at}{allowed}",
        "until": "  allowed until {until}",
        "allowed": "{order}: allowed until {until}, {rows} rows; workers do it now",
        "and": ", ",
    },
    "zh": {
        "none": "没有被停下的指令。",
        "line": "{order}  {act}  共 {rows} 行：{tables}  统计于 {at}{allowed}",
        "until": "  已放行，有效期至 {until}",
        "allowed": "{order}：已放行 {rows} 行，有效期至 {until}，由工作进程执行",
        "and": "、",
    },
}


def list_stopped(policy: Policy, store: Store = None, json: Json = False, lang: Lang = None) -> None:
    """List the orders that a place stopped because they would touch too much, with the rows of each table."""
    from troth.assembly import is_allowed, plans_of

    language = language_of(lang)
    words = _WORDS[language]
    with _opened(store) as installation:
        now = installation.clock.now()
        found = [(each, is_allowed(each, now)) for each in plans_of(installation).stopped_orders(policy)]
    if json:
        rows = [
            {
                "order": each.order,
                "place": each.place,
                "act": each.act,
                "tables": dict(each.counts),
                "rows": each.rows,
                "counted": each.at,
                "allowed-until": each.until if allowed else None,
            }
            for each, allowed in found
        ]
        print_json({"orders": rows})
        return
    if not found:
        say(words["none"])
    for each, allowed in found:
        tables = words["and"].join(f"{name} {count}" for name, count in sorted(each.counts.items()))
        until = words["until"].format(until=each.until) if allowed else ""
        act = place_word("placeact", each.act, language)
        say(words["line"].format(order=each.order, act=act, rows=each.rows, tables=tables, at=each.at, allowed=until))  # fmt: skip


def allow(
    policy: Policy,
    order: Annotated[str, typer.Argument(help="The order, as `troth map stopped` names it.")],
    approved_by: Annotated[
        list[str] | None,
        typer.Option(
            "--approved-by",
            help="The id of an operator who has looked at it; twice, for two.",
            show_default=False,
        ),
    ] = None,
    approved: Annotated[
        bool,
        typer.Option("--approved", help="Somebody has looked at it, and there are no operators to name."),
    ] = False,
    store: Store = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Let a stopped order touch what was counted, and nothing more."""
    from troth.assembly import allow_plan

    with _opened(store) as installation:
        found = allow_plan(installation, policy, order, approved_by or (), approved=approved)
    if json:
        print_json({"order": order, "rows": found.rows, "tables": dict(found.counts), "until": found.until})
    else:
        said = _WORDS[language_of(lang)]["allowed"]
        say(said.format(order=order, until=found.until, rows=found.rows))


@contextmanager
def _opened(store: str | None) -> Iterator[Installation]:
    from troth.assembly import Settings, install

    installation = install(Settings.of(os.environ, store), ())
    try:
        yield installation
    finally:
        installation.gate.close()
