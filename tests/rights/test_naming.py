"""Letters speak in words: no id of a clause, a law, a place or a reason stands in one, in either language."""

from __future__ import annotations

import re

import pytest

from tests.rights.desks import NAMES, OFFICER, OTHER, Office, at, shelf_of
from troth.rights import KINDS, Acceptance, Refusal
from troth.rights.clocks import terms_of
from troth.rights.naming import clause_name, place_name, reason_name, remainder_name

BOTH = {"en": "This is why.", "zh": "理由如下。"}
RAW = re.compile(
    r"\b[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9-]+)+\b|\b(?:crm|lawful-record|[a-z]+-administration)\b"
)


def words(letter):
    """A letter without numbers of cases, addresses and days."""
    return re.sub(r"case(-[b-z]{4}){3}|\S+@\S+|https?://\S+|\d{4}-\d\d-\d\d|\d+(\.\d+)+", "", letter)


@pytest.mark.parametrize("policy", NAMES)
def test_what_sets_a_time_has_a_name_in_both_languages(policy):
    compiled = shelf_of(policy).current(policy)
    office = Office(policy, at("2026-02-10 10:00"))
    office.know("u-1")
    for kind in ("access", "delete", "cancel-account", "question", "complaint"):
        case = office.receive(kind)
        for term in terms_of(compiled, case, "answer"):
            for language in ("en", "zh"):
                name = clause_name(compiled, term.source, language)
                assert not RAW.search(re.sub(r"\d+(\.\d+)+", "", name)), (kind, term.source, name)
    assert KINDS


def test_a_letter_has_no_raw_ids():
    office = Office("joinbase", at("2026-02-10 10:00"), places=("vault", "crm"))
    office.know("u-1")
    case = office.desk.accept(
        "joinbase", office.sign_in(office.receive("delete")).id, OFFICER, Acceptance("ceased-use")
    )
    office.work(case, state="held", why=("lawful-record",))
    office.desk.tick("joinbase")
    letter = office.desk.letter("joinbase", case.id)
    assert "个人信息保险库：删除" in letter["zh"]
    assert "认定方法》第 6 类" in letter["zh"]
    assert "您可以在 30 日内提出异议" in letter["zh"]
    assert "您也可以向网信部门投诉，或向有管辖权的人民法院提起诉讼。" in letter["zh"]
    refused = office.sign_in(office.receive("delete"))
    said = Refusal("malice", {"evidence": "e"}, BOTH, "no part")
    office.desk.refuse("joinbase", refused.id, OFFICER, said, (OTHER.who,))
    for each in (letter, office.desk.letter("joinbase", refused.id)):
        for language in ("en", "zh"):
            assert RAW.findall(words(each[language])) == [], each[language]


def test_what_nobody_named_is_said_in_general_words():
    compiled = shelf_of("joinbase").current("joinbase")
    assert clause_name(compiled, "no.such", "zh") == "隐私政策"
    assert clause_name(compiled, "law.pipl.rights", "en") == "your rights by law"
    assert place_name("crm", {"crm": "客户系统"}, "zh") == "客户系统"
    assert place_name("crm", {}, "en") == "one of our systems"
    assert reason_name(compiled, "nothing-known", "en") == "a reason that is on record with us"
    assert remainder_name("freed-blocks", "zh") == "磁盘上已释放、尚未覆写的存储块"
    assert remainder_name("something", "en") == "copies that only lapse with time"
