r"""From the bytes of a file to a policy that can decide.

Rules
- `examine` never raises for what stands in the file: everything wrong becomes a finding.
- `load` refuses a file with errors. Gaps are let in: the policy permits nothing where they are.

Example
    >>> policy, findings, _ = examine(b"troth: 1\\nid: a\\nversion: v1\\nlanguages: [en]\\n")
    >>> [f.severity for f in findings]
    ['gap', 'gap']
"""

from __future__ import annotations

from dataclasses import dataclass

from troth.policy.checking import check
from troth.policy.compiling import Compiled, compile_policy
from troth.policy.errors import UNREADABLE, Unreadable, Unsound
from troth.policy.file import Policy
from troth.policy.findings import Finding
from troth.policy.parsing import parse
from troth.policy.reading import Document, read
from troth.vocabulary import Plain


@dataclass(frozen=True)
class Loaded:
    """A policy that was read: `text` as it stood, the compiled form, and what the checker says about it."""

    text: str
    policy: Policy
    compiled: Compiled
    findings: tuple[Finding, ...]
    lines: int


def examine(text: str | bytes) -> tuple[Policy | None, list[Finding], Document | None]:
    """Return (policy or None, every finding, document or None) for the bytes of a file."""
    try:
        document = read(text)
    except Unreadable as error:
        values = {"what": Plain(error.what), "what_zh": Plain(error.what_zh)}
        return None, [Finding("error", UNREADABLE, error.line, error.column, "", values)], None
    policy, findings = _examined(document)
    return policy, findings, document


def _examined(document: Document) -> tuple[Policy | None, list[Finding]]:
    policy, findings = parse(document)
    return (None, findings) if policy is None else (policy, check(policy, document))


def load(text: str | bytes, name: str = "policy", predecessor: Compiled | None = None) -> Loaded:
    """Return the policy in `text`, compiled after `predecessor` (an older version of it, if there is one).

    Raises:
        Unreadable: it is not a policy file.
        Unsound: it has errors; all of them are in the exception. `name` is how messages call the file.
    """
    raw = text.encode() if isinstance(text, str) else text
    try:
        document = read(raw)
    except Unreadable as error:
        raise Unreadable(error.line, error.column, error.what, error.what_zh, name) from error
    policy, findings = _examined(document)
    if policy is None or any(each.severity == "error" for each in findings):
        raise unsound(name, findings)
    compiled = compile_policy(policy, predecessor, document.data)
    return Loaded(raw.decode("utf-8"), policy, compiled, tuple(findings), document.lines)


def unsound(name: str, findings: list[Finding]) -> Unsound:
    """Return the error that carries `findings` of the file `name`."""
    errors = [each for each in findings if each.severity == "error"]
    return Unsound(name, findings, len(errors), *map(errors[0].line_text, ("en", "zh")))
