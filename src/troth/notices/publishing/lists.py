"""The lists that law and stores ask for: information collected, third parties and SDKs, stored values, permissions.

Rules
- A list is made from the same clauses as the policy and holds every entry of its section, used or not (network data
  regulations 21: lists of collection and of provision).
- The first cell of a row names what the row is about; a row is the clause it is made from.

Example
    >>> permission_table(reader).rows[0].clause
    'permissions.camera'
"""

from __future__ import annotations

from dataclasses import replace

from troth.notices.publishing.facts import region, tracker_life
from troth.notices.publishing.purposes import basis, data_facts, data_of, kept, refusal
from troth.notices.publishing.reader import Reader
from troth.notices.publishing.tree import Row, Run, Table, Words
from troth.policy import DataLists, Purpose, Recipient
from troth.vocabulary import RecipientRole

Cell = tuple[Words, ...]


def element_table(reader: Reader) -> Table:
    """Return every declared element: what it is, its kind, and what it is used for."""
    uses = uses_of(reader)
    rows = tuple(
        Row(
            (
                (_named(reader, name),),
                ((Run(reader.kind(element.kind), reader.language),),),
                uses.get(name, ()) or (reader.ours("text.no-recipient"),),
            ),
            f"data.{name}",
        )
        for name, element in reader.policy.data.items()
    )
    columns = tuple(reader.text(f"fact.{key}") for key in ("item", "kind", "used-for"))
    return Table(reader.text("section.elements"), columns, rows, (3, 2, 6))


def _named(reader: Reader, name: str) -> Words:
    """Return an element with the mark of a sensitive one; it leads nowhere, as it stands here."""
    (words,) = reader.elements([name])
    return tuple(Run(run.text, run.language, run.strong) for run in words)


def uses_of(reader: Reader) -> dict[str, Cell]:
    """Return for each element the entries that list it, as one phrase, each with whether it is needed."""
    found: dict[str, list[Words]] = {}
    for name in (*reader.purposes(), *reader.policy.trackers.entries):
        entry = reader.policy.entry(name)
        if entry is None or entry[1].gap is not None or _lists(entry[1]) == "any":
            continue
        needed = _needed(reader, entry[1])
        for element in data_of(reader, name):
            mark = "mark.needed" if element in needed else "mark.optional"
            inside = f"{reader.text('punct.open')}{reader.text(mark)}{reader.text('punct.close')}"
            tail = (Run(inside, reader.language),) if isinstance(_lists(entry[1]), DataLists) else ()
            found.setdefault(element, []).append((reader.target(name), *tail))
    return {name: (reader.joined(items, "punct.semicolon"),) for name, items in found.items()}


def _lists(entry: object) -> object:
    return getattr(entry, "data", None)


def _needed(reader: Reader, entry: object) -> frozenset[str]:
    lists = _lists(entry)
    return frozenset(reader.policy.elements(lists.required)) if isinstance(lists, DataLists) else frozenset()


def function_table(reader: Reader) -> Table:
    """Return every purpose: its information, basis, period, and what a no costs."""
    rows = []
    for name in reader.purposes():
        found = reader.policy.entry(name)
        if found is None or not isinstance(found[1], Purpose):
            continue
        path, purpose = found[0], found[1]
        cells: list[Cell] = [((reader.said(purpose, name),),)]
        if purpose.gap is not None:
            cells += [(reader.ours("missing"),)] * 4
        else:
            data = tuple(
                (Run(fact.label + reader.text("punct.colon"), reader.language), *reader.joined(fact.items))
                for fact in data_facts(reader, name, purpose)
            )
            cells += [data, (basis(reader, purpose.basis),), kept(reader, name, purpose).items]
            cells.append(tuple(item for fact in refusal(reader, name, purpose) for item in fact.items))
        rows.append(Row(tuple(cells), path))
    columns = tuple(reader.text(f"fact.{key}") for key in ("function", "item", "basis", "keep", "refused"))
    return Table(reader.text("section.data-use"), columns, tuple(rows), (4, 6, 3, 3, 4))


