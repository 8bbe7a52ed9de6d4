"""Channels that bring messages to people: mail over SMTP or into a folder, webhooks (for SMS gateways and anything else), memory.

Rules
- Encrypted on the way, always; plain text goes to this very machine only.
- What is kept of a delivery is a digest of the provider's answer. No error holds an address, a text or a password.

Example
    >>> Mail(Server("mail.acme.example", 465, implicit=True), "privacy@acme.example", clock).send(message).receipt
    '9f86d081884c7d65...'
"""

from troth.adapters.channels.folder import MailFolder
from troth.adapters.channels.mail import Mail, Server
from troth.adapters.channels.memory import MemoryChannel
from troth.adapters.channels.pinned import NotAllowed, Pinned
from troth.adapters.channels.signing import check_signed, signed_headers
from troth.adapters.channels.webhook import Webhook

__all__ = [
    "Mail", "MailFolder", "MemoryChannel", "NotAllowed", "Pinned", "Server", "Webhook", "check_signed", "signed_headers",
]  # fmt: skip
