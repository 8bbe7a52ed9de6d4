"""An answer that is kept for the next one who asks says nothing of who asked before."""

from __future__ import annotations

from troth.decisions import Actor, Agreed, Facts, Item, Request, decide
from troth.policy import Policy, compile_policy
from troth.vocabulary import Act, ActorKind, Verdict

POLICY = Policy.model_validate(
    {
        "troth": 1,
        "id": "kept",
        "version": "1",
        "languages": ["en"],
        "data": {"nickname": {"kind": "account.nickname"}},
        "purposes": {
            "profile": {"basis": "contract", "acts": ["read"], "data": {"optional": ["nickname"]}},
        },
        "audiences": {
            "friends": {"data": ["nickname"], "to": ["matched"]},
            "mates": {"data": ["nickname"], "to": ["same-organisation"]},
        },
    }
)


def test_each_is_told_the_audience_that_they_belong_to():
    compiled = compile_policy(POLICY)
    request = Request(
        act=Act.READ,
        purpose="profile",
        data=(Item("nickname", collected_for=("profile",)),),
        actor=Actor(ActorKind.INDIVIDUAL),
    )
    for relation, clause in (("matched", "audiences.friends"), ("same-organisation", "audiences.mates")):
        facts = Facts(relations=frozenset({relation}), agreed=Agreed("1"))
        answer = decide(compiled, facts, request)
        assert answer.verdict is Verdict.PERMIT
        assert [each.clause for each in answer.reasons if each.clause.startswith("audiences")] == [clause]
