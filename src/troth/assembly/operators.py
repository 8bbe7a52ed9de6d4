"""Operators of an installation: their store, passwords, passkeys, providers of identity, and companies' own tokens.

Rules
- The file of TROTH_SIGN_IN is JSON with `providers` and `companies`; it holds secrets, so only its owner may read it.
- What it asks for and cannot be had (a key that is none, a library that is not installed) is an error at the start,
  never a door that is quietly open or shut.

Example
    >>> doors = doors_of(store, settings, secrets, clock, randomness)
"""

from __future__ import annotations

import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from troth.adapters.doors import CompanyKey, CompanyTokens, open_passkeys, provider
from troth.adapters.keystores import Argon2Passwords
from troth.adapters.machine import MachineClock, machine_randomness
from troth.adapters.stores import open_store
from troth.assembly.files import read_whole
from troth.assembly.secrets import Secrets
from troth.assembly.settings import Settings
from troth.calendars import Clock
from troth.ledger.ports import Randomness
from troth.notices.ports import Channel
from troth.operators import Approvals, Operators, People, Spent, operator_acts
from troth.operators.errors import BAD_SIGN_IN_FILE, BadOperator
from troth.operators.ports import PaperStore, Provider
from troth.vocabulary import Plain


@dataclass(frozen=True)
class Doors:
    """Who may come in, and by what: operators, what needs two of them, providers, and companies' tokens."""

    operators: Operators
    approvals: Approvals
    people: People
    providers: tuple[Provider, ...] = ()
    origin: str | None = None
    mail: Channel | None = None


class _Provider(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    name: str
    issuer: str
    client: str
    secret: str = ""


class _Company(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    policy: str
    issuer: str
    algorithm: str
    key: dict[str, Any]


class _File(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    providers: list[_Provider] = []
    companies: list[_Company] = []


def doors_of(
    store: PaperStore,
    settings: Settings,
    secrets: Secrets,
    clock: Clock,
    randomness: Randomness,
    mail: Channel | None = None,
) -> Doors:
    """Return the doors of an installation. Raises BadOperator for a file that cannot be used, SettingsError."""
    given = _read(settings.sign_in) if settings.sign_in is not None else _File()
    operators = Operators(
        store, clock, randomness, Argon2Passwords(randomness), secrets.get("operators"), open_passkeys()
    )
    try:
        tokens = CompanyTokens(
            [CompanyKey(each.policy, each.issuer, each.algorithm, each.key) for each in given.companies],
            clock,
        )
    except Exception as error:  # whatever is wrong with a key, it must not be told with its text
        raise _unusable("a company's key or algorithm", "某家公司的密钥或算法有误") from error
    return Doors(
        operators,
        Approvals(store, clock, randomness, operator_acts(operators)),
        People(Spent(store, clock), tokens),
        tuple(_provider(each, clock) for each in given.providers),
        settings.origin,
        mail,
    )


def open_operators(settings: Settings) -> tuple[Operators, Any]:
    """Return the operators in the store of `settings`, and the store, which the caller closes."""
    clock, randomness = MachineClock(), machine_randomness
    secrets = Secrets(settings.home / "secrets", randomness)
    store = open_store(settings.store, key=secrets.get("store"), clock=clock, randomness=randomness)
    return doors_of(store, settings, secrets, clock, randomness).operators, store


def _provider(given: _Provider, clock: Clock) -> Provider:
    try:
        found = provider(given.name, given.issuer, given.client, given.secret, clock)
    except ValueError as error:
        raise _unusable("an issuer is an https address", "issuer 应为 https 地址") from error
    if found is None:
        raise _unusable(
            "providers need the extra `operators`: pip install 'troth[operators]'",
            "使用 providers 须安装附加组件 operators：pip install 'troth[operators]'",
        )
    return found


def _read(file: Path) -> _File:
    if file.is_file() and file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise _unusable("others than its owner may read it", "所有者以外的用户也可读取")
    try:
        return msgspec.json.decode(read_whole(file), type=_File)
    except msgspec.MsgspecError as error:
        raise _unusable("it is not JSON of this form", "内容不是规定格式的 JSON") from error


def _unusable(why: str, why_zh: str) -> BadOperator:
    return BadOperator(BAD_SIGN_IN_FILE, why=Plain(why), why_zh=Plain(why_zh))
