"""`troth compare`: what changed between two versions of a policy, for whom, and whether people must hear of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from troth.cli.console import Json, Lang, language_of, print_json, read_file, say
from troth.policy import (
    Change,
    Comparison,
    Document,
    Policy,
    compare,
    examine,
    next_steps,
    unsound,
)


def compare_versions(
    old: Annotated[Path, typer.Argument(help="The older version.", show_default=False)],
    new: Annotated[Path, typer.Argument(help="The newer version.", show_default=False)],
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Compare two versions of a policy by what they mean; status 1 if a change is material."""
    before, after = _read(old, published=True), _read(new)
    found = compare(before[0], after[0], before[1], after[1])
    if json:
        print_json(found.as_data())
    else:
        _print(found, language_of(lang))
    if found.material:
        raise typer.Exit(1)


def _read(path: Path, published: bool = False) -> tuple[Policy, Document]:
    """Return the policy in the file and where each part of it stands.

    A published version never changes, so what today's checker holds against it does not hinder a comparison.

    Raises:
        FileError, Unreadable, Unsound: the file cannot be read, or is no policy; or it has errors and is not published.
    """
    policy, findings, document = examine(read_file(path))
    faulty = not published and any(each.severity == "error" for each in findings)
    if policy is None or document is None or faulty:
        raise unsound(str(path), findings)
    return policy, document


_TEXTS = {
    "head": {"en": "{policy}: {old} -> {new}", "zh": "{policy}：{old} → {new}"},
    "count": {
        "en": "{changes}; {material}; {reduced}; purposes touched: {purposes}",
        "zh": "{changes}，{material}，{reduced}；涉及目的：{purposes}",
    },
    "material": {
        "en": "Material: people are told before it takes effect",
        "zh": "重大变更：生效前须告知个人",
    },
    "minor": {"en": "Not material", "zh": "非重大变更"},
    "wording": {"en": "Wording, for you to classify", "zh": "措辞调整，由您认定含义是否有变"},
    "next": {"en": "Next", "zh": "后续步骤"},
    "why": {"en": "why: ", "zh": "依据："},
    "whom": {"en": "touches: ", "zh": "涉及目的："},
    "reduces": {"en": " [reduces rights]", "zh": "【减损个人权利】"},
    "none": {"en": "none", "zh": "无"},
}


_COUNTED = {  # none, one, several
    "changes": {"en": ("no change", "1 change", "{} changes"), "zh": ("无变更", "变更 1 处", "变更 {} 处")},
    "of-material": {
        "en": ("none is material", "1 is material", "{} are material"),
        "zh": ("无重大变更", "其中重大变更 1 处", "其中重大变更 {} 处"),
    },
    "of-reduced": {
        "en": ("none reduces rights", "1 change reduces rights", "{} changes reduce rights"),
        "zh": ("不减损个人权利", "减损个人权利 1 处", "减损个人权利 {} 处"),
    },
    "reworded": {
        "en": (
            "No change in meaning.",
            "No rule changed; 1 text was reworded: classify it.",
            "No rule changed; {} texts were reworded: classify each.",
        ),
        "zh": (
            "含义没有变化。",
            "规则没有变化；措辞调整 1 处，请认定含义是否有变。",
            "规则没有变化；措辞调整 {} 处，请逐一认定含义是否有变。",
        ),
    },
}


def _counted(key: str, count: int, language: str) -> str:
    return _COUNTED[key][language][min(count, 2)].format(count)


def _print(found: Comparison, language: str) -> None:
    comma = "、" if language == "zh" else ", "

    def text(key: str, **values: object) -> str:
        return _TEXTS[key][language].format(**values)

    say(text("head", policy=found.policy, old=found.old, new=found.new))
    material = [each for each in found.changes if each.material]
    if not found.changes:
        say(_counted("reworded", len(found.reworded), language))
    else:
        reduced = sum(each.reduces_rights for each in found.changes)
        say(
            text(
                "count",
                changes=_counted("changes", len(found.changes), language),
                material=_counted("of-material", len(material), language),
                reduced=_counted("of-reduced", reduced, language),
                purposes=comma.join(found.purposes) or text("none"),
            )
        )
    _group(text("material"), material, language, comma)
    _group(text("minor"), [each for each in found.changes if not each.material], language, comma)
    if found.wording:
        say(f"\n{text('wording')}")
        for wording in found.wording:
            say(f"  {wording.clause}.{wording.field}{_lines(wording.lines, language)}")
    steps = next_steps(found, language)
    if steps:
        say(f"\n{text('next')}")
        for step in steps:
            say(f"  - {step}")


def _group(title: str, changes: Sequence[Change], language: str, comma: str) -> None:
    if changes:
        say(f"\n{title}")
    for each in changes:
        mark = _TEXTS["reduces"][language] if each.reduces_rights else ""
        say(f"  {each.at}{_lines(each.lines, language)}{mark}")
        say(f"    {each.text(language)}")
        if each.why:
            reasons = comma.join(each.reasons(language))
            say(f"    {_TEXTS['why'][language]}{reasons}")
        if each.purposes:
            say(f"    {_TEXTS['whom'][language]}{comma.join(each.purposes)}")


def _lines(lines: tuple[int | None, int | None], language: str) -> str:
    """Return where it stands, such as ` (line 12 -> 14)`."""
    told = [str(each) if each is not None else "-" for each in lines]
    if told == ["-", "-"]:
        return ""
    return f"（第 {told[0]} 行 → 第 {told[1]} 行）" if language == "zh" else f" (line {told[0]} -> {told[1]})"
