"""`troth operator`: who works at the console, from the host: for the first one, and when nobody can get in.

What is done here is in the ledger without an operator's handle: whoever runs commands on the host is not signed in.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from troth.cli.console import Json, Lang, language_of, print_json, say
from troth.vocabulary import Message, TrothError

if TYPE_CHECKING:
    from troth.operators import Operator, Operators

app = typer.Typer(help="Operators of the console.", no_args_is_help=True)
NOBODY = Message(
    "cli.no-operator",
    "there is no operator {id}",
    "没有账号名为 {id} 的操作人员",
    "see `troth operator list`",
    "请用 `troth operator list` 查看",
)
Store = Annotated[
    str | None, typer.Option(help="Where books are kept.", show_default="a file in the home folder")
]
Login = Annotated[str, typer.Argument(help="The operator's id, such as li.wei.", metavar="ID")]
_TEXTS = {
    "en": {
        "link": "Give this link to that person only; it works once, for three days: {link}",
        "none": "no operators; the API key signs in at the console",
        "removed": "removed: {id}",
        "confirmed": "confirmed as a person of their own: {id}",
    },
    "zh": {
        "link": "请将此链接只交给本人，三日内有效，仅可使用一次：{link}",
        "none": "没有操作人员；可用 API 密钥登录控制台",
        "removed": "已移除：{id}",
        "confirmed": "已确认为独立的个人：{id}",
    },
}


class NoOperator(TrothError):
    """Nobody has this id."""


@app.callback()
def operator() -> None:
    """Operators of the console."""


@contextmanager
def _opened(store: str | None) -> Iterator[tuple[Operators, str]]:
    """Give the operators, and the beginning of the address of the console."""
    from troth.assembly import Settings, open_operators

    settings = Settings.of(os.environ, store)
    operators, opened = open_operators(settings)
    try:
        yield operators, settings.origin or "http://localhost:8377"
    finally:
        opened.close()


def _named(operators: Operators, login: str) -> Operator:
    found = next((each for each in operators.all() if each.id == login), None)
    if found is None:
        raise NoOperator(NOBODY, id=login)
    return found


@app.command("add")
def add(
    login: Login,
    name: Annotated[str, typer.Option(help="The name that colleagues know.")],
    role: Annotated[
        list[str] | None,
        typer.Option(
            help="officer, administrator, reviewer or auditor; organisation for a customer's administrator.",
            show_default="officer",
        ),
    ] = None,
    controller: Annotated[
        list[str] | None, typer.Option(help="The id of a policy they work for.", show_default="all")
    ] = None,
    organisation: Annotated[
        str,
        typer.Option(help="Of a customer's administrator: the organisation it is of.", show_default=False),
    ] = "",
    store: Store = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Invite an operator: print the link by which they join."""
    language = language_of(lang)
    with _opened(store) as (operators, base):
        made, token = operators.invite(
            None, login, name, role or ["officer"], controller or ["*"], organisation
        )
    _tell(base, token, made.handle, language, json=json)


@app.command("list")
def list_operators(store: Store = None, json: Json = False, lang: Lang = None) -> None:
    """List the operators."""
    from troth.operators import ordered

    language = language_of(lang)
    with _opened(store) as (operators, _):
        found = operators.all()
    if json:
        rows = [
            {
                "id": each.id,
                "handle": each.handle,
                "roles": ordered(each.roles),
                "controllers": list(each.controllers),
                "state": each.state,
            }
            for each in found
        ]
        print_json({"operators": rows})
        return
    if not found:
        say(_TEXTS[language]["none"])
    for each in found:
        say(f"{each.id}  {each.state}  {' '.join(ordered(each.roles))}  {' '.join(each.controllers)}")


@app.command("remove")
def remove(login: Login, store: Store = None, json: Json = False, lang: Lang = None) -> None:
    """Remove an operator; every sign-in of theirs ends."""
    language = language_of(lang)
    with _opened(store) as (operators, _):
        operators.remove(None, _named(operators, login).handle)
    if json:
        print_json({"removed": login})
    else:
        say(_TEXTS[language]["removed"].format(id=login))


@app.command("confirm")
def confirm(login: Login, store: Store = None, json: Json = False, lang: Lang = None) -> None:
    """Confirm that an operator is another person than whoever held their link, so that each may approve for the other."""
    language = language_of(lang)
    with _opened(store) as (operators, _):
        operators.vouch(None, _named(operators, login).handle)
    if json:
        print_json({"confirmed": login})
    else:
        say(_TEXTS[language]["confirmed"].format(id=login))


@app.command("reset")
def reset(login: Login, store: Store = None, json: Json = False, lang: Lang = None) -> None:
    """Take every way to sign in from an operator and print a new link."""
    language = language_of(lang)
    with _opened(store) as (operators, base):
        renewed, token = operators.renew(None, _named(operators, login).handle)
    _tell(base, token, renewed.handle, language, json=json)


def _tell(base: str, token: str, handle: str, language: str, *, json: bool) -> None:
    link = f"{base}/console/-/join/{token}"
    if json:
        print_json({"handle": handle, "link": link})
    else:
        say(_TEXTS[language]["link"].format(link=link))
