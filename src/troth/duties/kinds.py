"""The kinds of duty: a closed list. What is owed, which clause of the policy sets its time, and what lateness does.

Rules
- `hand`: `worker` is done by a program, `person` by somebody at the console, `children` closes when the last of the
  duties under it is closed, and nobody takes it up.
- `breach`: `S` is shown and escalated, `B` blocks the next state of the case, `G` makes the gate refuse what depends on
  it. Lateness never makes anything permitted.
- `clauses` are the keys of the policy file that may set the time. A kind without one takes the time of its cause.

Example
    >>> kind_of("answer").breach
    frozenset({'S'})
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from troth.duties.errors import BAD_DUTY, BadDuty
from troth.vocabulary import Plain

Hand = Literal["worker", "person", "children"]


@dataclass(frozen=True)
class Kind:
    """A kind of duty; `en` and `zh` name it for people."""

    id: str
    hand: Hand
    breach: frozenset[str]
    clauses: tuple[str, ...]
    en: str
    zh: str


_TABLE = """
acknowledge|person|S|requests.first-look|first look at a request|初步处理请求
verify|person|S|requests.proof.ask-within|ask for proof of identity and judge it|核验身份
decide|person|S B|requests.decide|decide|作出决定
answer|children|S|rights requests.answer|answer the person|答复个人
complete|children|S B|rights termination.empty-within|carry it out to the end|全部办结
act-on-holding|worker|S||find, export, correct, restrict, erase or anonymise in one holding|在一处数据存放地执行
lapse-backup|worker|S|rights.delete.backups|let the backups lapse that still hold it|令备份到期失效
tell-recipient|worker|S G|rights.delete.tell-recipients termination.recipients|tell a recipient|通知接收方
deliver|worker|S||deliver one text to one person|向个人送达
announce|worker|S B||announce to everybody|发布公告
reach-all|children|S B|incidents.people changes.tell termination.notice|reach everybody concerned|通知所有相关个人
report|person|S B|incidents.authority|report to the authority|向主管部门报告
contain|person|S B|incidents.contain|contain the incident|控制事件
secure-account|worker|S|incidents.account|secure the account|保护账号安全
remedy|person|S||give the remedy that was stated|落实已说明的补救措施
publish-version|person|S G|changes.publish|publish a version that says what is so|发布如实说明的新版本
renew|person|S G|protection.evidence|renew evidence before it ends|证明材料到期前更新
clear-quarantine|worker||sources|confirm the source, or erase the batch|确认来源，否则删除该批数据
review-hold|person|S||review what is kept back from erasure|复核留存措施
resolve-finding|person|S G|protection.findings|resolve what a scan found|处理扫描发现的问题
act-in-bulk|worker|S||take a step on many requests|批量办理请求
rotate-keys|worker|S||wrap the vault's keys under a new one|轮换保险库密钥
retire-keys|worker|S||destroy old keys of the vault|销毁保险库旧密钥
assist-controller|worker|S|requests.forward|hand it to the controller whose data it is|转交数据所属处理者
"""


def _read(line: str) -> Kind:
    id_, hand, breach, clauses, en, zh = line.split("|")
    hands: dict[str, Hand] = {"worker": "worker", "person": "person", "children": "children"}
    return Kind(id_, hands[hand], frozenset(breach.split()), tuple(clauses.split()), en, zh)


KINDS = {kind.id: kind for kind in map(_read, _TABLE.strip().splitlines())}


def kind_of(id: str) -> Kind:  # noqa: A002  # it is the id of the kind
    """Return the kind called `id`. Raises BadDuty: the list is closed."""
    kind = KINDS.get(id)
    if kind is None:
        raise BadDuty(BAD_DUTY, rule=Plain("its kind is none of the list"), rule_zh=Plain("种类不在列表中"))
    return kind
