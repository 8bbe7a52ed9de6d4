"""Checks that what a policy says holds together: references, closed lists, nothing left open by accident.

Rules
- One function a topic, each adding findings; none changes the policy.
- What would open access is an error; what a person would miss is a gap or a warning.
- A clause that leaves out what opens nothing is let be: default refuse keeps it safe.

Example
    >>> findings = check(policy, document)
    >>> [each.line_text("en") for each in findings if each.severity == "error"]
    []
"""

from __future__ import annotations

import unicodedata

from troth.policy.addenda import check_addenda
from troth.policy.clauses import Clause, Consented, DataLists, Keep, MessageType, Purpose, Tracker, dashed
from troth.policy.commitments import check_commitments
from troth.policy.comparing.weighing import check_material
from troth.policy.cooling import check_cooling
from troth.policy.file import LANGUAGES, Policy
from troth.policy.findings import Finding, Findings, clause_of, path_of
from troth.policy.openings import check_openings, entries
from troth.policy.reading import Document, Path
from troth.policy.references import check_references
from troth.policy.refusing import check_refusals
from troth.policy.rules import Recipient
from troth.policy.vagueness import check_vagueness
from troth.vocabulary import Act, Plain, RecipientRole, in_language

LONGEST_CLAUSE = 100  # what an entry of the ledger takes
LONGEST_GAP = 200
_SEPARATORS = str.maketrans("", "", "._-")


def check(policy: Policy, document: Document) -> list[Finding]:
    """Return every finding about `policy`, which was read from `document`, sorted by line."""
    findings = Findings(document)
    for topic in (
        check_references,
        check_openings,
        check_refusals,
        check_commitments,
        check_cooling,
        check_vagueness,
        check_material,
        _check_names,
        _check_purposes,
        _check_recipients,
        _check_alike_recipients,
        _check_gaps,
        _check_texts,
    ):
        topic(policy, findings)
    check_addenda(policy, document, check, findings)
    return findings.sorted()


def _check_names(policy: Policy, findings: Findings) -> None:
    """One id names one thing a person can consent to; groups are not elements and hold no groups."""
    seen: dict[str, Path] = {}
    targets = [path for path, _ in entries(policy)]
    targets += [("trackers", "categories", name) for name in policy.trackers.categories]
    for path in targets:
        name = str(path[-1])
        entry = policy.trackers.entries.get(name)
        if path[1:2] == ("categories",) and entry is not None and entry.category == name:
            continue
        if name in seen:
            first, second = clause_of(seen[name]), clause_of(path)
            findings.add("error", "id-twice", path, value=name, first=first, second=second)
        seen.setdefault(name, path)
    for clause, _ in policy.clauses():
        if len(clause) > LONGEST_CLAUSE:
            findings.add("error", "id-long", path_of(clause), most=LONGEST_CLAUSE)
    for section in type(policy).model_fields:
        _check_alike(findings, dashed(section), getattr(policy, section))
    for name, members in policy.groups.items():
        if name in policy.data:
            findings.add("error", "group-element", ("groups", name), value=name)
        for place, member in enumerate(members):
            if member in policy.groups:
                findings.add("error", "group-nested", ("groups", name, place), value=member)


def _check_alike(findings: Findings, section: str, entries: object) -> None:
    """Two ids that only a careful eye tells apart would be taken for each other (THREATS 33)."""
    seen: dict[str, str] = {}
    for name in entries if isinstance(entries, dict) else ():
        first = seen.setdefault(name.lower().translate(_SEPARATORS), name)
        if first != name:
            findings.add("error", "id-alike", (section, name), value=name, other=first)


def _check_purposes(policy: Policy, findings: Findings) -> None:
    for path, entry in entries(policy):
        if isinstance(entry, Tracker) or entry.gap:
            continue
        _check_basis(policy, findings, path, entry)
        if not isinstance(entry, MessageType) and entry.keep is None and _keeps(entry):
            findings.add("note", "retention-missing", path)
        if isinstance(entry.keep, Keep) and not {Act.COLLECT, Act.KEEP} & set(entry.acts):
            findings.add("note", "keep-idle", (*path, "keep"))


