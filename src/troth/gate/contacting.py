"""A permit to open somebody's contacts, so that they can be written to about a request or a duty that is in the books.

Rules
- It rests on an entry of the ledger about this very person: a case, a withdrawal, a decision. No such entry, no permit.
- Whoever signs in by a number or an address is looked for under the entry of that sign-in, and for nothing else.
- A contact that is restricted is opened for the person's own request, choice or sign-in alone: the answer to it is what they asked
  for and what the law owes them (PIPL 50, GDPR 12(3)). For anything else it stays closed.
- It covers elements of the kinds that carry a contact, for seconds, once; to read them for contact and for nothing else.

Example
    >>> contact_permit(book, permits, handle, {"phone": "raw"}, 17)
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from troth.consent.ports import Book
from troth.duties.errors import BAD_DUTY, BadDuty
from troth.ledger import EntryKind, read_entry
from troth.vault import OWN_REQUEST, Permit, Permits
from troth.vocabulary import Act, Plain

PURPOSE = "request-handling"
OWN = ("rights.case.", "rights.sign-in.", "consent.", "automated.", "minors.guardian.")
"""How the kinds of entries begin that a person's own request, choice or right made."""


def search_permit(book: Book, permits: Permits, elements: Collection[str], entry: int) -> Permit:
    """Return a permit to look for who has a value in one of `elements`, because of the sign-in asked at `entry`. Raises BadDuty."""
    found = next(book.entries(entry, entry + 1), None) if 0 <= entry < book.head().size else None
    if found is None or read_entry(found).kind is not EntryKind.SIGN_IN_ASKED:
        raise BadDuty(BAD_DUTY, rule=Plain("no sign-in asks for it"), rule_zh=Plain("没有登录请求要求这样做"))
    forms = dict.fromkeys(elements, "raw")
    return permits.issue(book.controller, "", Act.CONTACT, PURPOSE, forms, entry=entry, uses=len(forms))


def contact_permit(book: Book, permits: Permits, handle: str, forms: Mapping[str, str], entry: int) -> Permit:
    """Return a permit to read `forms` of the person `handle`, because of the entry with this index. Raises BadDuty."""
    found = next(book.entries(entry, entry + 1), None) if 0 <= entry < book.head().size else None
    entry_ = read_entry(found) if found is not None else None
    if not handle or entry_ is None or entry_.subject != handle:
        raise BadDuty(
            BAD_DUTY,
            rule=Plain("no entry about this person asks for it"),
            rule_zh=Plain("没有关于此人的记录要求这样做"),
        )
    purpose = OWN_REQUEST if entry_.kind.value.startswith(OWN) else PURPOSE
    return permits.issue(book.controller, handle, Act.CONTACT, purpose, dict(forms), entry=entry)
