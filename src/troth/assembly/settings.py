"""Settings: where Troth keeps its things, and by which key applications call it.

Rules
- Everything has a safe default; what is set comes from the command line, else from the environment.
- Secrets live in the home folder in files that only their owner may read. They are made once and never printed,
  but for the API key of a first start.

Example
    >>> Settings.of({"TROTH_HOME": "/srv/troth"}).store
    'sqlite:////srv/troth/books.sqlite'
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from troth.assembly.secrets import MADE, SettingsError, is_sample
from troth.vocabulary import Message

HOME = ".troth"
VARIABLES = {
    "TROTH_HOME": "the folder for keys and the embedded store (default: .troth in the current folder)",
    "TROTH_STORE": "the store: sqlite:///PATH, postgresql://... or memory: (default: a file in the home folder)",
    "TROTH_API_KEY": "the key that applications send as a Bearer token (default: made and printed at the first start)",
    "TROTH_MAIL": "the mail server: smtps://USER@HOST, or smtp://USER@HOST:587 with STARTTLS; file:///FOLDER keeps mail here (docs/CHANNELS.md)",
    "TROTH_MAIL_FROM": "the address that mail comes from",
    "TROTH_MAIL_PASSWORD": "the password at the mail server",
    "TROTH_SMS": "the https address of the company's SMS gateway, which gets signed messages",
    "TROTH_PUSH": "the https address of the company's push service, likewise",
    "TROTH_WEBHOOK_SECRET": "what messages to gateways are signed with: whsec_ and Base64",
    "TROTH_VAULT_KEYS": "where the keys lie that wrap the vault's keys: files (default), pkcs11:LIBRARY?token=NAME, kms:REGION",
    "TROTH_VAULT_PIN": "the PIN of the device that TROTH_VAULT_KEYS names",
    "TROTH_VAULT_PROFILE": "the algorithms of the vault: international (default), or sm for SM4 and SM3",
    "TROTH_MAPS": "the data maps, separated as in PATH; each names the settings with the addresses of its places (docs/HOLDINGS.md)",
    "TROTH_RECIPIENTS": "a JSON file with the services that recipients of data are told through (docs/DUTIES.md)",
    "TROTH_SPARK": "the Spark cluster for lakes with `engine: spark`, such as spark://HOST:7077; empty: as spark-submit says (docs/LAKES.md)",
    "TROTH_TRUSTED_PROXY": "`1` if a proxy in front says by X-Forwarded-Proto whether the transport is encrypted",
    "TROTH_ORIGIN": "where people reach Troth, such as https://privacy.example; passkeys and providers of identity need it",
    "TROTH_SIGN_IN": "a JSON file with providers of identity and companies' keys for sign-in (docs/OPERATORS.md)",
}
"""Every environment variable that Troth reads, and what it means."""
CHANNELS = (
    "TROTH_MAIL",
    "TROTH_MAIL_FROM",
    "TROTH_MAIL_PASSWORD",
    "TROTH_SMS",
    "TROTH_PUSH",
    "TROTH_WEBHOOK_SECRET",
)
VAULT = ("TROTH_VAULT_KEYS", "TROTH_VAULT_PIN", "TROTH_VAULT_PROFILE")
SHORTEST_KEY = 16
SHORT_KEY = Message(
    "settings.short-key",
    "TROTH_API_KEY has {length} characters, and a key that short can be guessed",
    "TROTH_API_KEY 只有 {length} 个字符，太短，容易被猜中",
    "set it to {least} characters or more that nobody can guess; `openssl rand -hex 32` makes some",
    "请改为不少于 {least} 个字符的随机密钥，可用 `openssl rand -hex 32` 生成",
)
SAMPLE_KEY = Message(
    "settings.sample-key",
    "TROTH_API_KEY is out of an example, or easily guessed",
    "TROTH_API_KEY 是示例值，或容易被猜中",
    "set it to what `openssl rand -hex 32` prints, or leave it out, and one is made",
    "请改用 `openssl rand -hex 32` 的输出；不设置则自动生成",
)
BAD_ORIGIN = Message(
    "settings.bad-origin",
    "TROTH_ORIGIN is not the beginning of an address",
    "TROTH_ORIGIN 不是有效的地址开头",
    "set it to scheme and host as people type them, such as https://privacy.example",
    "请设为用户访问时的协议与主机名，例如 https://privacy.example",
)


@dataclass(frozen=True)
class Settings:
    """What an installation is told. `store` is a URL; `api_key` None means: make one."""

    home: Path
    store: str
    api_key: str | None = None
    trusted_proxy: bool = False
    origin: str | None = None
    sign_in: Path | None = None
    channels: Mapping[str, str] = field(default_factory=dict, repr=False)
    vault: Mapping[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, environment: Mapping[str, str], store: str | None = None) -> Settings:
        """Return the settings in `environment`; `store`, from the command line, goes first.

        Raises:
            SettingsError: the API key can be guessed.
        """
        home = Path(environment.get("TROTH_HOME") or HOME).absolute()
        url = store or environment.get("TROTH_STORE") or f"sqlite:///{home / 'books.sqlite'}"
        key = environment.get("TROTH_API_KEY") or None
        if key is not None and len(key) < SHORTEST_KEY:
            raise SettingsError(SHORT_KEY, length=len(key), least=SHORTEST_KEY)
        if key is not None and is_sample(key.removeprefix(MADE).encode(errors="surrogateescape")):
            raise SettingsError(SAMPLE_KEY)
        origin = (environment.get("TROTH_ORIGIN") or "").rstrip("/") or None
        if origin is not None and not re.fullmatch(r"https?://[a-z0-9.-]+(:\d{1,5})?", origin):
            raise SettingsError(BAD_ORIGIN)
        sign_in = Path(environment["TROTH_SIGN_IN"]) if environment.get("TROTH_SIGN_IN") else None
        trusted = environment.get("TROTH_TRUSTED_PROXY") == "1"
        channels = {name: environment[name] for name in CHANNELS if environment.get(name)}
        vault = {name: environment[name] for name in VAULT if environment.get(name)}
        return cls(home, url, key, trusted, origin=origin, sign_in=sign_in, channels=channels, vault=vault)
