"""Names in letters: what a clause, a law, a place, a reason or a remainder is called in the reader's language, never its id.

Rules
- A clause is called by its own text in the policy, a law by its citation; what the policy does not name is said in general words.
- A place is called as its data map says, the vault by a name of ours; one without a name is "one of our systems".

Example
    >>> clause_name(compiled, "app.6", "zh")
    '《App违法违规收集使用个人信息行为认定方法》第 6 类'
"""

from __future__ import annotations

from collections.abc import Mapping

from troth.calendars import UNITS_ZH
from troth.notices import LABELS
from troth.policy import Compiled, citation, parse_period

VAULT = "vault"
_PLACES = {VAULT: ("our vault of personal data", "个人信息保险库")}
_A_PLACE = ("one of our systems", "我们的一个业务系统")
_POLICY = ("our privacy policy", "隐私政策")
OURS = "duties."
"""What begins the source of a limit that the program sets where the policy says nothing."""
_REASON = ("a reason that is on record with us", "有据可查的其他原因")
_REMAINDER = ("copies that only lapse with time", "须待到期才会消除的副本")
_RIGHTS = ("your rights by law", "法律规定的个人权利")
REASONS = {
    "withdrawn": ("the request was taken back", "请求已撤回"),
    "lapsed": ("the request lapsed", "请求已失效"),
    "hold": ("a legal hold", "依法保全"),
}
REMAINDERS = {
    "freed-blocks": ("blocks of the disk that are free again and not overwritten yet", "磁盘上已释放、尚未覆写的存储块"),
    "copies-of-files": ("copies that somebody made of whole files", "他人另行复制的整份文件"),
    "replicas": ("replicas that the storage keeps by itself", "存储系统自行保留的副本"),
    "row-versions": ("old versions of rows, until the database cleans up", "数据库清理前的旧版本记录"),
    "write-ahead-log": ("the log of the database, until it is written over", "数据库日志（将被循环覆盖）"),
    "undo-log": ("the log of the database, until it is written over", "数据库日志（将被循环覆盖）"),
    "redo-log": ("the log of the database, until it is written over", "数据库日志（将被循环覆盖）"),
    "what-the-service-keeps": ("what the service keeps by itself", "该服务自行留存的内容"),
    "rows-of-two": ("entries that are about somebody else, too, and stay put aside", "同时涉及他人的记录（继续限制处理）"),
    "not-restricted": ("there is no way to lock it away there, so no use of it is permitted", "该处无法单独封存，一律不予使用"),
}  # fmt: skip


def clause_name(compiled: Compiled, source: str, language: str) -> str:
    """Return what set a time: a law as it is cited, or what the policy says in its own words."""
    try:
        return citation(source, language)
    except KeyError:
        pass
    zh = language == "zh"
    if source.startswith("law."):
        return _RIGHTS[zh]
    words = _texts(compiled, language).get(source, "")
    if not words:
        return _POLICY[zh]
    return f"{_POLICY[1]}“{words}”" if zh else f"{_POLICY[0]}, “{words}”"


def source_name(source: str, language: str) -> str:
    """Return what set a time where no policy is at hand: a law as it is cited, what is ours in words, a clause by its id."""
    try:
        return citation(source, language)
    except KeyError:
        pass
    zh = language == "zh"
    return _RIGHTS[zh] if source.startswith("law.") else _POLICY[zh] if source.startswith(OURS) else source


def place_name(place: str, names: Mapping[str, str], language: str) -> str:
    """Return what a place is called: as `names` (of its data map) say, else by a name of ours."""
    return names.get(place) or _PLACES.get(place, _A_PLACE)[language == "zh"]


def reason_name(compiled: Compiled, reason: str, language: str) -> str:
    """Return why something was kept or left undone: a purpose or ground that keeps it, or a reason of the list."""
    entry = compiled.policy.entry(reason)
    tables = (table.list.get(reason) for table in compiled.policy.grounds.values())
    for clause in (entry[1] if entry is not None else None, *tables):
        own = (clause.zh if language == "zh" else clause.en) if clause is not None else None
        if own:
            return str(own)
    return REASONS.get(reason, _REASON)[language == "zh"]


def label_name(list_: str, id_: str, otherwise: tuple[str, str], zh: bool) -> str:
    """Return what an id of a closed list (`authority`, `court`, `rejection`) is called in published texts, else `otherwise`."""
    return LABELS.get(f"{list_}.{id_}", otherwise)[zh]


def period_name(period: str, zh: bool) -> str:
    """Return a period in words: `30 days`, `30 日`."""
    if not zh:
        return period
    read = parse_period(period)
    return f"{read.count} {UNITS_ZH[read.unit]}"


def remainder_name(remainder: str, language: str) -> str:
    """Return what could not be reached in a place."""
    return REMAINDERS.get(remainder, _REMAINDER)[language == "zh"]


def _texts(compiled: Compiled, language: str) -> Mapping[str, str]:
    """Return the text of every clause by its id; worked out once for each version of a policy."""
    place = ("texts", language)
    if place not in compiled.plans:
        compiled.plans[place] = {
            name: str((clause.zh if language == "zh" else clause.en) or "")
            for name, clause in compiled.policy.clauses()
        }
    found: Mapping[str, str] = compiled.plans[place]
    return found
