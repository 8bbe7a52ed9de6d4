"""From the officer's form to a request, and from the reply to what the page shows.

Rules
- The request is the one that the API would get: the page shows it as JSON and as a curl call, without the key.
- Whatever the reply says is shown; a verdict is a word and an icon, never a colour alone.

Example
    >>> asked = asked_from(form)
    >>> asked.as_data()["act"]
    'collect'
"""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass, field
from typing import Any

from troth.decisions import Actor, Claim, Request
from troth.gate import Reply
from troth.gate.errors import INSIST_OUTSIDE, BadRequest
from troth.vocabulary import OCCASIONS, Act, ActorKind, Plain
from troth.web.frame import Form

_SINGLE = ("function", "product", "recipient", "region", "channel", "controller")
_CLAIM = ("case", "ground", "sub")


@dataclass(frozen=True)
class Asked:
    """What the officer asks, as typed: every field a word or empty."""

    policy: str = ""
    purpose: str = ""
    subject: str = ""
    act: str = "collect"
    data: tuple[str, ...] = ()
    insist: tuple[str, ...] = ()
    single: dict[str, str] = field(default_factory=dict)
    actor: str = "system"
    roles: tuple[str, ...] = ()
    occasion: dict[str, str] = field(default_factory=dict)
    claim: dict[str, str] = field(default_factory=dict)
    evidence: tuple[str, ...] = ()

    @property
    def request(self) -> Request:
        """The request. Raises BadRequest."""
        outside = sorted(set(self.insist) - set(self.data))
        if outside:
            raise BadRequest(INSIST_OUTSIDE, what=Plain(f"`{outside[0]}`"))
        given: dict[str, Any] = {key: value for key, value in self.single.items() if value}
        claim = {key: value for key, value in self.claim.items() if value}
        return Request(
            act=Act(self.act),
            purpose=self.purpose,
            data=self.data,
            insist=self.insist,
            subject=self.subject or None,
            actor=Actor(ActorKind(self.actor), self.roles),
            occasion=dict(self.occasion),
            claim=Claim(evidence=self.evidence, **claim),
            **given,
        )

    def as_data(self) -> dict[str, Any]:
        """Return the body of the call that asks the same over HTTP; what is left out is left out."""
        found: dict[str, Any] = {
            "policy": self.policy,
            "subject": self.subject,
            "act": self.act,
            "purpose": self.purpose,
            "data": list(self.data),
            "insist": list(self.insist),
            **self.single,
            "actor": {"kind": self.actor, "roles": list(self.roles)} if self.actor_said else "",
            "occasion": self.occasion,
            "claim": {
                key: value for key, value in {**self.claim, "evidence": list(self.evidence)}.items() if value
            },
        }
        return {key: value for key, value in found.items() if value}

    @property
    def actor_said(self) -> bool:
        """Whether the actor is another than the system without a role."""
        return self.actor != "system" or bool(self.roles)

    def as_json(self) -> str:
        """Return the body as text."""
        return json.dumps(self.as_data(), ensure_ascii=False, indent=2)

    def as_curl(self, base: str) -> str:
        """Return the call for a shell; the key comes from the environment."""
        body = shlex.quote(json.dumps(self.as_data(), ensure_ascii=False))
        return (
            f"curl -sS {shlex.quote(base.rstrip('/') + '/v1/decisions')} \\\n"
            '  -H "Authorization: Bearer $TROTH_API_KEY" \\\n'
            "  -H 'Content-Type: application/json' \\\n"
            f"  -d {body}"
        )


def asked_from(form: Form) -> Asked:
    """Return what was typed. Raises BadForm for an act or actor that is none."""
    return Asked(
        policy=form.one("policy"),
        purpose=form.one("purpose"),
        subject=form.one("subject"),
        act=form.exact("act", *(each.value for each in Act)),
        data=form.many("data"),
        insist=_words(form.one("insist")),
        single={name: form.one(name) for name in _SINGLE if form.one(name)},
        actor=form.exact("actor", *(each.value for each in ActorKind)),
        roles=form.many("roles"),
        occasion={
            key: form.one(f"occasion.{key}") for key in sorted(OCCASIONS) if form.one(f"occasion.{key}")
        },
        claim={name: form.one(name) for name in _CLAIM if form.one(name)},
        evidence=_words(form.one("evidence")),
    )


def _words(typed: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in re.split(r"[\s,，、;；]+", typed) if word))


def reply_shown(reply: Reply) -> dict[str, Any]:
    """Return what the page shows of a reply: its own data, and which clauses can be linked to."""
    clauses = dict(reply.compiled.policy.clauses()) if reply.compiled is not None else {}
    return {**reply.as_data(), "linked": frozenset(clauses)}
