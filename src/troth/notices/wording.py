"""The sentences that prompts are made of, in both languages.

Rules
- Short, in the words people use; the zh sentence is written, not translated.
- `{...}` is filled with names from the policy. No sentence promises anything that the policy does not.

Example
    >>> joined(["name", "phone"], "zh")
    'name、phone'
"""

from __future__ import annotations

from collections.abc import Iterable

from troth.vocabulary import Level

PHRASES: dict[str, dict[str, str]] = {
    "consent": {"en": "Do you agree: {what}", "zh": "是否同意：{what}"},
    "guardian": {"en": "As the guardian, do you agree: {what}", "zh": "作为监护人，是否同意：{what}"},
    "who": {"en": "Who asks: {who}", "zh": "处理者：{who}"},
    "data": {"en": "Data: {data}", "zh": "涉及信息：{data}"},
    "sensitive": {
        "en": "Sensitive among them, because a leak could easily harm you: {data}",
        "zh": "其中属于敏感个人信息，一旦泄露容易造成损害：{data}",
    },
    "recipient": {"en": "Who receives them: {who}", "zh": "接收方：{who}"},
    "recipient-contact": {"en": "How to reach the receiver: {contact}", "zh": "接收方联系方式：{contact}"},
    "abroad": {"en": "They leave for: {region}", "zh": "将提供至境外：{region}"},
    "acts": {"en": "What would be done: {acts}", "zh": "处理方式：{acts}"},
    "kept": {"en": "Kept until or for: {period}", "zh": "保存期限：{period}"},
    "kept-not": {"en": "Not kept after use.", "zh": "使用后不予保存。"},
    "loses": {
        "en": "If you say no, you lose only this: {lost}. Everything else works as before.",
        "zh": "不同意仅影响：{lost}，其他功能照常使用。",
    },
    "level": {"en": "Your answer counts as: {level}", "zh": "您的选择将作为：{level}"},
    "withdraw": {
        "en": "You can take it back at any time in the privacy centre; what was done before stays lawful.",
        "zh": "您可随时在隐私中心撤回同意；撤回不影响此前已进行的处理。",
    },
    "agreement": {
        "en": "Do you agree to the privacy policy “{title}”, version {version}?",
        "zh": "是否同意《{title}》（版本 {version}）？",
    },
    "hash": {"en": "Fingerprint of this version: {hash}", "zh": "本版本指纹：{hash}"},
    "disagree": {
        "en": "If you say no, only what needs no personal data of yours goes on.",
        "zh": "不同意时，仅可使用无需处理您个人信息的功能。",
    },
    "notice": {"en": "Before this happens, please read: {what}", "zh": "处理前请阅读：{what}"},
    "permission": {"en": "May the app use: {what}", "zh": "是否允许应用使用：{what}"},
    "serves": {"en": "Only for: {functions}", "zh": "仅用于：{functions}"},
    "permission-no": {
        "en": "If you say no, only these functions are missing. You can change it in the device settings.",
        "zh": "不允许时仅上述功能不可用，可随时在设备设置中更改。",
    },
    "age": {
        "en": "How old are you? Different rules protect people under {ages}.",
        "zh": "您的年龄是？未满 {ages} 周岁的用户适用特别保护规则。",
    },
    "age-yes": {
        "en": "Yes means: I am {age} or older. You can also state your age, or not say; then what needs it stays closed.",
        "zh": "选择“同意”即表示您已满 {age} 周岁；您也可填写年龄，或选择不提供，此时需要年龄的功能将不可用。",
    },
    "age-use": {
        "en": "Your answer is kept only to apply these rules.",
        "zh": "您的回答仅用于适用上述规则。",
    },
    "last": {
        "en": "Your last answer on this: {state} (record {sequence}).",
        "zh": "您此前的选择：{state}（记录号 {sequence}）。",
    },
    "version": {"en": "Under: {title}, version {version}.", "zh": "依据：《{title}》，版本 {version}。"},
}

LEVELS: dict[Level, dict[str, str]] = {
    Level.IMPLIED: {"en": "consent by going on", "zh": "继续使用即表示同意"},
    Level.EXPLICIT: {"en": "explicit consent", "zh": "明示同意"},
    Level.SEPARATE: {"en": "separate consent, for this alone", "zh": "单独同意，仅针对此事项"},
    Level.WRITTEN: {"en": "written consent", "zh": "书面同意"},
}

STATES: dict[str, dict[str, str]] = {
    "given": {"en": "agreed", "zh": "已同意"},
    "refused": {"en": "refused", "zh": "已拒绝"},
    "withdrawn": {"en": "withdrawn", "zh": "已撤回"},
    "expired": {"en": "expired", "zh": "已到期"},
    "granted": {"en": "allowed", "zh": "已允许"},
    "denied": {"en": "not allowed", "zh": "未允许"},
    "shown": {"en": "read", "zh": "已阅读"},
    "declared": {"en": "answered", "zh": "已填写"},
}

ACTS: dict[str, dict[str, str]] = {
    "serve": {"en": "give the function", "zh": "提供功能"},
    "collect": {"en": "collect", "zh": "收集"},
    "use": {"en": "use", "zh": "使用"},
    "combine": {"en": "combine", "zh": "关联合并"},
    "read": {"en": "read", "zh": "查阅"},
    "profile": {"en": "profile", "zh": "用户画像"},
    "contact": {"en": "contact you", "zh": "与您联系"},
    "keep": {"en": "keep", "zh": "保存"},
    "erase": {"en": "erase", "zh": "删除"},
    "entrust": {"en": "have it processed on our behalf", "zh": "委托处理"},
    "share": {"en": "share", "zh": "向他人提供"},
    "transfer": {"en": "transfer", "zh": "转让"},
    "disclose": {"en": "make public", "zh": "公开披露"},
}
"""What an act is called before a person."""


def joined(names: Iterable[str], language: str) -> str:
    """Return `names` as a list in running text."""
    return ("、" if language == "zh" else ", ").join(names)
