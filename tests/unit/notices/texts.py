"""What the tests of published texts share: the five policies, compiled once, and small ones made for a test."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from troth.notices import Document, Language, part_of, publish
from troth.policy import Compiled, load

ROOT = Path(__file__).parents[3]
POLICIES = tuple(sorted(file.stem for file in (ROOT / "policies").glob("*.yaml")))
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@cache
def compiled(name: str) -> Compiled:
    """One of the five policies."""
    file = ROOT / "policies" / f"{name}.yaml"
    return load(file.read_bytes(), file.name).compiled


@cache
def published(name: str, language: Language, part: str = "policy") -> Document:
    """A text of one of the five policies."""
    return publish(compiled(name), language, part_of(part))


def small(**sections: object) -> Compiled:
    """A small policy that is complete, with `sections` added or replaced (JSON is YAML)."""
    whole = {
        "troth": 1,
        "id": "shop",
        "version": "2026-01-01",
        "effective": "2026-02-01",
        "languages": ["en", "zh"],
        "title": {"en": "How the shop uses data", "zh": "小店个人信息处理规则"},
        "controller": {"name": "Shop Ltd", "contact": {"email": "privacy@shop.example"}},
        "agreement": {"en": "You agree by clicking", "zh": "您点击即为同意"},
        "data": {
            "phone": {
                "en": "mobile number",
                "zh": "手机号码",
                "kind": "contact.phone_number",
                "sensitive": True,
            },
            "city": {"en": "city", "zh": "所在城市", "kind": "contact.address.city"},
        },
        "purposes": {
            "delivery": {
                "en": "Deliver what you order",
                "zh": "配送您的订单",
                "function": "basic",
                "basis": "agreement",
                "data": {"required": ["phone"], "optional": ["city"]},
                "keep": {"until": "account-closed"},
            }
        },
        **sections,
    }
    return load(json.dumps(whole)).compiled
