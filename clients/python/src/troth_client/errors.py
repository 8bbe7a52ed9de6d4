"""What can go wrong with a call, by what the caller can do about it.

Rules
- `ClientError`: the call is wrong; mend the program. `NotInForce`: show the person the current text again.
  `Unavailable`: Troth could not be reached, so nothing was recorded; try later. `Refused`: from `Answer.require()`.
- Every error has a stable id and texts in English and Chinese. None holds the key or a value that was sent.

Example
    >>> try: troth.choose(prompt, "agree", "zh")
    ... except NotInForce: show(troth.may(...).ask)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from troth_client.answers import Answer, Text


class ClientError(Exception):
    """A call that cannot be answered as it is. `status` is that of HTTP, or None where none came.

    `id` is stable; `text` says what happened and `help` what to do, each with `.en` and `.zh`.
    """

    def __init__(self, id: str, text: Text, help: Text, status: int | None = None) -> None:  # noqa: A002  # the wire's words
        """Carry what the server (or this client) said."""
        self.id, self.text, self.help, self.status = id, text, help, status
        super().__init__(f"{id}: {text.en}; {help.en}")


class NotInForce(ClientError):
    """The text that the person answered is not, or no longer, in force; nothing was changed (409)."""


class Unavailable(ClientError):
    """Troth did not answer in a way that can be relied on. Whether anything was recorded is not known."""


class Refused(Exception):
    """A step that needs a permit did not get one; `answer` says why."""

    def __init__(self, answer: Answer) -> None:
        """Carry the refusing `answer`."""
        self.answer = answer
        super().__init__("; ".join(f"{each.clause}: {each.text.en}" for each in answer.reasons))
