"""The step as the reference sees it: policy, facts and request side by side, after steps 1 to 3.

Rules
- Everything is looked up where it stands, each time; nothing is prepared or remembered.
- A clause that cannot be evaluated raises `ClauseFailure` with its id; the decision is then a refusal (`error`).

Example
    with within("demands.export"):
        ...      # whatever goes wrong here is reported as a failure of the clause `demands.export`
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from troth.decisions.facts import Facts
from troth.decisions.request import Item, Request
from troth.policy import Consented, Policy, Purpose, Recipient, Tracker
from troth.vocabulary import Act, Message, TrothError

CLAUSE_FAILED = Message(
    "reference.clause-failed",
    "the clause {clause} could not be evaluated",
    "条款 {clause} 无法评估",
    "mend the clause; the step is refused meanwhile",
    "请修改该条款，在此之前一律拒绝",
)


class ClauseFailure(TrothError):
    """A clause could not be evaluated; `clause` is its id."""

    def __init__(self, clause: str) -> None:
        """Name the `clause`."""
        self.clause = clause
        super().__init__(CLAUSE_FAILED, clause=clause)


@contextmanager
def within(clause: str) -> Iterator[None]:
    """Report whatever goes wrong inside as a failure of `clause`; the innermost clause is the one named."""
    try:
        yield
    except ClauseFailure:
        raise
    except Exception as error:
        raise ClauseFailure(clause) from error


def lists_act(acts: Any, act: Act) -> bool:
    """Return whether the list `acts` of a clause holds `act`."""
    return act in acts


@dataclass(frozen=True)
class Situation:
    """One step, read and normalised.

    `policy` is the text chosen for this step; `act`, `product`, `region` and `items` are those after step 3;
    `clause` and `entry` are the purpose, message type, tracker or supplement of the step (None: unknown).
    """

    policy: Policy
    facts: Facts
    request: Request
    act: Act
    product: str | None
    region: str | None
    items: tuple[Item, ...]
    clause: str
    entry: Purpose | Tracker | None
    versions: tuple[str, ...]
    since: Mapping[str, str]

    @property
    def recipient(self) -> Recipient | None:
        """The register's entry for the recipient of the step, or None."""
        return self.policy.recipients.get(self.request.recipient or "")

    @property
    def recipient_clause(self) -> str:
        """The clause id of the recipient's entry."""
        return f"recipients.{self.request.recipient}"

    @property
    def basis(self) -> str | None:
        """The word for the basis of the entry; None where there is no entry, or one without a basis."""
        basis = self.entry.basis if isinstance(self.entry, Purpose) else None
        return "consent" if isinstance(basis, Consented) else basis

    @property
    def own_target(self) -> str:
        """What a consent for the step is given to: the purpose, or for device storage its category."""
        return self.entry.category if isinstance(self.entry, Tracker) else self.request.purpose

    @property
    def rests_on(self) -> str | None:
        """The basis as conditions see it: device storage rests on a consent, or on nothing before a choice."""
        if not isinstance(self.entry, Tracker):
            return self.basis
        return "none" if self.entry.category in self.policy.trackers.before_choice else "consent"

    @property
    def abroad(self) -> bool | None:
        """Whether the step leaves the home region; None if its region is not known."""
        return None if self.region is None else self.region != self.policy.region

    def covers_product(self, products: tuple[str, ...]) -> bool:
        """Return whether a clause limited to `products` (empty: all) may be relied on by this step."""
        return not products or self.product in products

    def touches_product(self, products: tuple[str, ...]) -> bool:
        """Return whether a bar or a demand limited to `products` meets this step; a product not named meets all."""
        return not products or self.product is None or self.product in products
