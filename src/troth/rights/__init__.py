"""The request desk: every request of a person is a case with one table of states, proof, clocks and a sealed file.

Rules
- Nothing is disclosed, corrected or erased on request without proof of that very request: the pure step, the store and
  the database each refuse it.
- A step, its ledger entry, its duties and its file are one transaction.

Example
    >>> desk.receive("joinbase", Intake(kind="delete", subject="u-1", route="centre"))
"""

from troth.rights.asking import Question
from troth.rights.automated import Decision, Past, Told
from troth.rights.bench import Tools
from troth.rights.cancelling import Cancelling, ConsentAccounts, cancelling_of, earliest_day
from troth.rights.case import GROUNDED, SYSTEM, Actor, Asked, Case, Proof, check, guarded
from troth.rights.case_notices import CaseNoticePost
from troth.rights.deciding import Acceptance
from troth.rights.desk import Desk, Ticked
from troth.rights.drafts import Draft
from troth.rights.ending import PACKAGE_LIFE
from troth.rights.figures import Clock, Figures, Status
from troth.rights.fulfilling import Ordered, recipients_from_ledger
from troth.rights.grounds import Refusal
from troth.rights.handing import PASSED_ON, handed_out, ready_until
from troth.rights.identity import (
    FRESH,
    METHODS,
    Claim,
    CodePost,
    Demand,
    Identity,
    Link,
    Proving,
    SignInPost,
    SignIns,
    VaultOnFile,
    contacts_by_ledger,
)
from troth.rights.identity.errors import IdentityError
from troth.rights.identity.ports import Contact
from troth.rights.intake import RECEIVED, Intake
from troth.rights.keeping import Held
from troth.rights.kinds import KINDS, PERSONS, Kind, kind_of
from troth.rights.lifting import Lift
from troth.rights.naming import clause_name, place_name, source_name
from troth.rights.noticing import NOTICE
from troth.rights.performing import CaseWork
from troth.rights.pick_ups import WAYS, PickUp
from troth.rights.proofs import BookCounts
from troth.rights.register import Judged, Register
from troth.rights.registered import Keeping, Registered, with_register
from troth.rights.releasing import release_grounds, release_items
from troth.rights.states import ENDS, EVENTS, LABELS, STATES, TABLE, Event, State, after, steps

__all__ = [
    "ENDS", "EVENTS", "FRESH", "GROUNDED", "KINDS", "LABELS", "METHODS", "NOTICE", "PACKAGE_LIFE", "PASSED_ON", "PERSONS", "RECEIVED", "STATES", "SYSTEM", "TABLE", "WAYS",
    "Acceptance", "Actor", "Asked", "BookCounts", "Cancelling", "Case", "CaseNoticePost", "CaseWork", "Claim", "Clock", "CodePost",
    "ConsentAccounts", "Contact", "Decision", "Demand", "Desk", "Draft", "Event", "Figures", "Held", "Identity",
    "IdentityError", "Intake", "Judged", "Keeping", "Kind", "Lift", "Link", "Ordered", "Past", "PickUp", "Proof", "Proving", "Question",
    "Refusal", "Register", "Registered", "SignInPost", "SignIns", "State", "Status", "Ticked", "Told", "Tools", "VaultOnFile", "after",
    "cancelling_of", "clause_name", "earliest_day", "check", "contacts_by_ledger", "guarded", "handed_out", "kind_of", "place_name", "source_name", "ready_until",
    "recipients_from_ledger", "release_grounds", "release_items", "steps", "with_register",
]  # fmt: skip
