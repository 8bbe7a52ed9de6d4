"""The published lists of the four clean policies leave no cell open, and what they say in Chinese is Chinese."""

from __future__ import annotations

import re

import pytest

from tests.promises.rows import POLICIES, loaded
from troth.notices import LANGUAGES, PARTS, Table, part_of, phrase, publish
from troth.notices.publishing.tree import Entry, Fact, Section

CLEAN = [policy for policy in POLICIES if policy != "generic-app"]
every_clean_policy = pytest.mark.parametrize("name", CLEAN)
# What the texts leave out and nobody may fill in: decided to stay open, and so shown as open.
STAYS_OPEN = frozenset(
    (
        "purposes.chinese-use-text",
        "providing.transfer",
        "providing.disclose",
        "grounds.providing.missing-list",
    )
)
ENGLISH = re.compile(r"[a-z]{2,}(?: +[A-Za-z]{2,})+")  # two English words on end
# Proper names of products and firms that have no Chinese form.
NAMES = re.compile(r"MAOPAO LIMITED|Bubble APP|Beiduo Box APP|Jeejio IoT|Android ID")


def tables(blocks):
    """Yield every table below `blocks`."""
    for block in blocks:
        if isinstance(block, Table):
            yield block
        elif isinstance(block, Section):
            yield from tables(block.blocks)


def lists(name, language):
    """Yield (part, table) of the published lists of a policy: everything but the policy itself."""
    for part in PARTS:
        if part == "policy":
            continue
        document = publish(loaded(name).compiled, language, part_of(part))
        for table in tables([*document.lead, *(b for chapter in document.chapters for b in chapter.blocks)]):
            yield part, table


def said(cell):
    """Return what a cell says."""
    return "; ".join("".join(run.text for run in words) for words in cell)


@every_clean_policy
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_cell_of_a_list_is_left_open(name, language):
    open_cell = phrase("missing", language)
    gaps = {clause for clause, it in loaded(name).policy.clauses() if it.gap and it.decided}
    assert gaps <= STAYS_OPEN
    found = list(lists(name, language))
    assert sum(len(table.rows) for _, table in found) > 40
    assert [
        (part, row.clause, column)
        for part, table in found
        for row in table.rows
        for column, cell in zip(table.columns, row.cells, strict=True)
        if open_cell in said(cell) and row.clause not in gaps
    ] == []


@every_clean_policy
def test_every_recipient_has_a_place_and_a_contact_and_every_stored_value_a_kind(name):
    """PIPL 23 wants the name and contact of who receives; the place tells whether data go abroad (PIPL 39)."""
    policy = loaded(name).policy
    recipients = policy.recipients
    assert [each for each, it in recipients.items() if not (it.region and it.contact)] == []
    assert [it.contact for it in recipients.values() if not (it.contact or "").endswith(".example")] == []
    assert [each for each, it in policy.trackers.entries.items() if it.kind is None] == []
    assert len(recipients) > 5
    assert len(policy.trackers.entries) > 2


def facts(blocks):
    """Yield every fact below `blocks`."""
    for block in blocks:
        if isinstance(block, Fact):
            yield block
        elif isinstance(block, Section):
            yield from facts(block.blocks)
        elif isinstance(block, Entry):
            yield from block.facts
            yield from facts(block.entries)


@every_clean_policy
def test_no_purpose_leaves_open_how_long_it_keeps(name):
    document = publish(loaded(name).compiled, "zh", part_of("policy"))
    label = phrase("fact.keep", "zh")
    found = [each for chapter in document.chapters for each in facts(chapter.blocks) if each.label == label]
    assert len(found) > 10
    assert [each for each in found if each.missing] == []


@every_clean_policy
def test_the_lists_are_chinese_in_chinese(name):
    """Addresses, names without a Chinese form and ids of standards are no English sentences."""
    found = [
        (row.clause, said(cell))
        for _, table in lists(name, "zh")
        for row in table.rows
        for cell in row.cells
        if ENGLISH.search(NAMES.sub("", said(cell)))
    ]
    assert found == []


@every_clean_policy
def test_contact_points_are_told_in_the_language_of_the_reader(name):
    """An address is the same in every language; where to press in an app is not, and stands in the texts."""
    contacts = loaded(name).policy.contacts
    points = contacts.points if contacts is not None else {}
    assert [each for each, it in points.items() if it.address and not it.address.endswith(".example")] == []
    assert [each for each, it in points.items() if not re.search("[一-鿿]", it.zh or "")] == []
