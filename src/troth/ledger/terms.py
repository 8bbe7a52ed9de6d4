"""Terms: what a person was told of the processing, in the organisation's own words, for the receipt.

Rules
- Terms are the organisation's text about itself and one purpose: never a value about a person.
- Their SHA-256 (RFC 8785 form) stands in the entry as `terms`, so a receipt can carry the words and prove them.
- The names follow ISO/IEC TS 27560:2023: processing, storage, retention, jurisdiction, withdrawal, rights, parties.

Example
    >>> terms = Terms("en", Party("acme", "Acme Ltd", "privacy@acme.example"), "answer questions", keep="two years")
    >>> read_terms(terms.json()) == terms
    True
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from troth.ledger.errors import RECEIPT_OTHER_FORM, FormatError
from troth.vocabulary import Json, digest


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation: its id, name, contact and, where stated, postal address and role (a `dpv:` term)."""

    id: str
    name: str
    contact: str
    address: str = ""
    role: str = "dpv:DataController"

    def json(self, identifier: str | None = None) -> dict[str, object]:
        """The party as JSON-LD, under `identifier` or its own id."""
        party: dict[str, object] = {
            "@id": identifier or f"urn:troth:party:{self.id}",
            "@type": self.role,
            "dpv:hasIdentifier": self.id,
            "dpv:hasName": self.name,
            "dpv:hasContact": self.contact,
        }
        return {**party, "dpv:hasAddress": self.address} if self.address else party

    def plain(self) -> dict[str, Json]:
        """The party as plain values, for hashing."""
        return {
            "id": self.id,
            "name": self.name,
            "contact": self.contact,
            "address": self.address,
            "role": self.role,
        }


@dataclass(frozen=True, slots=True)
class DataTerm:
    """One data element: its id, name in the terms' language, and whether it is required and sensitive."""

    id: str
    name: str
    required: bool = True
    sensitive: bool = False

    def json(self) -> dict[str, object]:
        """The element as JSON-LD."""
        return {
            "@type": "dpv:SensitivePersonalData" if self.sensitive else "dpv:PersonalData",
            "dpv:hasIdentifier": self.id,
            "dpv:hasName": self.name,
            "dpv:hasNecessity": "dpv:Required" if self.required else "dpv:Optional",
        }

    def plain(self) -> dict[str, Json]:
        """The element as plain values, for hashing."""
        return {"id": self.id, "name": self.name, "required": self.required, "sensitive": self.sensitive}


@dataclass(frozen=True, slots=True)
class Terms:
    """What was told, in `language`; texts are the organisation's words, empty where the policy says nothing."""

    language: str
    controller: Party
    purpose: str
    data: tuple[DataTerm, ...] = ()
    recipients: tuple[Party, ...] = ()
    storage: str = ""
    keep: str = ""
    jurisdiction: str = ""
    withdrawal: str = ""
    rights: str = ""

    @property
    def digest(self) -> str:
        """The SHA-256 of the canonical form, as an entry's `terms` records it."""
        return digest(self.json())

    def json(self) -> dict[str, Json]:
        """The terms as plain values: what is hashed, and what a receipt carries."""
        return {
            "language": self.language,
            "controller": self.controller.plain(),
            "purpose": self.purpose,
            "data": [item.plain() for item in self.data],
            "recipients": [item.plain() for item in self.recipients],
            **{name: getattr(self, name) for name in _TEXTS},
        }

    def record(self) -> dict[str, object]:
        """The fields of the record that terms give: jurisdiction, withdrawal, rights."""
        fields: dict[str, object] = {}
        if self.jurisdiction:
            fields["dpv:hasJurisdiction"] = self.jurisdiction
        if self.withdrawal:
            fields["dpv:hasConsentControl"] = {
                "@type": "dpv:WithdrawConsent",
                "dpv:isExercisedAt": self.withdrawal,
            }
        if self.rights:
            fields["dpv:hasRight"] = {"@type": "dpv:DataSubjectRight", "dpv:isExercisedAt": self.rights}
        return fields

    def process(self) -> dict[str, object]:
        """The fields of the process that terms give: purpose, data, recipients, storage."""
        fields: dict[str, object] = {
            "dpv:hasName": self.purpose,
            "dpv:hasPersonalData": [item.json() for item in self.data],
        }
        if self.recipients:
            fields["dpv:hasRecipient"] = [item.json() for item in self.recipients]
        storage: list[dict[str, object]] = []
        if self.storage:
            storage.append({"@type": "dpv:StorageLocation", "dpv:hasLocation": self.storage})
        if self.keep:
            storage.append({"@type": "dpv:StorageDuration", "dpv:hasDuration": self.keep})
        return {**fields, "dpv:hasStorageCondition": storage} if storage else fields


_TEXTS = ("storage", "keep", "jurisdiction", "withdrawal", "rights")


def read_terms(value: Json) -> Terms:
    """Return the terms that the plain `value` holds. Raises FormatError unless they give exactly this value again."""
    try:
        if not isinstance(value, dict):
            raise TypeError
        terms = Terms(
            language=_text(value["language"]),
            controller=_party(value["controller"]),
            purpose=_text(value["purpose"]),
            data=tuple(_data(item) for item in _list(value["data"])),
            recipients=tuple(_party(item) for item in _list(value["recipients"])),
            **{name: _text(value[name]) for name in _TEXTS},
        )
    except (TypeError, KeyError) as error:
        raise FormatError(RECEIPT_OTHER_FORM) from error
    if terms.json() != value:
        raise FormatError(RECEIPT_OTHER_FORM)
    return terms


def _text(value: Json) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _flag(value: Json) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _list(value: Json) -> list[Json]:
    if not isinstance(value, list):
        raise TypeError
    return value


def _mapping(value: Json) -> Mapping[str, Json]:
    if not isinstance(value, dict):
        raise TypeError
    return value


def _party(value: Json) -> Party:
    return Party(**{name: _text(item) for name, item in _mapping(value).items()})


def _data(value: Json) -> DataTerm:
    item = _mapping(value)
    return DataTerm(_text(item["id"]), _text(item["name"]), _flag(item["required"]), _flag(item["sensitive"]))
