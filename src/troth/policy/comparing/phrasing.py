"""Says values in plain words, in both languages, and why a change is material.

Rules
- An id is told by the text that its clause has in this language; what has none is told as it is written.
- Lists are sorted, so that the same change is always told the same way.

Example
    >>> Phrases(both).value(frozenset({"phone"}), "data", "en", both.new)
    'phone number'
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from troth.policy.clauses import Consented, ContinuedUse, Decides, Keep
from troth.policy.comparing.matters import LABELS
from troth.policy.comparing.shifts import Both
from troth.policy.file import Policy
from troth.policy.terms import Atom, Condition, Period
from troth.policy.wording import written

_WORDS = """
serve|give the function|提供功能
collect|collect|收集
use|use|使用
combine|combine|关联合并
read|read|查阅
profile|profile|用户画像
contact|contact|联系
keep|keep|保存
erase|erase|删除
instruct|instruct|下达指示
entrust|have processed on our behalf|委托处理
share|share|向他人提供
transfer|transfer|转让
disclose|make public|公开披露
export-abroad|send abroad|向境外提供
implied|implied|默示
explicit|explicit|明示
separate|separate|单独
written|written|书面
own-group|own group|同一主体内部
processor|processor|受托方
affiliate|affiliate|关联公司
partner|partner|合作方
third-party|third party|第三方
authority|authority|主管机关
successor|successor|承接方
agreement|agreement|对政策的同意
contract|contract|合同
legal-duty|legal duty|法定义务
instruction|instruction|指示
ground|listed exception|法定例外情形
none|none|无
any|any|任何信息
raw|as it is|原始形式
masked|masked|脱敏
keyed-code|keyed code|密钥编码
de-identified|de-identified|去标识化
aggregated|aggregated|汇总
anonymised|anonymised|匿名化
anonymise|anonymise|匿名化
restrict|restrict|限制处理
identified|identified|可识别信息
basic|basic|基本功能
additional|additional|附加功能
true|yes|是
false|no|否
visit|visit|本次访问
"""
_CLOSED = {
    word: {"en": en, "zh": zh} for word, en, zh in (line.split("|") for line in _WORDS.strip().splitlines())
}
_UNITS = {
    "minute": "分钟",
    "hour": "小时",
    "working day": "个工作日",
    "day": "日",
    "week": "周",
    "month": "个月",
    "year": "年",
}
_NOTHING = {"en": "nothing stated", "zh": "未写明"}
_JOIN = {"en": ", ", "zh": "、"}
_COLON = {"en": ": ", "zh": "："}
_AND = {"en": "; ", "zh": "；"}
_OR = {"en": " or ", "zh": "或"}
_KEEP = {
    "until": {"en": "until {}", "zh": "至 {}"},
    "for": {"en": "for {}", "zh": "为期{}"},
    "at-least": {"en": "at least {}", "zh": "至少{}"},
    "from": {"en": "from {}", "zh": "自 {} 起"},
    "then": {"en": "then {}", "zh": "之后{}"},
}


class Phrases:
    """Says the values of two versions in plain words."""

    def __init__(self, both: Both) -> None:
        """Take the names from the texts of `both`."""
        self._both = both

    def clause(self, clause: Any, language: str) -> str:
        """Return what a whole clause is told by: its text, its name, or nothing stated."""
        for name in (language, "name", "gap", "en", "zh"):
            text = getattr(clause, name, None)
            if text:
                return str(text)
        return _NOTHING[language] if clause is None else ""

    def value(self, value: Any, names: str, language: str, policy: Policy) -> str:
        """Return `value` in `language`; `names` is the section of `policy` whose texts name its words."""
        if value is None or value == frozenset():
            return _NOTHING[language]
        if isinstance(value, bool):
            return self._word(str(value).lower(), "", language, policy)
        if isinstance(value, str):
            return self._word(value, names, language, policy)
        if isinstance(value, Period):
            return (
                f"{value.count}{' ' * (value.unit in _UNITS)}{_UNITS[value.unit]}"
                if language == "zh"
                else str(value)
            )
        if isinstance(value, (frozenset, tuple, list)):
            parts = [self.value(each, names, language, policy) for each in value]
            ordered = parts if isinstance(value, tuple) else sorted(parts)
            return (_AND if any(isinstance(each, Atom) for each in value) else _JOIN)[language].join(ordered)
        return self._shaped(value, language, policy)

    def _shaped(self, value: Any, language: str, policy: Policy) -> str:
        if isinstance(value, Condition):
            keys = [
                f"{key}{_COLON[language]}{self.value(words, 'data' if key == 'data' else '', language, policy)}"
                for key, words in value.keys
            ]
            return _AND[language].join(keys) or _NOTHING[language]
        if isinstance(value, Atom):
            return self._atom(value, language, policy)
        if isinstance(value, Keep):
            return self._keep(value, language, policy)
        if isinstance(value, Consented):
            level = self.value(value.consent, "", language, policy)
            return (
                f"{LABELS_OF_CONSENT[language].format(level)} ({', '.join(value.by)})"
                if value.by != ("own",)
                else LABELS_OF_CONSENT[language].format(level)
            )
        if isinstance(value, (ContinuedUse, Decides)):
            parts = [self.value(each, "", language, policy) for _, each in value if each]
            return _JOIN[language].join(parts)
        if isinstance(value, Mapping):
            return str(written(value))
        return self.clause(value, language) if hasattr(type(value), "model_fields") else str(value)

    def _keep(self, keep: Keep, language: str, policy: Policy) -> str:
        parts = {
            "until": keep.until,
            "for": keep.for_,
            "at-least": keep.at_least,
            "from": keep.from_,
            "then": keep.then,
        }
        told = [
            _KEEP[key][language].format(self.value(each, "", language, policy))
            for key, each in parts.items()
            if each is not None
        ]
        return ("，" if language == "zh" else ", ").join(told)

    def _atom(self, atom: Atom, language: str, policy: Policy) -> str:
        if atom.kind == "any":
            return _OR[language].join(self._atom(each, language, policy) for each in atom.alternatives)
        if atom.kind == "evidence":
            return ", ".join(atom.words)
        said = [str(atom.kind)]
        if atom.level is not None:
            said = [f"{atom.kind}{_COLON[language]}{self.value(atom.level, '', language, policy)}"]
        if atom.words:
            said = [f"{atom.kind}{_COLON[language]}{_JOIN[language].join(atom.words)}"]
        if atom.age:
            said = [f"age{_COLON[language]}{atom.age}"]
        if atom.target:
            said.append(f"for {atom.target}")
        if atom.naming:
            said.append(f"naming {', '.join(atom.naming)}")
        if atom.by != ("own",):
            said.append(f"by {', '.join(atom.by)}")
        return " ".join(said)

    def _word(self, word: str, names: str, language: str, policy: Policy) -> str:
        if names and names not in {"acts", "roles-of-recipients"}:
            for each in (policy, self._both.new, self._both.old):
                text = _text(each, names, word, language)
                if text:
                    return text
        closed = _CLOSED.get(word)
        return closed[language] if closed else word


LABELS_OF_CONSENT = {"en": "{} consent", "zh": "{}同意"}


def _text(policy: Policy, names: str, word: str, language: str) -> str | None:
    if names == "purposes":
        found = policy.entry(word)
        clause: Any = found[1] if found else None
    elif names == "channels":
        clause = policy.messages.channels.get(word)
    elif names == "categories":
        clause = policy.trackers.categories.get(word)
    else:
        clause = getattr(policy, names, {}).get(word)
    if clause is None:
        return None
    text: str | None = getattr(clause, language, None)
    return text or getattr(clause, "name", None)


LAW_TEXTS: dict[str, dict[str, str]] = {
    "pipl.7": {"en": "PIPL 7", "zh": "《个人信息保护法》第七条"},
    "pipl.13": {"en": "PIPL 13", "zh": "《个人信息保护法》第十三条"},
    "pipl.14": {"en": "PIPL 14", "zh": "《个人信息保护法》第十四条"},
    "pipl.16": {"en": "PIPL 16", "zh": "《个人信息保护法》第十六条"},
    "pipl.17": {"en": "PIPL 17", "zh": "《个人信息保护法》第十七条"},
    "pipl.21": {"en": "PIPL 21", "zh": "《个人信息保护法》第二十一条"},
    "pipl.23": {"en": "PIPL 23", "zh": "《个人信息保护法》第二十三条"},
    "pipl.24": {"en": "PIPL 24", "zh": "《个人信息保护法》第二十四条"},
    "pipl.29": {"en": "PIPL 29", "zh": "《个人信息保护法》第二十九条"},
    "pipl.31": {"en": "PIPL 31", "zh": "《个人信息保护法》第三十一条"},
    "pipl.39": {"en": "PIPL 39", "zh": "《个人信息保护法》第三十九条"},
    "pipl.44": {"en": "PIPL 44", "zh": "《个人信息保护法》第四十四条"},
    "pipl.47": {"en": "PIPL 47", "zh": "《个人信息保护法》第四十七条"},
    "pipl.50": {"en": "PIPL 50", "zh": "《个人信息保护法》第五十条"},
    "pipl.51": {"en": "PIPL 51", "zh": "《个人信息保护法》第五十一条"},
    "pipl.57": {"en": "PIPL 57", "zh": "《个人信息保护法》第五十七条"},
}


def why_in_words(reason: str, language: str) -> str:
    """Return a reason of `weighing.reasons` in `language`."""
    if reason in LAW_TEXTS:
        return LAW_TEXTS[reason][language]
    word = reason.rpartition(" ")[2]
    return f"this policy's own word “{word}”" if language == "en" else f"本政策自定的重大变更“{word}”"


def matter_in_words(matter: str, language: str) -> str:
    """Return what a matter is called in `language`."""
    return LABELS[matter][language]  # type: ignore[index]  # a matter is a word
