"""The small alphabets from which policies and steps are drawn: small, so that ids collide and rules meet.

Rules
- The same id may be a purpose, a category of trackers and a target of consent.
- Every alphabet has a word that no policy declares, so that what is unknown comes up too.
"""

from __future__ import annotations

from random import Random
from typing import Any, TypeVar

T = TypeVar("T")

PRODUCTS = ["app", "kids"]
FUNCTIONS = ["sign-up", "scan"]
PURPOSES = ["account", "support", "offers", "stats", "safety"]
TYPES = ["news", "alerts", "offers"]
TRACKERS = ["login-cookie", "ads-cookie"]
CATEGORIES = ["necessary", "ads", "offers"]
TARGETS = [*PURPOSES, "news", "alerts", "necessary", "ads"]
SUPPLEMENTS = ["survey"]
ELEMENTS = ["name", "phone", "face", "ip", "log", "lead", "place", "password"]
GROUPS = {"basics": ["name", "phone"], "net": ["ip", "log"], "all": ELEMENTS[:6]}
RECIPIENTS = ["sister", "push", "partner", "office", "heir", "friend"]
ROLE_OF = {
    "sister": "own-group",
    "push": "processor",
    "partner": "partner",
    "office": "authority",
    "heir": "successor",
    "friend": "affiliate",
}
ORIGINS = ["feed", "telecom"]
CONFIRMED = ["lawful", "scope"]
ROLES = ["analyst", "administrator"]
CHANNELS = ["sms", "mail"]
REGIONS = ["CN", "US"]
CONTROLLERS = ["acme", "other"]
EVIDENCE = ["ticket", "citation", "approver", "sealed-apart", "contract", "export-record", "badge", "seal"]
NOTICES = ["purpose", "scope", "extra"]
GROUNDS = ["emergency-ground", "court", "research"]
CASES = ["consented", "agreed", "plain"]
TRIGGERS = ["pick", "paste"]
LEVELS = ["implied", "explicit", "separate", "written"]
FORMS = ["raw", "masked", "keyed-code", "de-identified", "aggregated", "anonymised"]
PRECISIONS = ["exact", "street", "district", "city", "region", "country"]
RELATIONS = ["self", "author", "counterpart", "members", "public"]
INNER_ACTS = ["serve", "collect", "use", "combine", "read", "profile", "keep", "erase"]
OUTER_ACTS = ["entrust", "share", "transfer", "disclose"]
KINDS = {
    "name": ["name"],
    "phone": ["contact.phone_number"],
    "face": ["biometric.face", "content.picture"],
    "ip": ["device.ip_address"],
    "log": ["device.log", "behavior.usage"],
    "lead": ["workplace.organisation", "name"],
    "place": ["location.precise", "location"],
    "password": ["authorization.password"],
}


class Draw(Random):
    """Chance with a few words for what the generator asks of it."""

    def chance(self, share: float) -> bool:
        """Return True in `share` of the calls."""
        return self.random() < share

    def some(self, pool: list[T], least: int = 1, most: int = 2) -> list[T]:
        """Return between `least` and `most` different members of `pool`, in the order of chance."""
        return self.sample(pool, min(len(pool), self.randint(least, most)))

    def one(self, pool: list[T], stray: T | None = None, share: float = 0.05) -> T:
        """Return a member of `pool`, or rarely `stray`."""
        return stray if stray is not None and self.chance(share) else self.choice(pool)


def keep(**entries: Any) -> dict[str, Any]:
    """Return `entries` that say something, with the keys as a policy writes them."""
    return {
        key.rstrip("_").replace("_", "-"): value
        for key, value in entries.items()
        if value not in (None, [], {})
    }
