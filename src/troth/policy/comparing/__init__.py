"""Compares two versions of one policy by what they mean.

Rules
- Pure: two policies in, a comparison out. What a version means follows from `fields`, what it weighs from `matters` and
  `weighing`, whom it touches from `reach`.

Example
    >>> found = compare(old, new)
    >>> [(each.clause, each.change, str(each.what), each.material) for each in found.changes]
    [('purposes.support', 'widened', 'data', True)]
"""

from troth.policy.comparing.advising import next_steps
from troth.policy.comparing.comparison import Change, Comparison, Rewording, compare
from troth.policy.comparing.errors import NotOnePolicy
from troth.policy.comparing.matters import Matter

__all__ = [
    "Change",
    "Comparison",
    "Matter",
    "NotOnePolicy",
    "Rewording",
    "compare",
    "next_steps",
]
