"""Identity: who asks, proved over what is on file, as far as the request demands, and for this very request.

Rules
- Pure: no clock, no store, no network. A step gives back what is kept next; the desk keeps it in its transaction.
- A person who is not known gets the same answers, after the same work, as one who is.

Example
    >>> proving = identity.begin(claim, demand_of(2, "subject", ("one-time-code",)), now)
    >>> proving, letter = identity.send_code(proving, contacts, counts, now)
"""

from troth.rights.identity.counting import MOST_CODES_A_DAY, MOST_WRONG_A_DAY, MOST_WRONG_A_SOURCE, Tally
from troth.rights.identity.methods import LITTLE, METHODS, MOST, MUCH, NONE, Demand, Method, demand_of
from troth.rights.identity.on_file import VaultOnFile, contacts_by_ledger
from troth.rights.identity.proving import (
    LIFE,
    MOST_CODES,
    MOST_TRIES,
    Challenge,
    Claim,
    Proving,
    Shown,
    Verified,
)
from troth.rights.identity.sending import CodePost
from troth.rights.identity.signing_in import SignInPost, SignIns
from troth.rights.identity.verifying import FRESH, SETTLED, Identity, Letter, Link, Session

__all__ = [
    "FRESH",
    "LIFE",
    "LITTLE",
    "METHODS",
    "MOST",
    "MOST_CODES",
    "MOST_CODES_A_DAY",
    "MOST_TRIES",
    "MOST_WRONG_A_DAY",
    "MOST_WRONG_A_SOURCE",
    "MUCH",
    "NONE",
    "SETTLED",
    "Challenge",
    "Claim",
    "CodePost",
    "Demand",
    "Identity",
    "Letter",
    "Link",
    "Method",
    "Proving",
    "Session",
    "SignInPost",
    "SignIns",
    "Shown",
    "Tally",
    "VaultOnFile",
    "Verified",
    "contacts_by_ledger",
    "demand_of",
]
