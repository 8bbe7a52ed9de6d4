"""The channels of an installation: mail, and webhooks for SMS and push, each only where it is set up.

Rules
- Encrypted or not at all: `smtps://`, `smtp://` (STARTTLS is demanded) and `https://`; plain only to this very machine, and
  `file:///FOLDER`, which sends nothing and keeps mail in a folder.
- A password or a secret stands in a variable of its own, never in an address. No error repeats either.

Example
    >>> channels_of({"TROTH_MAIL": "smtps://privacy@mail.acme.example", "TROTH_MAIL_FROM": "privacy@acme.example",
    ...              "TROTH_MAIL_PASSWORD": "..."}, clock)
    {'mail': <troth.adapters.channels.mail.Mail object>}
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from troth.adapters.channels import Mail, MailFolder, Server, Webhook
from troth.assembly.secrets import SettingsError, is_sample
from troth.calendars import Clock
from troth.notices.ports import Channel
from troth.vocabulary import Message

LOCAL = frozenset({"127.0.0.1", "::1", "localhost"})
SHORTEST_SECRET, FEWEST_VALUES = 24, 12
WEBHOOKS = {"TROTH_SMS": "sms", "TROTH_PUSH": "push"}
_SENDER = re.compile(r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9.-]{1,255}")

BAD_MAIL = Message(
    "settings.mail",
    "TROTH_MAIL is no address of a mail server",
    "TROTH_MAIL 不是有效的邮件服务器地址",
    "write smtps://USER@HOST or smtp://USER@HOST:587, and the password into TROTH_MAIL_PASSWORD; file:///FOLDER keeps mail here",
    "请写为 smtps://USER@HOST 或 smtp://USER@HOST:587，密码写入 TROTH_MAIL_PASSWORD；也可写 file:///目录，把邮件存在本机",
)
NO_SENDER = Message(
    "settings.mail-from",
    "TROTH_MAIL is set, and TROTH_MAIL_FROM is no mail address",
    "已设置 TROTH_MAIL，但 TROTH_MAIL_FROM 不是有效的邮件地址",
    "set it to the address that messages come from, such as privacy@acme.example",
    "请设为发件地址，例如 privacy@acme.example",
)
BAD_WEBHOOK = Message(
    "settings.webhook",
    "{name} is no https address",
    "{name} 不是 https 地址",
    "write https://HOST/PATH without user and password; http only for this very machine",
    "请写为 https://HOST/PATH，不含用户名和密码；仅本机可用 http",
)
BAD_SECRET = Message(
    "settings.webhook-secret",
    "{name} is set, and TROTH_WEBHOOK_SECRET cannot sign for it",
    "已设置 {name}，但 TROTH_WEBHOOK_SECRET 不可用于签名",
    'set it to what `echo "whsec_$(openssl rand -base64 32)"` prints, and tell the receiver',
    '请设为 `echo "whsec_$(openssl rand -base64 32)"` 的输出，并告知接收方',
)


def channels_of(environment: Mapping[str, str], clock: Clock) -> dict[str, Channel]:
    """Return the channels that `environment` sets up, by id; none is there by itself.

    Raises:
        SettingsError: a channel is set up in a way that cannot work, or not safely.
    """
    channels: dict[str, Channel] = {}
    if environment.get("TROTH_MAIL"):
        channels["mail"] = _mail(environment, clock)
    for name, channel in WEBHOOKS.items():
        if environment.get(name):
            channels[channel] = _webhook(name, channel, environment, clock)
    return channels


def _sender(environment: Mapping[str, str]) -> str:
    sender = environment.get("TROTH_MAIL_FROM", "")
    if not _SENDER.fullmatch(sender):
        raise SettingsError(NO_SENDER)
    return sender


def _mail(environment: Mapping[str, str], clock: Clock) -> Channel:
    try:
        parts = urlsplit(environment["TROTH_MAIL"])
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise SettingsError(BAD_MAIL) from None
    folder = Path(unquote(parts.path))
    if parts.scheme == "file" and not parts.netloc and folder.is_absolute():
        return MailFolder(folder, _sender(environment), clock)
    if parts.scheme not in {"smtp", "smtps"} or not host or parts.password or parts.path.strip("/"):
        raise SettingsError(BAD_MAIL)
    sender = _sender(environment)
    implicit = parts.scheme == "smtps"
    password = environment.get("TROTH_MAIL_PASSWORD", "")
    server = Server(
        host, port or (465 if implicit else 587), implicit, unquote(parts.username or ""), password
    )
    return Mail(server, sender, clock)


def _webhook(name: str, channel: str, environment: Mapping[str, str], clock: Clock) -> Webhook:
    url = environment[name]
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise SettingsError(BAD_WEBHOOK, name=name) from None
    safe = parts.scheme == "https" or (parts.scheme == "http" and host in LOCAL)
    if not safe or not host or "@" in parts.netloc or not re.fullmatch(r"[!-~]+", url):
        raise SettingsError(BAD_WEBHOOK, name=name)
    return Webhook(channel, url, _secret(name, environment), clock)


def _secret(name: str, environment: Mapping[str, str]) -> bytes:
    """Return the bytes of the secret: `whsec_` and Base64, as Standard Webhooks writes it."""
    written = environment.get("TROTH_WEBHOOK_SECRET", "")
    try:
        secret = base64.b64decode(written.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        secret = b""
    weak = len(secret) < SHORTEST_SECRET or len(set(secret)) < FEWEST_VALUES or is_sample(secret)
    if not written.startswith("whsec_") or weak:
        raise SettingsError(BAD_SECRET, name=name)
    return secret
