"""Mail into a folder of this machine: for a first look, for tests, and for whoever has a program of their own that sends what lies there.

Rules
- One file a message, `ADDRESS ID.eml`, for its owner only; it appears whole. The same message again is the same file.
- Text stands in it as it is (UTF-8, 8bit), so that a person can read the file, and a search finds what is in it.
- The folder holds addresses: it is a place where personal data are, and belongs on the data map (docs/LAKES.md, Objects).

Example
    >>> MailFolder(Path("mail"), "privacy@acme.example", clock).send(message)
"""

from __future__ import annotations

import os
from email.policy import SMTPUTF8
from pathlib import Path
from urllib.parse import quote

from troth.adapters.channels.mail import letter_of
from troth.calendars import Clock
from troth.notices import receipt_of
from troth.notices.errors import OUT_OF_REACH, Undeliverable
from troth.notices.ports import Outgoing, Sent
from troth.vocabulary import Plain


class MailFolder:
    """Implements `troth.notices.ports.Channel` over a folder."""

    id = "mail"

    def __init__(self, folder: Path, sender: str, clock: Clock) -> None:
        """Write into `folder`, which is made with the first message, as `sender`."""
        self._folder, self._sender, self._clock = folder, sender, clock

    def send(self, message: Outgoing) -> Sent:
        """Put `message` into the folder. Raises Undeliverable."""
        written = letter_of(message, self._sender, self._clock.now())
        written.set_content(message.body, cte="8bit")
        name = f"{quote(message.to, safe='@+=!~')} {message.id[:16]}.eml"
        aside = self._folder / f".{message.id[:16]}.{os.getpid()}"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(written.as_bytes(policy=SMTPUTF8))
            aside.replace(self._folder / name)
        except OSError as error:
            why = Plain(error.strerror or "unknown")
            raise Undeliverable(OUT_OF_REACH, channel=self.id, why=why) from None
        return Sent(receipt_of(message.id, self.id, "kept"), self._clock.now())
