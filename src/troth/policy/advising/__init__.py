"""The adviser: what the law and a careful reader want of a file that runs, each with the law's own key.

Rules
- Pure: a policy and its document in, advice out. Nothing here makes a file unusable, and the program decides the same.
- Every rule stands in docs/ADVICE.md with its key, citation, trigger and what to write; a test compares the two.

Example
    >>> [each.key for each in advise(policy, document)]
    ['L3', 'W1']
"""

from troth.policy.advising.advice import Advice, Adviser
from troth.policy.advising.bilingual import advise_texts
from troth.policy.advising.citations import FAMILIES, address, citation
from troth.policy.advising.deadlines import advise_deadlines
from troth.policy.advising.grounds import advise_grounds
from troth.policy.advising.people import advise_people
from troth.policy.advising.providing import advise_providing
from troth.policy.advising.rules import RULES, Rule
from troth.policy.advising.structure import advise_structure
from troth.policy.advising.topics import advise_topics
from troth.policy.file import Policy
from troth.policy.reading import Document

__all__ = ["FAMILIES", "RULES", "Advice", "Rule", "address", "advise", "citation"]


def advise(policy: Policy, document: Document) -> list[Advice]:
    """Return all advice about `policy`, which was read from `document`, sorted by line."""
    adviser = Adviser(policy, document)
    for topic in (
        advise_topics,
        advise_deadlines,
        advise_grounds,
        advise_providing,
        advise_people,
        advise_texts,
        advise_structure,
    ):
        topic(adviser)
    return adviser.sorted()
