"""What tells that a file was written: its size and the instant, or the tag that a store gives it.

Rules
- A stamp is kept and compared as a digest (`listings`), never in plain beside its key: the name of a file may be somebody's number.
- Where a store tells nothing of the state of a file, no two stamps are alike.

Example
    >>> Stamp(812, "1763829000000000000", 1763829000.0).told
    True
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stamp:
    """The state of one file: `size` in bytes, what its store says of the state (`said`), when it was written (`at`, seconds; 0: not known).

    `at` is never in the future: one file that says so would make every later one look older than the last look.
    """

    size: int
    said: str
    at: float = 0.0

    @property
    def told(self) -> bool:
        """Whether its store tells anything of its state."""
        return bool(self.said)
