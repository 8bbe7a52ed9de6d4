"""Masked views: a value in a form that shows no more than the form says.

Rules
- `masked` keeps what people recognise their own value by, for the kinds that are listed; of every other kind nothing.
- `keyed-code` is a keyed hash of (controller, element, value), 128 bits: equal values have equal codes, and without the key no value
  can be tried out. Both are still personal data (de-identified at most), and are read with a permit like any other.
- `raw` is the value. Other forms (de-identified, aggregated, anonymised) are not one value's and are refused.
- Never more than half of a value is shown, and a short one not at all.

Example
    >>> masked("contact.phone_number", "13800138000"), masked("contact.email", "li.lei@mail.example")
    ('138****8000', 'l***@mail.example')
"""

from __future__ import annotations

from troth.vault.errors import BAD_VAULT, BadVault
from troth.vault.profiles import keyed_hash
from troth.vocabulary import Plain

HIDDEN = "***"
SHORTEST = 7

_ENDS = {
    "contact.phone_number": (3, 4),
    "contact.fax_number": (3, 4),
    "government_id": (1, 1),
    "financial.bank_account": (0, 4),
    "financial.credit_card": (0, 4),
}


def masked(kind: str, value: str) -> str:
    """Return `value` of a kind of the taxonomy with all but its recognisable ends hidden."""
    if kind == "contact.email" and "@" in value:
        local, _, domain = value.rpartition("@")
        return f"{local[:1] if len(local) > 1 else ''}{HIDDEN}@{domain}"
    if kind == "name" or kind.startswith("name."):
        return (
            f"{value[0]}{'*' * (len(value) - 1)}" if 2 <= len(value) <= 4 and not value.isascii() else HIDDEN
        )
    for known, (first, last) in _ENDS.items():
        if kind == known or kind.startswith(f"{known}."):
            hidden = len(value) - first - last
            if len(value) < SHORTEST or hidden < first + last - 3:
                return HIDDEN
            return f"{value[:first]}{'*' * hidden}{value[len(value) - last :]}"
    return HIDDEN


def keyed_code(key: bytes, controller: str, element: str, value: str) -> str:
    """Return the keyed code (32 hex digits) of `value` under `key`."""
    said = b"\0".join((controller.encode(), element.encode(), value.encode()))
    return keyed_hash(key, said, b"troth-code").hex()


def in_form(form: str, kind: str, value: str, key: bytes, controller: str, element: str) -> str:
    """Return `value` in `form` (raw, masked, keyed-code). Raises BadVault for another form."""
    if form == "raw":
        return value
    if form == "masked":
        return masked(kind, value)
    if form == "keyed-code":
        return keyed_code(key, controller, element, value)
    raise BadVault(
        BAD_VAULT,
        rule=Plain("one value has the forms raw, masked and keyed-code only"),
        rule_zh=Plain("单个值只有原值、掩码和带密钥编码三种形式"),
    )