def _check_basis(policy: Policy, findings: Findings, path: Path, entry: Purpose) -> None:
    if entry.data == "any" and entry.basis != "ground":
        findings.add("error", "any-needs-ground", (*path, "data"))
    if entry.basis == "none":
        _check_no_basis(policy, findings, path, entry)
    if isinstance(entry.basis, Consented) and "own" not in entry.basis.by:
        findings.add("warning", "witness-one", (*path, "basis"))
    if entry.basis == "agreement" and policy.agreement is None:
        findings.add("error", "no-agreement", (*path, "basis"))


def _keeps(entry: Purpose) -> bool:
    lists = entry.data
    takes = lists == "any" or (isinstance(lists, DataLists) and bool(lists.names()))
    return takes and Act.COLLECT in entry.acts


def _check_no_basis(policy: Policy, findings: Findings, path: Path, entry: Purpose) -> None:
    names = policy.elements(entry.data.names()) if isinstance(entry.data, DataLists) else ()
    for name in names:
        if name in policy.data and policy.data[name].alone is None:
            findings.add("error", "none-personal", (*path, "data"), value=name)


def _check_recipients(policy: Policy, findings: Findings) -> None:
    named = {
        name
        for table in policy.providing.values()
        for case in table.cases.values()
        for name in case.recipients
    }
    for name, recipient in policy.recipients.items():
        idle = not recipient.purposes and name not in named and recipient.gap is None
        if idle and recipient.role not in (
            RecipientRole.AUTHORITY,
            RecipientRole.SUCCESSOR,
            RecipientRole.OWN_GROUP,
        ):
            findings.add("warning", "recipient-nothing", ("recipients", name), value=name)


def _check_alike_recipients(policy: Policy, findings: Findings) -> None:
    """Who cannot be told apart in a text cannot be told apart in the yes to it: its hash would fit both (PIPL 23)."""
    seen: dict[tuple[str, str, str], str] = {}
    for name, recipient in policy.recipients.items():
        if recipient.gap:
            continue
        for language in LANGUAGES:
            shown = (
                language,
                _plainly(_called(recipient, name, language)),
                _plainly(recipient.contact or ""),
            )
            first = seen.setdefault(shown, name)
            if first != name:
                findings.add("error", "recipient-alike", ("recipients", name), value=name, other=first)
                break


def _called(recipient: Recipient, name: str, language: str) -> str:
    first, second = (recipient.zh, recipient.en) if language == "zh" else (recipient.en, recipient.zh)
    return first or recipient.name or second or name


def _plainly(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _check_gaps(policy: Policy, findings: Findings) -> None:
    for path, clause in policy.clauses():
        if clause.gap:
            severity = "note" if clause.decided else "gap"
            en, zh = (_one_line(in_language(clause.gap, each)) for each in ("en", "zh"))
            findings.add(severity, "gap", path_of(path), what=en, what_zh=zh)
    for name, gap in policy.gaps.items():
        if not gap.gap:
            en, zh = _one_line(gap.en or gap.zh or name), _one_line(gap.zh or gap.en or name)
            findings.add("gap", "gap", ("gaps", name), what=en, what_zh=zh)
    if not policy.purposes and not policy.messages.types and "purposes" not in policy.section_gaps:
        findings.add("gap", "no-purpose", ())
    reachable = policy.controller.gap or (policy.controller.name and policy.controller.contact)
    if not reachable and "controller" not in policy.gaps:
        findings.add("gap", "no-contact", ("controller",))


def _one_line(text: str) -> Plain:
    return Plain(" ".join(text.split())[:LONGEST_GAP])


_SPEAKING = (
    "purposes",
    "data",
    "permissions",
    "recipients",
    "products",
    "messages.types",
    "trackers.categories",
)


def _check_texts(policy: Policy, findings: Findings) -> None:
    """What a person may be shown exists in every language of the file."""
    for path, clause in policy.clauses():
        section, _, name = path.rpartition(".")
        if section not in _SPEAKING or not name or clause.gap:
            continue
        for language in policy.languages:
            if language in ("en", "zh") and _text(clause, language) is None:
                shown = Plain(language)
                findings.add(
                    "warning", "text-missing", path_of(path), language=language, language_plain=shown
                )


def _text(clause: Clause, language: str) -> str | None:
    text: str | None = getattr(clause, language)
    return text or getattr(clause, "name", None)
