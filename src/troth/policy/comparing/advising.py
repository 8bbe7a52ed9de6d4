"""What an officer does next with a comparison.

Rules
- Advice follows from the comparison alone; it starts nothing.
- Nobody is told to publish while a reworded text is not classified: it may mean something else, and be material.

Example
    >>> next_steps(compare(old, old), "en")
    []
"""

from __future__ import annotations

from troth.policy.comparing.comparison import Comparison
from troth.policy.comparing.matters import Matter

_STEPS = {
    "version": {
        "en": "Give the new text a version of its own: a published version never changes.",
        "zh": "请为新文本编写新的版本号：已发布的版本不得改动。",
    },
    "tell": {
        "en": "Announce the new version, and tell each person, before it takes effect (`changes` in the file).",
        "zh": "在生效前公布新版本并逐一告知个人（见文件中的 `changes`）。",
    },
    "agree": {
        "en": "Ask again for these purposes, from everybody who agreed to the old version: {purposes}.",
        "zh": "对同意过旧版本的个人，就下列目的重新取得同意：{purposes}。",
    },
    "reduced": {
        "en": "Ask for explicit agreement to what reduces rights ({clauses}); until then the old terms hold.",
        "zh": "减损个人权利的变更（{clauses}）须取得明示同意，此前适用旧版条款。",
    },
    "ended": {
        "en": "Erase or anonymise what only these purposes kept: {purposes}.",
        "zh": "删除或匿名化仅为下列目的保存的信息：{purposes}。",
    },
    "recipients": {
        "en": "Tell people who receives what, and have the agreements signed, before anything is given to: {recipients}.",
        "zh": "向下列接收方提供信息前，先告知个人并完成协议签署：{recipients}。",
    },
    "classify": {
        "en": "Classify each of the {count} reworded texts: the same meaning, or another, which counts as material.",
        "zh": "请逐一认定 {count} 处措辞调整：含义未变，或含义有变；有变的按重大变更处理。",
    },
    "classify-one": {
        "en": "Classify the reworded text: the same meaning, or another, which counts as material.",
        "zh": "请认定 1 处措辞调整：含义未变，或含义有变；有变的按重大变更处理。",
    },
    "publish": {
        "en": "Nothing is material: publish the new version; nobody has to agree again.",
        "zh": "无重大变更：可直接公布新版本，无需重新取得同意。",
    },
}


def next_steps(found: Comparison, language: str) -> list[str]:
    """Return what an officer does next, in `language`, one line each; none if nothing differs."""
    join = "、" if language == "zh" else ", "
    told: list[tuple[str, dict[str, object]]] = []
    if not found.changes and not found.wording:
        return []
    if found.old == found.new:
        told.append(("version", {}))
    if found.material:
        told.append(("tell", {}))
        anew = sorted(
            {name for each in found.changes if each.material for name in each.purposes} - _ended(found)
        )
        if anew:
            told.append(("agree", {"purposes": join.join(anew)}))
    reduced = dict.fromkeys(each.clause for each in found.changes if each.reduces_rights)
    if reduced:
        told.append(("reduced", {"clauses": join.join(reduced)}))
    if _ended(found):
        told.append(("ended", {"purposes": join.join(sorted(_ended(found)))}))
    recipients = [
        each.clause.partition(".")[2]
        for each in found.changes
        if each.what is Matter.RECIPIENT and each.change == "added" and each.clause.startswith("recipients.")
    ]
    if recipients:
        told.append(("recipients", {"recipients": join.join(recipients)}))
    if found.reworded:
        told.append(
            ("classify" if len(found.reworded) > 1 else "classify-one", {"count": len(found.reworded)})
        )
    if not found.material and not found.reworded:
        told.append(("publish", {}))
    return [_STEPS[key][language].format(**values) for key, values in told]


def _ended(found: Comparison) -> set[str]:
    """Return the purposes that the new version no longer has."""
    kinds = {Matter.PURPOSE, Matter.MESSAGE, Matter.TRACKER}
    return {
        each.clause.rpartition(".")[2]
        for each in found.changes
        if each.what in kinds and each.change == "removed" and each.clause.rpartition(".")[2] in each.purposes
    }
