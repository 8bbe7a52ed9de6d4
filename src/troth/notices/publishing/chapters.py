"""The chapters of a published policy: every clause of the file once, and what follows from them.

Rules
- A clause stands below the nearest clause above it in the file (a case below its act, a ground below its table).
- Items of data, permissions and stored values are tables; everything else is an entry with its facts.
- What follows from several clauses (what is sensitive, abroad, automatic, how long) is listed again with links,
  and never as a clause of its own.

Example
    >>> [chapter.id for chapter in chapters_of(reader)][:2]
    ['about', 'collect']
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from troth.notices.publishing.arranging import NEEDED, PLAN, place
from troth.notices.publishing.facts import facts_of, region
from troth.notices.publishing.lists import element_table, permission_table, tracker_table
from troth.notices.publishing.purposes import kept
from troth.notices.publishing.reader import Reader
from troth.notices.publishing.tree import Block, Chapter, Entry, Fact, Paragraph, Row, Run, Section, Table
from troth.policy import Clause, Purpose
from troth.vocabulary import in_language

Placed = Mapping[tuple[str, str], list[tuple[str, Clause]]]
TABLES = {"data": element_table, "permissions": permission_table, "trackers.entries": tracker_table}


def chapters_of(reader: Reader, versions: Table | None = None) -> tuple[Chapter, ...]:
    """Return the chapters of the whole policy; `versions` is the table of versions, if there is one."""
    placed = arranged(reader)
    found = []
    for chapter, sections in PLAN.items():
        blocks: list[Block | Section] = []
        for section in sections:
            inside = [
                *_before(reader, chapter, section),
                *entries_of(reader, placed.get((chapter, section), [])),
            ]
            inside += _after(reader, chapter, section, versions)
            if section and inside:
                blocks.append(Section(reader.text(f"section.{section}"), tuple(inside)))
            else:
                blocks += inside
        if not blocks and chapter in NEEDED:
            blocks.append(Paragraph(reader.ours("text.no-clause"), "gap"))
        if blocks:
            opening = _opening(reader, chapter, blocks)
            found.append(Chapter(chapter, reader.text(f"chapter.{chapter}"), (*opening, *blocks)))
    return tuple(found)


def arranged(reader: Reader) -> Placed:
    """Return every clause of the file but its `gaps`, by chapter and section."""
    placed: dict[tuple[str, str], list[tuple[str, Clause]]] = {}
    for path, clause in reader.policy.clauses():
        if not path.startswith("gaps."):
            placed.setdefault(place(reader.policy, path, clause), []).append((path, clause))
    return placed


# -- entries


def entries_of(reader: Reader, clauses: list[tuple[str, Clause]]) -> list[Block]:
    """Return the blocks of clauses that stand in one section."""
    paths = {path for path, _ in clauses}
    below: dict[str, list[tuple[str, Clause]]] = {}
    for path, clause in clauses:
        below.setdefault(_above(path, paths), []).append((path, clause))
    return list(_blocks(reader, below))


def _above(path: str, paths: set[str]) -> str:
    """Return the nearest clause above `path` that has a heading of its own, or ""."""
    steps = path.split(".")
    for count in range(len(steps) - 1, 1, -1):
        if ".".join(steps[:count]) in paths:
            return ".".join(steps[:count])
    return ""


def _blocks(reader: Reader, below: Mapping[str, list[tuple[str, Clause]]]) -> Iterator[Block]:
    done: set[str] = set()
    for path, clause in below.get("", []):
        if path in done:
            continue
        table = next((name for name in TABLES if path.startswith(f"{name}.")), None)
        if table is not None:
            done |= {each for each, _ in below.get("", []) if each.startswith(f"{table}.")}
            yield TABLES[table](reader)
        else:
            yield _entry(reader, path, clause, below)


def _entry(reader: Reader, path: str, clause: Clause, below: Mapping[str, list[tuple[str, Clause]]]) -> Entry:
    return Entry(
        words=title_of(reader, path, clause),
        facts=facts_of(reader, path, clause),
        entries=tuple(_entry(reader, each, child, below) for each, child in below.get(path, [])),
        marks=_marks(reader, path, clause),
        clause=path,
        strong=path.startswith("never.") or bool(getattr(clause, "emphasis", False)),
        gap=gap_of(reader, path, clause),
        plain="." not in path,
    )


def title_of(reader: Reader, path: str, clause: Clause) -> tuple[Run, ...]:
    """Return what a clause says; else what it is called; nothing for an opening that says nothing."""
    run = reader.said(clause)
    if run.text:
        return (run,)
    steps = path.split(".")
    if len(steps) == 1:
        return ()
    if steps[0] in ("recipients", "origins", "messages") and steps[-1] in reader.policy.recipients:
        return (reader.said(reader.policy.recipients[steps[-1]], steps[-1]),)
    if steps[0] == "sensitive":
        return (Run(reader.kind(path.partition(".")[2]), reader.language),)
    return (Run(reader.label("clause", steps[-1]), reader.language),)


def gap_of(reader: Reader, path: str, clause: Clause) -> tuple[Run, ...]:
    """Return what a clause leaves open. A case of providing that is left open on purpose is simply not done."""
    if clause.gap is None:
        return ()
    if clause.decided is not None and path.startswith("providing."):
        return reader.ours("text.nothing-provided")
    said = in_language(clause.gap, reader.language)
    tongue = "en" if said.isascii() else "zh"
    # A gap that stays on purpose needs no note to whoever fills it in, least of all in another language.
    if clause.decided is not None and tongue != reader.language:
        return reader.ours("text.no-clause")
    head = reader.text("missing") + reader.text("punct.colon")
    return (Run(head, reader.language), Run(said, tongue))


def _marks(reader: Reader, path: str, clause: Clause) -> tuple[str, ...]:
    marks = []
    if clause.gap is not None:
        marks.append(reader.text("mark.gap"))
    if path in reader.special.clauses:
        marks.append(reader.text("mark.special"))
    place_of = getattr(clause, "region", None)
    if path.startswith("recipients.") and place_of and place_of != reader.policy.region:
        marks.append(reader.text("mark.abroad"))
    return tuple(marks)


# -- what follows from several clauses


def _opening(reader: Reader, chapter: str, blocks: Iterable[Block | Section]) -> tuple[Paragraph, ...]:
    keys = {"collect": ("text.collect", "text.required"), "permissions": ("text.permissions",)}
    if chapter == "collect" and not (reader.policy.purposes or reader.policy.supplements.entries):
        return ()
    return tuple(Paragraph(reader.ours(key), "note") for key in keys.get(chapter, ()))


def _before(reader: Reader, chapter: str, section: str) -> list[Block]:
    if (chapter, section) == ("sensitive", "sensitive-list"):
        return _sensitive(reader)
    if chapter == "abroad":
        return _abroad(reader)
    if chapter == "automated":
        return _automated(reader)
    if (chapter, section) == ("storage", ""):
        where = reader.label("region", reader.policy.region)
        return [Paragraph(reader.ours("text.place", place=where), "note")]
    if (chapter, section) == ("storage", "purposes-kept"):
        return _kept(reader)
    return []


def _after(reader: Reader, chapter: str, section: str, versions: Table | None) -> list[Block]:
    return [versions] if chapter == "versions" and versions is not None else []


def _sensitive(reader: Reader) -> list[Block]:
    names = [name for name in reader.policy.data if name in reader.compiled.sensitive]
    if not names:
        return [Paragraph(reader.ours("text.no-sensitive"), "note")]
    items = tuple(item[:1] for item in reader.elements(names))
    label = reader.text("section.sensitive-list")
    return [Paragraph(reader.ours("text.sensitive"), "note"), Fact(label, items)]


def _abroad(reader: Reader) -> list[Block]:
    home = reader.policy.region
    away = {name: each for name, each in reader.policy.recipients.items() if each.region not in (None, home)}
    if not away:
        return [Paragraph(reader.ours("text.no-abroad"), "note")]
    names = reader.named("recipients", reader.policy.recipients, away)
    facts = (
        Fact("".join(run.text for run in words), (region(reader, str(each.region)),))
        for words, each in zip(names, away.values(), strict=True)
    )
    return [Paragraph(reader.ours("text.abroad"), "note"), *facts]


def _automated(reader: Reader) -> list[Block]:
    found: list[Block] = []
    for name in reader.purposes():
        entry = reader.policy.entry(name)
        if entry is not None and isinstance(entry[1], Purpose) and entry[1].decides is not None:
            words = reader.label("decides", entry[1].decides.effect)
            found.append(Fact(reader.target(name).text, ((Run(words, reader.language),),)))
    if not found:
        return [Paragraph(reader.ours("text.no-automated"), "note")]
    return [Paragraph(reader.ours("text.automated"), "note"), *found]


def _kept(reader: Reader) -> list[Block]:
    rows = []
    for name in reader.purposes():
        entry = reader.policy.entry(name)
        if entry is not None and isinstance(entry[1], Purpose) and entry[1].gap is None:
            fact = kept(reader, name, entry[1])
            if fact.items != ((Run(reader.label("keep", "not"), reader.language, strong=True),),):
                rows.append(Row((((reader.target(name),),), fact.items)))
    columns = (reader.text("fact.function"), reader.text("fact.keep"))
    return [Table(reader.text("section.purposes-kept"), columns, tuple(rows), (5, 4))] if rows else []
