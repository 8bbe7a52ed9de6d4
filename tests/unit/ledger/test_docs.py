"""docs/LEDGER.md says what the program does: the kinds with their fields, the status of each in a receipt."""

from __future__ import annotations

import re
from pathlib import Path

from tests.unit.ledger.material import ORIGIN, small_log
from troth.ledger import EMPTY, FIELDS, EntryKind, append_many, checkpoint_of
from troth.ledger import values as shapes
from troth.ledger.receipt import STATUS

PAGE = Path(__file__).parents[3] / "docs" / "LEDGER.md"
NAMES = {
    shapes.ID: "id", shapes.IDS: "ids", shapes.VERSION: "version", shapes.LANGUAGE: "language",
    shapes.DIGEST: "digest", shapes.DIGESTS: "digests", shapes.HANDLE: "handle", shapes.KEY: "key",
    shapes.SIGNATURE: "signature", shapes.INDEX: "index", shapes.INDEXES: "indexes", shapes.NUMBER: "number",
    shapes.FLAG: "flag", shapes.INSTANT: "instant", shapes.DATE: "date",
}  # fmt: skip


def part(name: str) -> str:
    """Return what stands between the comments of part `name`."""
    found = re.search(
        rf"<!-- {name}: .*?-->\n(.*?)<!-- end of {name} -->", PAGE.read_text("utf-8"), re.DOTALL
    )
    return found[1] if found else ""


def kinds_table() -> str:
    """Return the table of kinds as the page must have it."""
    rows = ["| kind | needs | fields |", "|---|---|---|"]
    for kind, fields in FIELDS.items():
        needs = ", ".join(name for name, needed in (("S", fields.subject), ("P", fields.policy)) if needed)
        listed = [f"**{name}** {NAMES[shape]}" for name, shape in sorted(fields.needed.items())]
        listed += [
            f"{name} {NAMES[shape]}"
            for name, shape in sorted(fields.optional.items())
            if name not in fields.needed
        ]
        rows.append(f"| `{kind.value}` | {needs} | {', '.join(listed)} |")
    return "\n".join(rows) + "\n"


def status_table() -> str:
    """Return the table of statuses as the page must have it."""
    rows = [
        "| kind | status |",
        "|---|---|",
        *(f"| `{kind.value}` | `{term}` |" for kind, term in STATUS.items()),
    ]
    return "\n".join(rows) + "\n"


def test_the_page_has_every_kind_with_its_fields():
    assert part("kinds") == kinds_table()


def test_the_page_has_the_status_of_every_kind_with_a_receipt():
    assert part("status") == status_table()


def test_every_kind_has_its_fields():
    assert set(FIELDS) == set(EntryKind)


def test_the_checkpoint_on_the_page_is_that_of_the_golden_export():
    lines = checkpoint_of(ORIGIN, append_many(EMPTY, small_log()).head).text.splitlines()
    page = PAGE.read_text("utf-8").splitlines()
    start = page.index(ORIGIN)
    assert page[start : start + 3] == lines
