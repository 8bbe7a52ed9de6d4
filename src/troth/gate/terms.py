"""The terms of a choice: what the person was told of the processing, as a receipt carries it.

Rules
- Terms are the policy's words about one purpose, in the language of the page; never a value about a person.
- They are recorded by their hash with the choice, so a later policy cannot change what was agreed to.

Example
    >>> terms_of(compiled, "personalisation", "zh").purpose
    '推荐更合适的服务'
"""

from __future__ import annotations

from troth.ledger import DataTerm, Party, Terms
from troth.notices import elements_of, name_of, title_of
from troth.policy import Compiled, DataLists

WITHDRAWAL = {"en": "in the privacy centre, at any time", "zh": "可随时在隐私中心撤回"}


def terms_of(compiled: Compiled, target: str, language: str, recipient: str | None = None) -> Terms:
    """Return the terms of a choice on `target` (the policy's id for the agreement), towards `recipient` if named."""
    policy = compiled.policy
    found = policy.entry(target)
    clause = found[1] if found is not None else policy.trackers.categories.get(target)
    lists = getattr(clause, "data", None)
    required = set(policy.elements(lists.required)) if isinstance(lists, DataLists) else set()
    data = tuple(
        DataTerm(e, name_of(policy.data.get(e), e, language), e in required, e in compiled.sensitive)
        for e in elements_of(compiled, target)
    )
    keep = getattr(clause, "keep", None)
    period = str(keep.for_ or keep.until or "") if keep is not None and keep != "none" else ""
    return Terms(
        language,
        _controller(compiled),
        name_of(clause, title_of(compiled, language), language),
        data,
        (_recipient(compiled, recipient, language),) if recipient else (),
        keep=period,
        jurisdiction=policy.region,
        withdrawal=WITHDRAWAL[language],
    )


def _controller(compiled: Compiled) -> Party:
    controller = compiled.policy.controller
    contact = next(iter(controller.contact.values()), "")
    return Party(compiled.id, controller.name or compiled.id, contact)


def _recipient(compiled: Compiled, recipient: str, language: str) -> Party:
    entry = compiled.policy.recipients.get(recipient)
    name = name_of(entry, recipient, language)
    return Party(recipient, name, (entry.contact if entry else None) or "", role="dpv:Recipient")
