"""Puts the words of one policy into one language: names, lists, periods, conditions, demands.

Rules
- A name comes from the file, else from our labels; where there is neither, the id with its dashes opened is shown
  and noted in `unlabelled`, so that the file can gain a label.
- A text that the file has in the other language only is shown in it, and says which language it is in.
- What can be looked up elsewhere in the text is a run with `to`: the id of its clause.

Example
    >>> Reader(compiled, "zh").period("15 working days")
    '15 个工作日'
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any

from troth.notices.publishing.addenda import Addendum, Special, addendum_name
from troth.notices.publishing.catalogue import phrase
from troth.notices.publishing.labels import LABELS
from troth.notices.publishing.tree import Fact, Language, Run, Words
from troth.policy import Atom, Clause, Compiled, Condition, Recipient
from troth.vocabulary import EVIDENCE, NOTICE_ITEMS


class Reader:
    """Reads `compiled` out in `language`."""

    def __init__(self, compiled: Compiled, language: Language, special: Special | None = None) -> None:
        """Begin with nothing unlabelled; `special` tells what `compiled` has that the general text has not."""
        self.compiled, self.policy, self.language = compiled, compiled.policy, language
        self.special = Special() if special is None else special
        self.unlabelled: dict[tuple[str, str], None] = {}
        self.allowed = compiled.allowed

    # -- our own words

    def ours(self, key: str, **values: object) -> Words:
        """Return a text of the catalogue."""
        return (Run(phrase(key, self.language, **values), self.language),)

    def text(self, key: str, **values: object) -> str:
        """Return a text of the catalogue as a string."""
        return phrase(key, self.language, **values)

    def label(self, area: str, word: str) -> str:
        """Return what the closed word `word` is called."""
        found = self.known(area, word)
        if found is None:
            self.unlabelled[area, word] = None
            return word.replace("-", " ").replace("_", " ")
        return found

    def known(self, area: str, word: str) -> str | None:
        """Return what `word` is called, or None."""
        pair = LABELS.get(f"{area}.{word}") or LABELS.get(f"word.{word}")
        return None if pair is None else pair[self.language == "zh"]

    def filled(self, area: str, word: str, **values: object) -> str:
        """Return a label with placeholders, filled."""
        return self.label(area, word).format(**values)

    def labels(self, area: str, words: Iterable[str]) -> tuple[Words, ...]:
        """Return closed words as items of a list."""
        return tuple((Run(self.label(area, each), self.language),) for each in words)

    def whom(self, addendum: Addendum) -> Run:
        """Return for whom an addendum is."""
        name = addendum_name(addendum, self.language)
        return Run(name, "" if name == addendum.value else self.language)

    # -- words of the file

    def said(self, clause: Clause | None, fallback: str = "", **marks: Any) -> Run:
        """Return what `clause` says in our language, else its name, else the other language, else `fallback`."""
        if clause is not None:
            words, other = (clause.zh, clause.en) if self.language == "zh" else (clause.en, clause.zh)
            name = getattr(clause, "name", None)
            if words:
                return Run(words, self.language, **marks)
            if name:
                return Run(str(name), **marks)
            if other:
                return Run(other, "en" if self.language == "zh" else "zh", **marks)
        return Run(fallback, **marks)

    def other_name(self, recipient: Recipient) -> str:
        """Return the name of a recipient if the text calls it otherwise, else "".

        A name beside a Chinese text alone is what it is called in English, and stands in no Chinese text; an SDK has
        one exact name in every language.
        """
        english = recipient.zh and not recipient.en and recipient.kind != "sdk"
        if (
            not recipient.name
            or (english and self.language == "zh")
            or self.said(recipient).text == recipient.name
        ):
            return ""
        return recipient.name

    def named(self, area: str, section: Mapping[str, Clause], names: Iterable[str]) -> tuple[Words, ...]:
        """Return entries of a section of the file, each leading to its clause."""
        return tuple((self._entry(area, section, name),) for name in names)

    def _entry(self, area: str, section: Mapping[str, Clause], name: str) -> Run:
        clause = section.get(name)
        if clause is None or not (clause.en or clause.zh or getattr(clause, "name", None)):
            return Run(self.label(area, name), self.language, to=f"{area}.{name}" if clause else "")
        return self.said(clause, name, to=f"{area}.{name}")

    def elements(self, names: Iterable[str]) -> tuple[Words, ...]:
        """Return elements, groups opened; sensitive ones stand out and say so."""
        items = []
        for name in self.policy.elements(names):
            sensitive = name in self.compiled.sensitive
            run = self.said(self.policy.data.get(name), "", strong=sensitive, to=f"data.{name}")
            if not run.text:
                run = Run(self.label("data", name), self.language, strong=sensitive)
            items.append((run, *self._mark(sensitive)))
        return tuple(items)

    def _mark(self, sensitive: bool) -> Words:
        if not sensitive:
            return ()
        inside = f"{self.text('punct.open')}{self.text('mark.sensitive')}{self.text('punct.close')}"
        return (Run(inside, self.language),)

    def entries(self, names: Iterable[str]) -> tuple[Words, ...]:
        """Return purposes, message types, trackers, supplements or tracker categories."""
        return tuple((self.target(name),) for name in names)

    def target(self, name: str) -> Run:
        """Return the entry that a purpose id names."""
        found = self.policy.entry(name)
        if found is not None:
            return self.said(found[1], name, to=found[0])
        category = self.policy.trackers.categories.get(name)
        if category is not None:
            return self.said(category, name, to=f"trackers.categories.{name}")
        return self.functions([name])[0][0]

    def functions(self, names: Iterable[str]) -> tuple[Words, ...]:
        """Return functions: as the purposes that need them are called, else by our label."""
        items = []
        for name in names:
            serving = [e for e in self.purposes() if name in self.policy.entry(e)[1].functions]  # type: ignore[index, union-attr]
            if self.known("function", name) is None and len(serving) == 1:
                items.append((self.target(serving[0]),))
            else:
                items.append((Run(self.label("function", name), self.language),))
        return tuple(dict.fromkeys(items))

    def purposes(self) -> list[str]:
        """Return the ids of all purposes, message types and supplements."""
        return [*self.policy.purposes, *self.policy.messages.types, *self.policy.supplements.entries]

    # -- lists

    def joined(self, items: Iterable[Words], key: str = "punct.comma") -> Words:
        """Return `items` as one text."""
        between = Run(self.text(key), self.language)
        runs = list(chain.from_iterable((between, *words) for words in items))
        return tuple(runs[1:])

    def plain(self, items: Iterable[Words], key: str = "punct.comma") -> str:
        """Return `items` as a string."""
        return "".join(run.text for run in self.joined(items, key))

    def fact(self, key: str, items: Iterable[Words], *, apart: bool = False) -> tuple[Fact, ...]:
        """Return the fact `key` if there is something to list."""
        found = tuple(items)
        return (Fact(self.text(f"fact.{key}"), found, apart),) if found else ()

    def stated(self, key: str, *words: str) -> tuple[Fact, ...]:
        """Return the fact `key` with what we have put into words already, leaving out what is empty."""
        return self.fact(key, tuple((Run(each, self.language),) for each in words if each))

    def missing(self, key: str) -> Fact:
        """Return the fact `key` as one that is not stated."""
        return Fact(self.text(f"fact.{key}"), (self.ours("missing"),), missing=True)

    # -- periods

    def period(self, length: object) -> str:
        """Return a length of time, or the event that ends it."""
        written = str(length)
        count, _, unit = written.partition(" ")
        if not count.isdigit() or not unit:
            return self.event(written)
        if self.language == "en":
            return written
        space = "" if unit.startswith("minute") else " "
        return f"{count}{space or ' '}{self.label('unit', unit.rstrip('s').replace(' ', '-'))}"

    def event(self, word: str) -> str:
        """Return an event; a free text of the file stands as it is."""
        return self.label("event", word) if " " not in word and word.isascii() else word

    def within(self, length: object, event: str | None) -> str:
        """Return a deadline in words."""
        if event:
            return self.filled("from", "first", period=self.period(length), what=self.event(event))
        return self.filled("from", "within", period=self.period(length))

    # -- conditions and demands

    def condition(self, when: Condition) -> tuple[Words, ...]:
        """Return each key of a condition with its words."""
        colon = Run(self.text("punct.colon"), self.language)
        found = []
        for key, words in when.keys:
            head = Run(self.label("when", key), self.language)
            items = self._conditioned(key, sorted(words))
            found.append((head, colon, *self.joined(items)))
        return tuple(found)

    def _conditioned(self, key: str, words: list[str]) -> tuple[Words, ...]:
        if key == "data":
            return self.elements(words)
        if key == "purpose":
            return self.entries(words)
        if key == "function":
            return self.functions(words)
        if key == "kind":
            return tuple((Run(self.kind(each), self.language),) for each in words)
        sections: dict[str, tuple[str, Mapping[str, Clause]]] = {
            "product": ("products", self.policy.products),
            "recipient": ("recipients", self.policy.recipients),
            "role": ("roles", self.policy.roles),
            "origin": ("origins", self.policy.origins),
        }
        if key in sections:
            return self.named(sections[key][0], sections[key][1], words)
        area = {"recipient-role": "role", "country": "region"}.get(key, key)
        return self.labels(area, words)

    def kind(self, kind: str) -> str:
        """Return what a kind of data is called, by its first step."""
        return self.label("kind", kind.partition(".")[0])

    def needs(self, atoms: Iterable[Atom]) -> tuple[Words, ...]:
        """Return demands, one item each."""
        return tuple(self.need(each) for each in atoms)

    def need(self, atom: Atom) -> Words:
        """Return one demand."""
        if atom.kind == "any":
            return self.joined((self.need(each) for each in atom.alternatives), "punct.or")
        if atom.kind == "consent" and atom.level is not None:
            return (Run(self._consent(atom, self.label("level", atom.level)), self.language, strong=True),)
        if atom.level is not None:
            level = self.label("level", atom.level)
            return (
                Run(
                    self.filled("need", atom.kind, level=level), self.language, strong=atom.kind == "guardian"
                ),
            )
        if atom.kind == "age":
            return (Run(self.filled("need", "age", age=atom.age), self.language),)
        words = self.plain(self._needed(atom))
        return (Run(self.filled("need", atom.kind, words=words), self.language),)

    def _consent(self, atom: Atom, level: str) -> str:
        if atom.target:
            words = self.filled("need", "consent-for", level=level, what=self.target(atom.target).text)
        elif atom.naming:
            what = self.plain(self.labels("naming", atom.naming))
            words = self.filled("need", "naming", level=level, what=what)
        else:
            words = self.filled("need", "consent", level=level)
        if atom.by == ("own",):
            return words
        by = self.plain(self.labels("witness", atom.by), "punct.or")
        return f"{words}{self.text('punct.open')}{by}{self.text('punct.close')}"

    def _needed(self, atom: Atom) -> tuple[Words, ...]:
        sections: dict[str, tuple[str, Mapping[str, Clause]]] = {
            "role": ("roles", self.policy.roles),
            "permission": ("permissions", self.policy.permissions),
        }
        if atom.kind in sections:
            return self.named(*sections[atom.kind], atom.words)
        if atom.kind == "told":
            return tuple((self.item(each),) for each in atom.words)
        if atom.kind == "evidence":
            return tuple((self.proof(each),) for each in atom.words)
        return self.labels(atom.kind, atom.words)

    def item(self, name: str) -> Run:
        """Return a notice item."""
        pair = NOTICE_ITEMS.get(name)
        return self._declared("notices", self.policy.notices, name, pair)

    def proof(self, name: str) -> Run:
        """Return a kind of evidence."""
        kind = EVIDENCE.get(name)
        return self._declared(
            "evidence", self.policy.evidence, name, None if kind is None else (kind.en, kind.zh)
        )

    def _declared(
        self, area: str, section: Mapping[str, Clause], name: str, pair: tuple[str, str] | None
    ) -> Run:
        if name in section:
            return self._entry(area, section, name)
        if pair is not None:
            return Run(pair[self.language == "zh"], self.language)
        return Run(self.label(area, name), self.language)
