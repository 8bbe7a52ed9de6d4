"""Troth: a privacy policy that runs.

One policy file gives the answers (may we?), the duties with their deadlines (must we?), the evidence (did we?) and the
texts people read.

Example
    >>> import troth
    >>> gate = troth.open("policies/joinbase.yaml")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from troth.assembly import open_gate as open  # noqa: A004  # `troth.open` reads as it is meant

__version__ = "0.1.0"
__all__ = ["__version__", "open"]


def __getattr__(name: str) -> Any:
    """Load `open` when it is first used: the words alone need no store."""
    if name == "open":
        from troth.assembly import open_gate

        return open_gate
    raise AttributeError(name)