def permission_table(reader: Reader) -> Table:
    """Return every device permission: its information, the functions it serves, where to change it."""
    rows = []
    for name, each in reader.policy.permissions.items():
        serves = (*reader.functions(each.serves), *reader.entries(each.purposes))
        settings: Cell = ()
        if each.settings is not None:
            settings = ((replace(reader.said(each.settings), clause=f"permissions.{name}.settings"),),)
        products = reader.named("products", reader.policy.products, each.products)
        cells = (
            ((reader.said(each, name),),),
            reader.elements(each.data) or ((Run(reader.label("data", "none"), reader.language),),),
            tuple(dict.fromkeys(serves)) or (reader.ours("missing"),),
            settings or (reader.ours("missing"),),
            products,
        )
        rows.append(Row(cells, f"permissions.{name}"))
    keys = ("permission", "item", "function", "settings", "products")
    return _without_empty(_table(reader, reader.text("part.permissions"), keys, rows, (3, 4, 4, 4, 3)))


def tracker_table(reader: Reader) -> Table:
    """Return every stored value: category, kind, information, life, and what needs it."""
    policy, rows = reader.policy, []
    for name, each in policy.trackers.entries.items():
        cells: tuple[Cell, ...] = (
            ((reader.said(each, name),),),
            reader.entries([each.category]),
            reader.labels("storage", [each.kind]) if each.kind else (reader.ours("missing"),),
            reader.elements(each.data),
            (tracker_life(reader, each),),
            reader.entries(each.needed_by),
            reader.named("products", policy.products, each.products),
        )
        rows.append(Row(cells, f"trackers.entries.{name}"))
    keys = ("storage-entry", "category", "kind", "item", "lives", "needed-by", "products")
    return _without_empty(_table(reader, reader.text("part.cookies"), keys, rows, (4, 3, 2, 4, 2, 3, 3)))


def recipient_tables(reader: Reader) -> tuple[Table, ...]:
    """Return the third parties, and apart from them the SDKs."""
    sdks = {name: each for name, each in reader.policy.recipients.items() if each.kind == "sdk"}
    others = {
        name: each
        for name, each in reader.policy.recipients.items()
        if name not in sdks and each.role is not RecipientRole.OWN_GROUP
    }
    own = {
        name: each
        for name, each in reader.policy.recipients.items()
        if name not in sdks and name not in others
    }
    tables = (_recipients(reader, "recipients", {**others, **own}), _recipients(reader, "sdk", sdks))
    return tuple(table for table in tables if table.rows)


def _recipients(reader: Reader, kind: str, recipients: dict[str, Recipient]) -> Table:
    rows = []
    for name, each in recipients.items():
        manner = (*reader.labels("role", [each.role]), *reader.labels("form", each.form))
        contact: Cell = ((Run(each.contact),),) if each.contact else (reader.ours("missing"),)
        where = (region(reader, each.region),) if each.region else (reader.ours("missing"),)
        title: Words = (reader.said(each, name),)
        if reader.other_name(each):
            title = (
                *title,
                Run(reader.text("punct.open") + reader.other_name(each) + reader.text("punct.close")),
            )
        cells: tuple[Cell, ...] = (
            (title,),
            (*reader.entries(each.purposes), *reader.functions(each.functions)),
            reader.elements(each.data) or reader.elements(_by_purpose(reader, each)),
            manner,
            where,
            contact,
        )
        if each.gap is not None:
            cells = (cells[0], *((reader.ours("missing"),),) * 5)
        rows.append(Row(cells, f"recipients.{name}"))
    keys = ("recipient" if kind == "recipients" else "sdk", "purposes", "item", "manner", "region", "contact")
    caption = reader.text("section.recipients") if kind == "recipients" else "SDK"
    return _table(reader, caption, keys, rows, (3, 5, 5, 3, 2, 3))


def _table(
    reader: Reader, caption: str, keys: tuple[str, ...], rows: list[Row], widths: tuple[int, ...]
) -> Table:
    return Table(caption, tuple(reader.text(f"fact.{key}") for key in keys), tuple(rows), widths)


def _by_purpose(reader: Reader, recipient: Recipient) -> list[str]:
    """Return the elements of the purposes of a recipient that lists none of its own."""
    found = {each for purpose in recipient.purposes for each in data_of(reader, purpose)}
    return [name for name in reader.policy.data if name in found]


def _without_empty(table: Table) -> Table:
    """Return the table without the columns in which no row says anything."""
    widths = table.widths or (1,) * len(table.columns)
    used = [at for at in range(len(table.columns)) if any(row.cells[at] for row in table.rows)]
    rows = tuple(Row(tuple(row.cells[at] for at in used), row.clause) for row in table.rows)
    columns = tuple(table.columns[at] for at in used) if table.rows else table.columns
    return Table(table.caption, columns, rows, tuple(widths[at] for at in used))
