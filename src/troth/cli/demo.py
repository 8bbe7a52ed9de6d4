"""A few invented people, so that a first look shows something.

Rules
- Invented names on invented references; nobody can be reached through them.
- They are entered once, through the same gate as everybody: a second start finds them there.

Example
    >>> [each.name_en for each in people(gate)][:2]
    ['Lin Xia', 'Chen Mo']
"""

from __future__ import annotations

from troth.gate import Answered, Gate, View
from troth.web import DemoSubject

PEOPLE = (
    DemoSubject("joinbase", "demo-lin-xia", "Lin Xia", "林夏"),
    DemoSubject("joinbase", "demo-chen-mo", "Chen Mo", "陈墨"),
    DemoSubject("jeejio", "demo-zhou-an", "Zhou An", "周安"),
    DemoSubject("jingdigital", "demo-he-yu", "He Yu", "何雨"),
    DemoSubject("qunyi", "demo-su-he", "Su He", "苏禾"),
)
AGREED = frozenset({"demo-lin-xia", "demo-zhou-an", "demo-su-he"})
"""Who has agreed to the policy and to the first consent; Lin Xia has also withdrawn it."""


def people(gate: Gate) -> list[DemoSubject]:
    """Return the invented people whose policies are loaded, entered into the books of `gate` once."""
    found = [each for each in PEOPLE if each.policy in gate.shelf.ids]
    for person in found:
        if person.subject in AGREED and not gate.statements(person.policy, person.subject):
            _enter(gate, person)
    return found


def _enter(gate: Gate, person: DemoSubject) -> None:
    policy, subject = person.policy, person.subject
    views = gate.views(policy, subject)
    _agree(gate, policy, subject, views[0])
    consents = [each for each in views if each.kind == "consent"]
    if not consents:
        return
    _agree(gate, policy, subject, consents[0])
    if subject == "demo-lin-xia":
        gate.withdraw(policy, subject, consents[0].target)


def _agree(gate: Gate, policy: str, subject: str, view: View) -> None:
    said = Answered(policy, "agree", "zh", view.prompt.shown["zh"])
    gate.put(policy, subject, "agreement" if view.kind == "agreement" else "consent", view.target, said)
