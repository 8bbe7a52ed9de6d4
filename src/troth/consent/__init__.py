"""Who agreed to what, at which level, to which text; what the registers say; and the facts that follow.

Rules
- Every change is one statement and one ledger entry in one transaction of a store (`ports`).
- A yes rests on what its author saw; a stale one is refused. A no is always accepted, and twice is once.
- Facts are folded from statements as of an instant; what has expired is not there.

Example
    >>> store.write("acme", lambda book: withdraw(book, handle, "newsletter", context))
    >>> facts = facts_of(book.standing(handle), book.standing(""), at, "s1", purpose="newsletter")
"""

from troth.consent.choices import (
    Choice,
    agree,
    choose,
    consent_key,
    seen,
    show_notice,
    withdraw,
    withdraw_agreement,
)
from troth.consent.contests import CONTESTED, SUSPENDED, Contest, contests_of, follow
from troth.consent.facts import expired, facts_of
from troth.consent.guardians import GuardianChoice, guardian_choice, seen_by_guardian, withdraw_guardian
from troth.consent.guardians_ages import age_at, band_end, later, outgrown, reaches
from troth.consent.guardians_links import (
    GuardianLink,
    drop_evidence,
    file_evidence,
    keep_link,
    link_of,
    links_of,
)
from troth.consent.preferences import (
    Age,
    age_in,
    declare_age,
    open_audience,
    opt_out,
    refuse_age,
    set_account,
    set_permission,
)
from troth.consent.recording import Context, Recorded, find
from troth.consent.registers import RESTRICTION, end, register
from troth.consent.restrictions import (
    KEPT,
    Restriction,
    announce,
    by_law,
    in_hand,
    lift,
    lift_in_hand,
    once_erased,
    restrict,
    restrictions_of,
    standing,
)
from troth.consent.restrictions import forget as forget_restricted

__all__ = [
    "CONTESTED", "RESTRICTION", "SUSPENDED", "Age", "Choice", "Contest", "Context", "GuardianChoice", "Recorded", "age_at", "age_in", "agree", "band_end", "choose", "consent_key", "contests_of",
    "declare_age", "end", "expired", "facts_of", "find", "follow", "guardian_choice", "open_audience", "opt_out", "outgrown", "refuse_age",
    "KEPT", "Restriction", "announce", "by_law", "forget_restricted", "in_hand", "lift", "lift_in_hand", "once_erased", "register", "restrict",
    "restrictions_of", "standing",
    "seen", "seen_by_guardian", "set_account", "set_permission", "show_notice", "withdraw",
    "withdraw_agreement", "withdraw_guardian",
    "GuardianLink", "drop_evidence", "file_evidence", "keep_link", "later", "link_of", "links_of", "reaches",
]  # fmt: skip
