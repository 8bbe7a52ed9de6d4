"""What a person sees of themselves: one card for each thing they can choose, as it stands.

Rules
- The text on a card is the text in force, to the letter; the form carries its hash.
- Nothing is chosen beforehand. What a card offers follows from its state by one table, and a way out is always there.

Example
    >>> [(card.anchor, card.offers) for card in cards][:1]
    [('agreement', ('agree', 'refuse'))]
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from troth.gate import Answered, View
from troth.policy import Clause, Compiled, Consented
from troth.vocabulary import Level
from troth.web.frame import Form, Language, Said, known, said

OFFERS: dict[str, tuple[str, ...]] = {
    "none": ("agree", "refuse"),
    "given": ("withdraw",),
    "refused": ("agree",),
    "withdrawn": ("agree",),
    "expired": ("agree", "refuse"),
    "granted": ("refuse",),
    "denied": ("agree",),
}
"""What can be chosen in each state. A yes is taken back, a no can be reopened, by the person alone."""
GROUPS = ("agreement", "additional", "basic", "trackers", "permissions")


@dataclass(frozen=True)
class Card:
    """One thing to choose: where it stands, its text and hash, and what can be chosen."""

    anchor: str
    group: str
    kind: str
    target: str
    recipient: str
    recipient_name: Said | None
    level: str
    state: str
    since: str | None
    sequence: int | None
    title: Said
    text: str
    shown: str
    offers: tuple[str, ...]
    clause: str
    newer: bool = False


@dataclass(frozen=True)
class Resting:
    """A purpose that asks for no consent of its own, and what it rests on."""

    clause: str
    title: Said
    basis: str


def answered(form: Form, policy: str, choice: str) -> Answered:
    """Return the yes or the no in `form`, with the hash of the text that was shown. Raises BadForm."""
    level = form.one("level")
    return Answered(
        policy,
        "agree" if choice == "agree" else "refuse",
        "zh" if form.exact("language", "zh", "en") == "zh" else "en",
        form.one("shown"),
        Level(form.exact("level", *Level)) if level else None,
        form.one("recipient") or None,
    )


def anchor_of(kind: str, target: str, recipient: str = "") -> str:
    """Return the anchor of a card."""
    parts = [kind] if kind == "agreement" else [kind, target]
    return "--".join([*parts, recipient] if recipient else parts)


def cards_of(
    compiled: Compiled, views: Iterable[View], agreed: str | None, language: Language
) -> dict[str, list[Card]]:
    """Return the cards by group; `agreed` is the version that the person agreed to, or None."""
    found: dict[str, list[Card]] = {group: [] for group in GROUPS}
    clauses = dict(compiled.policy.clauses())
    for view in views:
        card = _card(compiled, view, agreed, language, clauses)
        found[card.group].append(card)
    return {group: cards for group, cards in found.items() if cards}


def _card(
    compiled: Compiled, view: View, agreed: str | None, language: Language, clauses: Mapping[str, Clause]
) -> Card:
    clause, group = _place(compiled, view)
    newer = view.kind == "agreement" and view.state == "given" and agreed not in (None, compiled.version)
    recipient = view.recipient or ""
    entry = compiled.policy.recipients.get(recipient)
    offers = OFFERS.get(view.state, ("agree", "refuse"))
    return Card(
        anchor=anchor_of(view.kind, view.target, recipient),
        group=group,
        kind=view.kind,
        target=view.target,
        recipient=recipient,
        recipient_name=said(entry, recipient, language) if recipient else None,
        level=view.level or "",
        state=view.state,
        since=view.since,
        sequence=view.sequence,
        title=said(clauses.get(clause), view.title[language], language),
        text=view.prompt.text[language],
        shown=view.prompt.shown[language],
        offers=("agree", *offers) if newer else offers,
        clause=clause,
        newer=newer,
    )


def _place(compiled: Compiled, view: View) -> tuple[str, str]:
    """Return (clause id, group) of what `view` is about."""
    if view.kind == "agreement":
        return "agreement", "agreement"
    if view.kind == "permission":
        return f"permissions.{view.target}", "permissions"
    found = compiled.policy.entry(view.target)
    if view.target in compiled.policy.trackers.categories:
        return f"trackers.categories.{view.target}", "trackers"
    clause = found[0] if found else view.target
    return clause, "basic" if view.function == "basic" else "additional"


def resting(compiled: Compiled, cards: dict[str, list[Card]], language: Language) -> list[Resting]:
    """Return the purposes and messages that no card is about."""
    policy = compiled.policy
    shown = {card.target for group in cards.values() for card in group if card.kind == "consent"}
    found = []
    for section, entries in (("purposes", policy.purposes), ("messages.types", policy.messages.types)):
        for name, entry in entries.items():
            if name in shown or entry.gap is not None:
                continue
            basis = entry.basis
            word = f"consent-{basis.consent.value}" if isinstance(basis, Consented) else str(basis)
            found.append(
                Resting(f"{section}.{name}", said(entry, name, language), known("basis", word, language))
            )
    return found


@dataclass(frozen=True)
class ReceiptRow:
    """A receipt in the list: the number of its entry, what it is about, when."""

    number: int
    kind: str
    about: Said
    at: str
    data: bytes


def receipt_rows(compiled: Compiled, receipts: Sequence[bytes], language: Language) -> list[ReceiptRow]:
    """Return the receipts as the page lists them."""
    rows = []
    for each in receipts:
        proof = json.loads(each)["troth:proof"]
        entry = proof["entry"]
        body = entry["body"]
        about = str(body.get("purpose") or body.get("permission") or body.get("notice") or "")
        rows.append(
            ReceiptRow(
                int(proof["index"]), entry["kind"], _about(compiled, about, language), entry["at"], each
            )
        )
    return rows


def _about(compiled: Compiled, name: str, language: Language) -> Said:
    policy = compiled.policy
    found = policy.entry(name)
    clause = found[1] if found else policy.trackers.categories.get(name) or policy.permissions.get(name)
    return said(clause, name, language)
