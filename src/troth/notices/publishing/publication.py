"""From a compiled policy to a document: the whole policy, its short version, or one of the four lists.

Rules
- The same file gives the same document: no clock, no chance, no order but the file's.
- A document of a file with open gaps is a draft and says what is open; so is one that names nobody or no contact.

Example
    >>> publish(compiled, "zh", "collected").title
    'Jeejio 个人信息处理规则——已收集个人信息清单'
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from troth.notices.errors import NO_PART, UnknownPart
from troth.notices.publishing.addenda import special_of
from troth.notices.publishing.brief import brief_of, contact_of, head_of, separate_consents, who
from troth.notices.publishing.chapters import arranged, chapters_of, entries_of, title_of
from troth.notices.publishing.desks import desk_facts
from troth.notices.publishing.lists import (
    element_table,
    function_table,
    permission_table,
    recipient_tables,
    tracker_table,
)
from troth.notices.publishing.purposes import data_of
from troth.notices.publishing.reader import Reader
from troth.notices.publishing.tree import (
    Block,
    Chapter,
    Document,
    Entry,
    Fact,
    Language,
    Paragraph,
    Row,
    Run,
    Section,
    Table,
)
from troth.policy import Compiled
from troth.vocabulary import RecipientRole, in_language

Part = Literal["policy", "short", "collected", "sharing", "cookies", "permissions"]
PARTS: tuple[Part, ...] = get_args(Part)


def part_of(name: str) -> Part:
    """Return the part called `name`. Raises UnknownPart."""
    for part in PARTS:
        if part == name:
            return part
    raise UnknownPart(NO_PART, part=name)


@dataclass(frozen=True)
class Edition:
    """One published version: its number, the day it takes effect, its hash; `address` is where it can be read."""

    version: str
    effective: str
    hash: str
    address: str = ""


def publish(
    compiled: Compiled,
    language: Language,
    part: Part = "policy",
    editions: Sequence[Edition] = (),
    occasion: Mapping[str, str] | None = None,
) -> Document:
    """Return the text `part` of a policy in `language`; `editions` are all versions, old to new.

    `occasion` chooses special terms (see `occasion_of`): then it is the text as it reads for whom they are.
    """
    special = special_of(compiled, occasion or {})
    reader = Reader(compiled.variant(occasion or {}), language, special)
    blocks = _PARTS[part](reader, _editions(reader, editions))
    gaps = _gaps(reader, part)
    return Document(
        part=part,
        policy=compiled.id,
        version=compiled.version,
        hash=compiled.hash,
        language=language,
        title=_title(reader, part),
        draft=bool(gaps),
        facts=head_of(reader),
        gaps=gaps,
        brief=brief_of(reader) if part == "policy" else (),
        lead=_lead(reader, part),
        chapters=blocks,
        unlabelled=tuple(sorted(reader.unlabelled)),
    )


def _title(reader: Reader, part: Part) -> str:
    policy = reader.policy
    own = (
        (policy.title.zh or policy.title.en)
        if reader.language == "zh"
        else (policy.title.en or policy.title.zh)
    )
    name = own or policy.controller.name or policy.id
    if part != "policy":
        name = reader.text("head.of", part=reader.text(f"part.{part}"), title=name)
    return reader.text("head.for", title=name, whom=_whom(reader)) if reader.special.addenda else name


def _whom(reader: Reader) -> str:
    return reader.text("punct.comma").join(reader.whom(each).text for each in reader.special.addenda)


def _lead(reader: Reader, part: Part) -> tuple[Paragraph, ...]:
    about = () if part in ("policy", "short") else (Paragraph(reader.ours(f"text.list-{part}"), "note"),)
    return (*_what_is_special(reader), *about)


def _what_is_special(reader: Reader) -> tuple[Paragraph, ...]:
    """Return for whom the text is, and each clause that is there for them alone."""
    if not reader.special.addenda:
        return ()
    found = [Paragraph(reader.ours("text.special", whom=_whom(reader)), "note")]
    clauses = dict(reader.policy.clauses())
    for key in ("added", "replaced"):
        items = [
            tuple(replace(run, to=path) for run in title_of(reader, path, clauses[path]))
            for each in reader.special.addenda
            for path in each.clauses
            if path in clauses and (path in reader.special.replaced) == (key == "replaced")
        ]
        if items:
            words = (*reader.ours(f"text.special-{key}"), *reader.joined(items, "punct.semicolon"))
            found.append(Paragraph(words, "text"))
    return tuple(found)


_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def _editions(reader: Reader, editions: Sequence[Edition]) -> Table:
    compiled = reader.compiled
    dated = compiled.version if _DATE.fullmatch(compiled.version) else ""
    day = compiled.policy.effective or dated or reader.text("missing")
    every = list(editions) or [Edition(compiled.version, day, compiled.hash)]
    rows = []
    for each in reversed(every):
        this = each.hash == compiled.hash
        words = [Run(each.version, strong=this, to=each.address if not this else "")]
        if this:
            inside = f"{reader.text('punct.open')}{reader.text('text.this')}{reader.text('punct.close')}"
            words.append(Run(inside, reader.language))
        rows.append(Row(((tuple(words),), ((Run(each.effective),),), ((Run(each.hash),),))))
    columns = tuple(reader.text(f"fact.{key}") for key in ("version", "date", "fingerprint"))
    return Table(reader.text("chapter.versions"), columns, tuple(rows), (3, 2, 7))


def _gaps(reader: Reader, part: Part) -> tuple[Paragraph, ...]:
    """Return what is open. A gap that stays on purpose is none, unless it stands among the `gaps` of the file."""
    policy = reader.policy
    found = [
        Paragraph((reader.said(clause, name),), "gap", f"gaps.{name}" if part == "policy" else "")
        for name, clause in policy.gaps.items()
    ]
    for path, clause in policy.clauses():
        if clause.gap is None or clause.decided is not None or path.startswith("gaps."):
            continue
        named = reader.said(clause)
        if not named.text:
            named = Run(reader.label("clause", path.rpartition(".")[2]), reader.language)
        said = in_language(clause.gap, reader.language)
        head = (replace(named, to=path), Run(reader.text("punct.colon"), reader.language))
        found.append(Paragraph((*head, Run(said, "en" if said.isascii() else "zh")), "gap"))
    controller = policy.controller
    if controller.gap is None:
        for key, missing in (("controller", not who(reader)), ("contact", not contact_of(reader))):
            if missing:
                what = reader.text(f"head.{key}")
                found.append(Paragraph(reader.ours("missing.what", what=what), "gap"))
    return tuple(found)


# -- the parts


def _policy(reader: Reader, versions: Table) -> tuple[Chapter, ...]:
    return chapters_of(reader, versions)


def _listing(reader: Reader, part: str, *tables: Table) -> tuple[Chapter, ...]:
    shown = [table for table in tables if table.rows]
    blocks: tuple[Block, ...] = tuple(shown) or (Paragraph(reader.ours("text.list-empty"), "note"),)
    return (Chapter(part, reader.text(f"part.{part}"), blocks),)


def _collected(reader: Reader, versions: Table) -> tuple[Chapter, ...]:
    return (
        Chapter("functions", reader.text("section.data-use"), _or_empty(reader, function_table(reader))),
        Chapter("elements", reader.text("section.elements"), _or_empty(reader, element_table(reader))),
    )


def _or_empty(reader: Reader, table: Table) -> tuple[Block, ...]:
    return (table,) if table.rows else (Paragraph(reader.ours("text.list-empty"), "note"),)


def _sharing(reader: Reader, versions: Table) -> tuple[Chapter, ...]:
    return _listing(reader, "sharing", *recipient_tables(reader))


def _cookies(reader: Reader, versions: Table) -> tuple[Chapter, ...]:
    return _listing(reader, "cookies", tracker_table(reader))


def _permissions(reader: Reader, versions: Table) -> tuple[Chapter, ...]:
    return _listing(reader, "permissions", permission_table(reader))


# -- the short version (Order 25, article 4)


def _short(reader: Reader, versions: Table) -> tuple[Chapter, ...]:
    """Who answers and how to reach them; purpose, manner, kinds, period; what needs a consent of its own; minors."""
    chapters = [
        Chapter("who", reader.text("brief.who"), _reaching(reader)),
        Chapter(
            "what", reader.text("brief.what"), (*_plainly(reader), *_or_empty(reader, function_table(reader)))
        ),
    ]
    separate = separate_consents(reader)
    if separate:
        opening = Paragraph(reader.ours("text.short-separate"), "note")
        chapters.append(Chapter("separate", reader.text("brief.separate"), (opening, *separate)))
    chapters.append(Chapter("withdraw", reader.text("brief.withdraw"), _saying_no(reader)))
    names = tuple(reader.named("recipients", reader.policy.recipients, reader.policy.recipients))
    if names:
        chapters.append(
            Chapter("whom", reader.text("brief.whom"), (Fact(reader.text("section.recipients"), names),))
        )
    minors = [
        each for (chapter, _), clauses in arranged(reader).items() if chapter == "minors" for each in clauses
    ]
    if minors:
        blocks_of = tuple(entries_of(reader, minors))
        chapters.append(Chapter("minors", reader.text("chapter.minors"), blocks_of))
    return tuple(chapters)


def _reaching(reader: Reader) -> tuple[Block | Section, ...]:
    points = [
        (path, clause)
        for path, clause in reader.policy.clauses()
        if path.startswith("contacts.points.") and "request" in getattr(clause, "opens", ())
    ]
    name = Fact(reader.text("head.controller"), (who(reader) or reader.ours("missing"),))
    contact = Fact(reader.text("head.contact"), (contact_of(reader) or reader.ours("missing"),))
    return (name, contact, *entries_of(reader, points))


def _saying_no(reader: Reader) -> tuple[Block, ...]:
    """Return how to take a consent back and how to stop promotion; where the file has no such right, that it is open."""
    policy = reader.policy
    found: list[Block] = [Paragraph(reader.ours("text.required"), "note")] if policy.purposes else []
    right = policy.rights.get("withdraw")
    if right is None or right.gap is not None:
        found.append(Paragraph(reader.ours("missing.what", what=reader.label("clause", "withdraw")), "gap"))
    else:
        found += entries_of(reader, [("rights.withdraw", right)])
    if policy.marketing is not None and policy.marketing.gap is None:
        title = (Run(reader.text("section.marketing"), reader.language),)
        stop = desk_facts(reader, policy.marketing)
        words = (reader.said(policy.marketing),)
        found.append(Entry(words if words[0].text else title, tuple(stop), clause="marketing"))
    colon = Run(reader.text("punct.colon"), reader.language)
    ways = tuple(
        (
            *title_of(reader, f"messages.channels.{name}", each),
            colon,
            *reader.labels("stop", [each.opt_out])[0],
        )
        for name, each in policy.messages.channels.items()
        if each.opt_out and each.gap is None
    )
    return (*found, *((Fact(reader.text("section.channels"), ways, apart=True),) if ways else ()))


def _plainly(reader: Reader) -> tuple[Block, ...]:
    """Return the sentence of article 6 where it is true: nothing sensitive, nothing given on, nothing published."""
    policy = reader.policy
    used = {element for name in reader.purposes() for element in data_of(reader, name)}
    outside = [each for each in policy.recipients.values() if each.role is not RecipientRole.OWN_GROUP]
    optional = any(each.function != "basic" for each in policy.purposes.values())
    if used & set(reader.compiled.sensitive) or outside or policy.providing or optional or not used:
        return ()
    return (Paragraph(reader.ours("text.short-only"), "note"),)


_PARTS = {
    "policy": _policy,
    "short": _short,
    "collected": _collected,
    "sharing": _sharing,
    "cookies": _cookies,
    "permissions": _permissions,
}
