"""The kinds of request: a closed list, as data. Who may open one, what proof it takes, and what is done on acceptance.

Rules
- `openers` are roles. A relative speaks for somebody who died, within article 49 of the law only; an agent and a guardian
  prove that they may speak; an operator opens what came by mail or telephone for the person named there.
- `proof` is the least strength of the proof of identity (`proving`); 0 where the person can lose nothing by it. A kind that
  acts on data never has 0, which is checked when this module is read.
- `acts` are what every place that holds data is ordered to do once the case is accepted.
- `right` and `clock` are the ids under which a policy file may set its terms (`rights.ID`, `requests.kinds.ID`).

Example
    >>> kind_of("delete").acts
    ('erase',)
"""

from __future__ import annotations

from dataclasses import dataclass

from troth.rights.errors import UNKNOWN_KIND, BadCase

PERSONS = ("subject", "guardian", "relative", "agent", "administrator", "authority", "anyone")
"""The roles of those who ask."""
STAFF = ("operator", "officer")
"""The roles of those who answer; `officer` decides."""
ROLES = (*PERSONS, *STAFF, "system")


@dataclass(frozen=True)
class Kind:
    """A kind of request; `en` and `zh` name it for people. `plain`: it may be answered without proof."""

    id: str
    right: str
    openers: frozenset[str]
    proof: int
    acts: tuple[str, ...]
    plain: bool
    en: str
    zh: str

    @property
    def erases(self) -> bool:
        """Whether acceptance destroys something, so that it cannot be taken back."""
        return "erase" in self.acts

    @property
    def final(self) -> bool:
        """Whether acceptance destroys something or gives it to somebody else: two persons decide that."""
        return self.erases or self.id in ("release", "disclose", "transfer")

    @property
    def recallable(self) -> bool:
        """Whether the person may still take it back once it is accepted."""
        return not self.erases and self.id not in ("release", "disclose")


_OWN = "subject guardian agent operator"
_ALL = "subject guardian relative agent operator"
_ANY = "subject guardian relative agent administrator anyone operator"
_TABLE = f"""
access|access|{_ALL}|2|export||see what is held|查阅个人信息
copy|copy|{_ALL}|2|export||receive a copy|获取个人信息副本
transfer|transfer|{_ALL}|2|export||have a copy sent to somebody|转移个人信息
inquire|inquire|{_ALL}|2|find||ask what is held|查询个人信息
correct|correct|{_ALL}|2|correct||have something put right|更正个人信息
complete|correct|{_ALL}|2|correct||have something completed|补充个人信息
delete|delete|{_ALL}|2|erase||have data erased|删除个人信息
withdraw|withdraw|{_OWN}|0|||take back a consent|撤回同意
restrict|restrict|{_OWN}|2|restrict||have processing restricted|限制处理
object|object|{_OWN}|0|||object to processing|拒绝处理
preferences|preferences|{_OWN}|0|||set preferences|设置隐私偏好
cancel-account|cancel-account|{_OWN}|2|erase||close the account|注销账号
object-automated|object-automated|{_OWN} administrator|2|||object to an automated decision|对自动化决策提出异议
explain|explain|{_ANY}|0||plain|have the rules explained|要求解释处理规则
remove-minor|delete|guardian operator|2|erase||remove a child's data|删除未成年人信息
complaint|complain|{_ANY}|0||plain|complain|投诉
question|question|{_ANY}|0||plain|ask a question|咨询
cancellation-question|cancel-account|{_ANY}|0||plain|ask about closing the account|注销咨询
suggestion|suggestion|{_ANY}|0||plain|make a suggestion|建议
infringement|infringement-notice|{_ANY}|0||plain|report an infringement|侵权通知
release|release|authority operator|3|export||a demand for release|依法提供
disclose|disclose|operator|3|export||disclose publicly|公开披露
unsorted|unsorted|{_ANY}|2||plain|not sorted yet|尚未归类
"""


def _read(line: str) -> Kind:
    id_, right, openers, proof, acts, plain, en, zh = line.split("|")
    kind = Kind(id_, right, frozenset(openers.split()), int(proof), tuple(acts.split()), bool(plain), en, zh)
    if kind.acts and not kind.proof:
        raise BadCase(UNKNOWN_KIND)
    return kind


KINDS: dict[str, Kind] = {kind.id: kind for kind in map(_read, _TABLE.strip().splitlines())}


def kind_of(id: str) -> Kind:  # noqa: A002  # it is the id of the kind
    """Return the kind called `id`. Raises BadCase: the list is closed."""
    kind = KINDS.get(id)
    if kind is None:
        raise BadCase(UNKNOWN_KIND)
    return kind
