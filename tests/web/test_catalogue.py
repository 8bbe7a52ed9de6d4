"""Every text in both languages, every closed word with a name, nothing missing and nothing left over."""

from __future__ import annotations

import re
import string

import pytest

from tests.house.messages import CHINESE, HALF_WIDTH
from tests.web.people import ROOT
from troth.notices import LABELS
from troth.policy import Policy, promises
from troth.policy.terms import ATOM_KINDS
from troth.vocabulary import (
    BASES,
    FORMS,
    OCCASIONS,
    RELATIONS,
    Act,
    ActorKind,
    How,
    Level,
    RecipientRole,
    Verdict,
)
from troth.web.frame import TEXTS, known, period, said, text
from troth.web.frame.catalogue import _PAGES
from troth.web.frame.vocabulary import AS_PUBLISHED, WORDS

WEB = ROOT / "src" / "troth" / "web"
TEMPLATES = sorted(WEB.glob("*/templates/*.html"))
ELSEWHERE = [*(WEB.parent / "cli" / "commands").glob("*.py"), WEB.parent / "holdings" / "errors.py"]
"""Who uses words that the pages share with the terminal (`troth.vocabulary.PLACE_WORDS`)."""
SAME_IN_BOTH = {"storage.indexed-db", "scanwhat.iccid", "scanwhat.imei", "scanwhat.imsi"}


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def used_keys() -> tuple[set[str], set[str]]:
    """The keys that templates and code name, and the beginnings of those that they put together."""
    source = "\n".join(
        path.read_text()
        for path in [*TEMPLATES, *WEB.glob("*/*.py"), *ELSEWHERE]
        if "catalogue" not in path.name
    )
    whole = set(re.findall(r"['\"]([a-z-]+(?:\.[a-zA-Z-]+)+)['\"]", source))
    parts = set(re.findall(r"t\('([a-z.-]+\.)' ~", source)) | set(re.findall(r"f['\"]([a-z-]+\.)\{", source))
    areas = set(re.findall(r"(?:word|known)\(['\"]([a-z]+)['\"]", source)) | {"clause"}
    return whole, parts | {f"{area}." for area in areas}


def test_no_key_stands_twice():
    keys = [line.split("|")[0] for line in (_PAGES + WORDS).splitlines() if line.strip()]
    assert sorted(keys) == sorted(set(keys))


def test_what_a_published_text_calls_the_same_is_written_once():
    rows = [line.split("|") for line in WORDS.splitlines() if line.strip()]
    assert [key for key, en, zh in rows if LABELS.get(key) == (en, zh)] == []
    assert {key for key, _, _ in rows} & set(AS_PUBLISHED) == set()
    assert text("act.collect", "zh") == LABELS["act.collect"][1]


@pytest.mark.parametrize("key", sorted(TEXTS))
def test_a_text_is_whole_in_both_languages(key):
    found = TEXTS[key]
    assert found.en.strip()
    assert found.zh.strip()
    assert placeholders(found.en) == placeholders(found.zh)
    assert not CHINESE.search(found.en)
    bare = re.sub(r"\{\w+\}", "", found.zh)
    if key not in SAME_IN_BOTH and re.search(r"\w", bare):
        assert CHINESE.search(bare) or key.startswith("storage."), key
    assert not HALF_WIDTH.search(found.zh)
    assert "<" not in found.en + found.zh


def test_templates_name_only_texts_that_there_are():
    for path in TEMPLATES:
        for key in re.findall(r"\bt\('([^']+)'[,)]", path.read_text()):
            assert key in TEXTS, f"{path.name}: {key}"


def test_no_text_is_left_over():
    whole, parts = used_keys()
    left = [key for key in TEXTS if key not in whole and not key.startswith(tuple(parts))]
    assert left == []


CLOSED = {
    "act": [each.value for each in Act],
    "actor": [each.value for each in ActorKind],
    "role": [each.value for each in RecipientRole],
    "level": [each.value for each in Level],
    "how": [each.value for each in How],
    "verdict": [each.value for each in Verdict],
    "form": list(FORMS),
    "relation": sorted(RELATIONS),
    "basis": [*sorted(BASES), *(f"consent-{each.value}" for each in Level)],
    "occasion": sorted(OCCASIONS),
    "ask": ["consent", "agreement", "notice", "permission", "age"],
    "need": sorted((set(ATOM_KINDS) | {"instruction", "evidence"}) - {"any"}),
}


@pytest.mark.parametrize("area", CLOSED)
def test_every_closed_word_has_a_name(area):
    assert [word for word in CLOSED[area] if f"{area}.{word}" not in TEXTS] == []


def test_every_section_has_a_heading():
    head = "troth id version effective languages laws calendar region title section_gaps groups".split()
    sections = [name.replace("_", "-") for name in Policy.model_fields if name not in head]
    assert [name for name in sections if f"section.{name}" not in TEXTS] == []


def test_every_kind_of_promise_has_a_name(real):
    kinds = {
        each.kind
        for policy in real.gate.shelf.ids
        for each in promises(real.gate.shelf.current(policy).policy)
    }
    assert [kind for kind in sorted(kinds) if f"kind.{kind}" not in TEXTS] == []


@pytest.mark.parametrize(
    ("written", "zh", "en"),
    [
        ("15 working days", "15 个工作日", "15 working days"),
        ("1 day", "1 天", "1 day"),
        ("24 months", "24 个月", "24 months"),
        ("36 hours", "36 小时", "36 hours"),
        ("account-closed", "账号注销", "the account is closed"),
        ("moon-rises", "moon rises", "moon rises"),
    ],
)
def test_a_period_is_put_into_words(written, zh, en):
    assert (period(written, "zh"), period(written, "en")) == (zh, en)


def test_a_word_without_a_name_is_shown_as_it_is():
    assert known("act", "tele-port", "zh") == "tele port"
    assert text("me.record", "zh", number=7) == "记录号 7"


def test_what_is_said_in_the_other_language_is_marked(site):
    element = site.gate.shelf.current("shop").policy.data["phone"]
    assert said(element, "phone", "zh").tag == "zh-Hans"
    only_en = element.model_copy(update={"zh": None})
    assert (said(only_en, "phone", "zh").text, said(only_en, "phone", "zh").tag) == ("mobile number", "en")
    assert said(None, "phone", "zh").tag == ""
