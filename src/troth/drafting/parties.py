"""Who receives data: the recipients that were named, and the cases in which data may be given to them.

Rules
- Who works for the company is a processor; who decides for itself is a third party, and each time the person's separate
  consent is needed, naming the recipient (PIPL 21, 23).
- Where several are of one kind, each is called by its name too: nobody could tell them apart in a consent (PIPL 23).
- A contract is signed when the answer says so; nothing is passed on before.

Example
    >>> sorted(providing(answers, entries)["share"]["cases"])
    ['payment']
"""

from __future__ import annotations

from typing import Any

from troth.drafting import parts
from troth.drafting.answers import Answers, Party
from troth.drafting.parts import PurposePart
from troth.drafting.remarks import remark
from troth.drafting.writing import Flow, Given, Noted


def recipients(answers: Answers, entries: list[PurposePart], language: str) -> dict[str, Any]:
    """Return the section `recipients`."""
    return {name: _recipient(each, answers, entries, language) for name, each in _named(answers).items()}


def providing(answers: Answers, entries: list[PurposePart]) -> dict[str, Any]:
    """Return the section `providing`: one case for each kind of third party."""
    cases: dict[str, Any] = {}
    for name, each in _named(answers).items():
        part = parts.RECIPIENTS[each.kind]
        if part.role == "processor":
            continue
        case = cases.setdefault(
            each.kind,
            {
                "en": f"{part.en}: with your separate consent",
                "zh": f"{part.zh}：须经您单独同意",
                "recipients": [],
                "purposes": _purposes(each, entries),
                "need": [Flow(consent="separate", naming=["recipient"])],
            },
        )
        case["recipients"].append(name)
    return {"share": {"cases": cases}} if cases else {}


def _named(answers: Answers) -> dict[str, Party]:
    """The recipients by id: the kind, and a number from the second of a kind on."""
    found: dict[str, Party] = {}
    for each in answers.recipients:
        same = sum(other.kind == each.kind for other in found.values())
        found[f"{each.kind}-{same + 1}" if same else each.kind] = each
    return found


def _purposes(party: Party, entries: list[PurposePart]) -> list[str]:
    wanted = parts.RECIPIENTS[party.kind].purposes
    return [each.id for each in entries if (each.id in wanted if wanted else each.elements)]


def _recipient(party: Party, answers: Answers, entries: list[PurposePart], language: str) -> Any:
    part, purposes = parts.RECIPIENTS[party.kind], _purposes(party, entries)
    taken = {element for each in entries if each.id in purposes for element in each.elements}
    several = sum(each.kind == party.kind for each in answers.recipients) > 1
    found: dict[str, Any] = {
        "en": Given(f"{part.en} ({party.name})") if several else part.en,
        "zh": Given(f"{part.zh}（{party.name}）") if several else part.zh,
        "role": part.role,
        "name": Given(party.name),
        "region": party.region,
        "purposes": purposes,
    }
    data = [each for each in part.data if each in taken]
    if data:
        found["data"] = data
    if party.contact:
        found["contact"] = Given(party.contact)
    if party.signed:
        found["signed"] = True
    said = [
        key
        for key, holds in (
            ("unsigned", not party.signed),
            ("abroad", party.region != answers.country and "pipl" in answers.laws),
            ("no-address", not party.contact),
        )
        if holds
    ]
    return Noted(found, *(remark(each, language) for each in said)) if said else found
