"""Asks Troth "may we?" before a processing step. Only the standard library; no answer is a no.

Rules
- `may` always returns an `Answer`. Whatever keeps Troth from answering gives a refusing one with the code `unavailable`.
- `if answer:` is true for a permit only; `answer.project(values)` keeps what the permit covers and drops the rest.
- A mistake in the call itself (wrong key, malformed question) raises `ClientError`; there is nothing to wait for.

Example
    >>> troth = Troth("https://troth.example", key, policy="jeejio")
    >>> answer = troth.may("collect", "registration", ["phone", "email"], subject="u-1", function="sign-up")
    >>> store(answer.require().project(form))
"""

from troth_client.answers import (
    Answer,
    Obligation,
    Policy,
    Prompt,
    Question,
    Reason,
    Recorded,
    Standing,
    Text,
)
from troth_client.client import Fields, Troth
from troth_client.errors import ClientError, NotInForce, Refused, Unavailable

__all__ = [
    "Troth",
    "Question",
    "Fields",
    "Answer",
    "Policy",
    "Reason",
    "Prompt",
    "Obligation",
    "Text",
    "Standing",
    "Recorded",
    "ClientError",
    "NotInForce",
    "Refused",
    "Unavailable",
]
