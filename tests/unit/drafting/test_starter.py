"""A starter file for every combination of answers: it checks clean, asks before and permits after."""

from __future__ import annotations

import itertools
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from troth.decisions import Facts, Request, Wish
from troth.decisions import decide as _decide
from troth.decisions.facts import Agreed, Consent, Record
from troth.drafting import (
    ACTIVITIES,
    KINDS,
    MINORS,
    QUESTIONS,
    BadAnswers,
    answers_from,
    faults_of,
    fitting_kinds,
    starter,
)
from troth.drafting.remarks import _BY_KEY, remark
from troth.notices import PARTS, Language, page_body, prompt_of, publish
from troth.policy import advise, examine, load, read
from troth.policy.errors import Unreadable
from troth.vocabulary import Act, Level, Verdict

LANGUAGES: tuple[Language, ...] = ("en", "zh")
NASTY = [
    'say "hello": yes',
    "it's: - [a, {b}] # no",
    "line one\nline two\r\n\ttab",
    "👩 family 🎉",
    "茶山（上海）有限公司",
    "# not a remark",
    "{{ 7 * 7 }} ${x} %s",
    "<script>alert(1)</script>",
    "- item",
    "&anchor *alias !tag",
    '\\u200b \\" \\',
    "true",
    "null",
    "~",
    "1234567",
    "x" * 200,
    "茶" * 200,
    "---\nid: other",
    "'",
    "]",
]


def decide(compiled, known, step):
    """The answer, without everything that it was asked about: a failure stays readable."""
    return SimpleNamespace(
        **{key: getattr(_decide(compiled, known, step), key) for key in ("verdict", "only")}
    )


def given_answers(**more):
    """Plain answers that have no fault."""
    return {
        "name": {"en": "Tea Ltd", "zh": "茶山有限公司"},
        "contact": "privacy@tea.example",
        "products": ["Tea Shop"],
        "activities": ["sign-up"],
        **more,
    }


def made(language="en", **more):
    return starter(answers_from(given_answers(**more)), language)


def facts(activities, **more):
    return Facts(agreed=Agreed(version="1.0", level=Level.EXPLICIT), age=30, **more)


def sign_up(product=None):
    return Request(
        act=Act.COLLECT,
        purpose="registration",
        function="sign-up",
        data=("phone", "password"),
        subject="person-1",
        product=product,
    )


@st.composite
def answered(draw):
    """All kinds of answers that have no fault."""
    activities = draw(st.lists(st.sampled_from([each.id for each in ACTIVITIES]), min_size=1, unique=True))
    kinds = [each.id for each in fitting_kinds(activities)]
    party = st.fixed_dictionaries(
        {"kind": st.sampled_from(kinds), "name": st.sampled_from(NASTY[:9])},
        optional={
            "region": st.sampled_from(["CN", "sg", "DE"]),
            "contact": st.sampled_from(["", "a@b.example", NASTY[0]]),
            "signed": st.booleans(),
        },
    )
    name = st.one_of(st.sampled_from(NASTY), st.fixed_dictionaries({"en": st.sampled_from(NASTY)}))
    return {
        "name": draw(name),
        "contact": "privacy@tea.example",
        "products": draw(st.lists(name, min_size=1, max_size=4)),
        "country": draw(st.sampled_from(["CN", "SG", "de"])),
        "laws": draw(st.sampled_from([[], ["pipl"]])),
        "activities": activities,
        "recipients": draw(st.lists(party, max_size=4, unique_by=lambda each: (each["kind"], each["name"]))),
        "minors": draw(st.sampled_from([each.id for each in MINORS])),
        "keep": draw(st.sampled_from(["at-once", "30 days", "2 years"])),
        "answer": draw(st.sampled_from(["1 working day", "15 working days"])),
    }


@settings(max_examples=80)
@given(answered(), st.sampled_from(["en", "zh"]))
def test_any_answers_make_a_file_that_checks_clean_and_decides(given, language):
    built = starter(answers_from(given), language)
    _, findings, _ = examine(built.text)
    assert [each.line_text("en") for each in findings] == []
    compiled = load(built.text).compiled
    product = next(iter(compiled.policy.products))
    before, after = Facts(), facts(given["activities"])
    step = sign_up(product)
    if "sign-up" in given["activities"]:
        assert decide(compiled, before, step).verdict is Verdict.ASK
        answer = decide(compiled, after, step)
        assert (answer.verdict, set(answer.only)) == (Verdict.PERMIT, {"phone", "password"})
    else:
        assert decide(compiled, after, step).verdict is Verdict.REFUSE
    closed = facts(given["activities"], account="closed")
    assert decide(compiled, closed, step).verdict is Verdict.REFUSE
    assert decide(compiled, after, Request(act=Act.DISCLOSE, purpose="safe-operation", data=("ip-address",), subject="p")).verdict is Verdict.REFUSE  # fmt: skip


@settings(max_examples=60)
@given(answered())
def test_the_adviser_misses_only_what_the_officer_alone_can_know(given):
    # Typed words may say anything, and the adviser reads them too; so here names are plain.
    named = [{**each, "name": f"Company {place}"} for place, each in enumerate(given["recipients"])]
    plain = {**given, "name": "Tea Ltd", "products": ["Tea Shop"], "recipients": named}
    built = starter(answers_from(plain), "en")
    policy, _, document = examine(built.text)
    assert policy is not None
    assert document is not None
    advice = [each for each in advise(policy, document) if each.severity != "note"]
    assert [each.line_text("en") for each in advice if each.message.id != "advice.date-missing"] == []
    assert remark("effective", "en")[:40] in built.text, "the day of publication is left to the officer"


@pytest.mark.parametrize(
    "activities",
    [list(each) for size in (1, 2) for each in itertools.combinations([a.id for a in ACTIVITIES], size)],
)
def test_every_pair_of_activities_checks_clean(activities):
    for minors in MINORS:
        recipients = [{"kind": each.id, "name": "Example"} for each in fitting_kinds(activities)]
        built = made(activities=activities, recipients=recipients, minors=minors.id)
        assert examine(built.text)[1] == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_example_command_gets_ask_as_promised(language):
    for activity in ACTIVITIES:
        built = made(language, activities=[activity.id], products=["One", "Two"])
        words = list(built.ask)
        options = {words[i][2:]: words[i + 1] for i in range(len(words)) if words[i].startswith("--")}
        plain = words[: next(i for i, each in enumerate(words) if each.startswith("--"))]
        step = Request(act=Act(plain[0]), purpose=plain[1], data=tuple(plain[2:]), **options)
        compiled = load(built.text).compiled
        assert decide(compiled, Facts(), step).verdict is Verdict.ASK
        assert decide(compiled, facts([activity.id]), step).verdict is Verdict.PERMIT


def test_what_was_not_chosen_is_refused():
    compiled = load(made().text).compiled
    for activity, purpose, element in [
        ("buy", "ordering", "order-details"),
        ("location", "nearby", "location"),
        ("camera", "pictures", "picture"),
        ("analytics", "visit-counting", "visitor-id"),
    ]:
        step = Request(act=Act.COLLECT, purpose=purpose, function=purpose, data=(element,), subject="p")
        assert decide(compiled, facts(["sign-up"]), step).verdict is Verdict.REFUSE, activity


def test_location_needs_a_separate_consent_and_the_permission():
    compiled = load(made(activities=["location"]).text).compiled
    step = Request(act=Act.COLLECT, purpose="nearby", function="nearby", data=("location",), subject="p")
    consent = Consent(for_="nearby", level=Level.EXPLICIT)
    assert decide(compiled, facts([], permissions={"location": "granted"}), step).verdict is Verdict.ASK
    weak = facts([], permissions={"location": "granted"}, consents=(consent,))
    assert decide(compiled, weak, step).verdict is Verdict.ASK
    yes = [Consent(for_="nearby", level=Level.SEPARATE)]
    untold = facts([], permissions={"location": "granted"}, consents=yes)
    assert decide(compiled, untold, step).verdict is Verdict.ASK, "PIPL 30: why, and what it means"
    strong = facts(
        [], permissions={"location": "granted"}, consents=yes, told=frozenset({"necessity", "impact"})
    )
    assert decide(compiled, strong, step).verdict is Verdict.PERMIT
    assert decide(compiled, facts([], permissions={"location": "denied"}), step).verdict is Verdict.REFUSE


@pytest.mark.parametrize(("signed", "verdict"), [(True, Verdict.PERMIT), (False, Verdict.REFUSE)])
def test_nothing_is_passed_on_before_a_contract_is_signed(signed, verdict):
    party = {"kind": "sms", "name": "Example Messages", "signed": signed}
    compiled = load(made(recipients=[party]).text).compiled
    step = Request(
        act=Act.ENTRUST,
        purpose="registration",
        function="sign-up",
        data=("phone",),
        subject="p",
        recipient="sms",
    )
    stored = facts([], records={"phone": Record(collected_for=("registration",))})
    assert decide(compiled, stored, step).verdict is verdict


def test_a_payment_company_needs_the_separate_consent_that_names_it():
    party = {"kind": "payment", "name": "Example Pay", "signed": True}
    compiled = load(made(activities=["buy"], recipients=[party]).text).compiled
    step = Request(
        act=Act.SHARE,
        purpose="paying",
        function="pay",
        data=("order-details",),
        subject="p",
        recipient="payment",
    )
    assert decide(compiled, facts([]), step).verdict is Verdict.ASK
    unnamed = facts([], consents=(Consent(for_="paying", level=Level.SEPARATE),))
    assert decide(compiled, unnamed, step).verdict is Verdict.ASK
    named = facts([], consents=(Consent(for_="paying", level=Level.SEPARATE, recipients=("payment",)),))
    assert decide(compiled, named, step).verdict is Verdict.PERMIT


@pytest.mark.parametrize("laws", [[], ["pipl"]])
def test_nothing_goes_abroad_without_a_consent_that_names_who(laws):
    party = {"kind": "hosting", "name": "Example Cloud", "region": "SG", "signed": True}
    compiled = load(made(recipients=[party], laws=laws).text).compiled
    step = Request(
        act=Act.ENTRUST,
        purpose="registration",
        function="sign-up",
        data=("phone",),
        subject="p",
        recipient="hosting",
    )
    assert decide(compiled, facts([]), step).verdict is not Verdict.PERMIT


@pytest.mark.parametrize(
    ("minors", "age", "verdict"),
    [
        ("no", None, Verdict.PERMIT),
        ("no", 13, Verdict.REFUSE),
        ("no", 14, Verdict.PERMIT),
        ("yes", None, Verdict.ASK),
        ("yes", 13, Verdict.ASK),
        ("unsure", None, Verdict.ASK),
        ("unsure", 14, Verdict.PERMIT),
    ],
)
def test_children(minors, age, verdict):
    compiled = load(made(minors=minors, laws=[]).text).compiled
    known = Facts(agreed=Agreed(version="1.0", level=Level.EXPLICIT), age=age)
    assert decide(compiled, known, sign_up()).verdict is verdict


def test_names_are_data_and_stand_in_the_file_as_typed():
    for nasty in NASTY:
        try:
            built = made(name=nasty, products=[nasty], recipients=[{"kind": "hosting", "name": nasty}])
        except BadAnswers as error:
            pytest.fail(f"{nasty!r}: {error}")
        policy = load(built.text).policy
        typed = answers_from(given_answers(name=nasty)).name.en
        assert policy.controller.name == typed
        assert policy.recipients["hosting"].name == typed
        assert [each.en for each in policy.products.values()] == [typed]
        assert set(policy.model_fields_set) == set(load(made(recipients=[{"kind": "hosting", "name": "x"}]).text).policy.model_fields_set)  # fmt: skip


@settings(max_examples=100)
@given(st.text(min_size=1, max_size=60), st.text(max_size=60))
def test_no_text_gets_out_of_its_quotes(one, other):
    answers = answers_from(
        given_answers(
            name={"en": one, "zh": other},
            products=[{"zh": one}, {"en": other}],
            recipients=[{"kind": "hosting", "name": one, "contact": other}],
        )
    )
    if faults_of(answers):
        return
    policy, findings, _ = examine(starter(answers, "zh").text)
    assert findings == []
    assert policy is not None
    assert policy.recipients["hosting"].name == answers.recipients[0].name


def test_the_same_answers_give_the_same_file():
    assert made().text == made().text


def test_the_remarks_are_in_the_language_that_was_asked_for():
    for language, other in (("en", "zh"), ("zh", "en")):
        built = made(language)
        assert remark("head-2", language)[:12] in built.text
        assert remark("head-2", other)[:12] not in built.text


def test_every_remark_can_be_reached():
    every = [each.id for each in ACTIVITIES]
    parties = [{"kind": each.id, "name": "Example", "region": "SG"} for each in KINDS]
    texts = [
        made(minors=minors.id, laws=laws, activities=every, recipients=parties, name={"en": "A"}).text
        for minors in MINORS
        for laws in ([], ["pipl"])
    ]
    texts += [made().text, made(effective="2026-12-01").text]
    flat = " ".join(" ".join(line.strip().lstrip("# ") for line in text.splitlines()) for text in texts)
    assert [key for key in _BY_KEY if remark(key, "en") not in flat] == []


def test_at_most_ten_questions():
    assert len(QUESTIONS) <= 10


@pytest.mark.parametrize(
    ("wrong", "place", "message"),
    [
        ({"name": " \n"}, "name", "drafting.missing"),
        ({"name": "\u202e"}, "name", "drafting.hidden"),
        ({"name": {"en": "Tea", "zh": "\u202e"}}, "name", "drafting.hidden"),
        ({"name": " \u200b"}, "name", "drafting.hidden"),
        ({"contact": "a\u202e@b.example"}, "contact", "drafting.hidden"),
        ({"products": ["Tea", "\u2066right to left\u2069"]}, "products.1", "drafting.hidden"),
        (
            {"recipients": [{"kind": "sms", "name": "Post"}, {"kind": "sms", "name": "ＰＯＳＴ"}]},
            "recipients.1.name",
            "drafting.twice",
        ),
        ({"recipients": [{"kind": "sms", "name": "\u202e"}]}, "recipients.0.name", "drafting.hidden"),
        (
            {"recipients": [{"kind": "sms", "name": "x", "contact": "\u200f"}]},
            "recipients.0.name",
            "drafting.hidden",
        ),
        ({"name": "x" * 201}, "name", "drafting.too-long"),
        ({"id": "Tea Ltd"}, "name", "drafting.id"),
        ({"id": "茶"}, "name", "drafting.id"),
        ({"contact": ""}, "contact", "drafting.missing"),
        ({"contact": "me"}, "contact", "drafting.address"),
        ({"contact": "a@b"}, "contact", "drafting.address"),
        ({"contact": "a" * 250 + "@b.example"}, "contact", "drafting.too-long"),
        ({"products": []}, "products", "drafting.missing"),
        ({"products": ["a"] * 13}, "products", "drafting.too-many"),
        ({"products": ["x" * 201]}, "products.0", "drafting.too-long"),
        ({"country": "China"}, "country", "drafting.country"),
        ({"laws": "gdpr"}, "country", "drafting.choice"),
        ({"activities": []}, "activities", "drafting.missing"),
        ({"activities": ["fly"]}, "activities", "drafting.choice"),
        ({"recipients": [{"kind": "spy", "name": "x"}]}, "recipients.0.kind", "drafting.choice"),
        ({"recipients": [{"kind": "sms", "name": ""}]}, "recipients.0.name", "drafting.missing"),
        (
            {"recipients": [{"kind": "sms", "name": "x", "region": "?"}]},
            "recipients.0.region",
            "drafting.country",
        ),
        ({"recipients": [{"kind": "payment", "name": "x"}]}, "recipients.0.kind", "drafting.recipient-idle"),
        (
            {"recipients": [{"kind": "hosting", "name": f"x{number}"} for number in range(21)]},
            "recipients",
            "drafting.too-many",
        ),
        ({"minors": "maybe"}, "minors", "drafting.choice"),
        ({"keep": "a while"}, "keep", "drafting.period"),
        ({"keep": "reasonable"}, "keep", "drafting.period"),
        ({"answer": "16 working days"}, "answer", "drafting.too-slow"),
        ({"answer": "15 days"}, "answer", "drafting.too-slow"),
    ],
)
def test_a_wrong_answer_is_told_at_its_question(wrong, place, message):
    with pytest.raises(BadAnswers) as error:
        made(**wrong)
    assert [(each.place, each.message.id) for each in error.value.faults] == [(place, message)]
    for language in ("en", "zh"):
        assert error.value.faults[0].text(language)
        assert error.value.faults[0].help(language)


@pytest.mark.parametrize(
    "wrong", [{"name": 7}, {"nmae": "x"}, {"recipients": [{"kind": "sms"}]}, {"products": "Tea"}]
)
def test_answers_that_are_not_answers(wrong):
    with pytest.raises(BadAnswers) as error:
        answers_from(given_answers(**wrong))
    assert error.value.id == "drafting.malformed"


@pytest.mark.parametrize(
    "hidden",
    "\0 \x1b \xad \u034f \u061c \u115f \u180e \u200b \u200d \u200e \u202a \u202e \u2060 \u2066 \u3164 \ufe0f \ufeff "
    "\uffa0 \U000e0041".split(" "),
)
def test_what_nobody_sees_is_refused_just_as_a_policy_file_refuses_it(hidden):
    (found,) = faults_of(answers_from(given_answers(name=f"Tea{hidden}Ltd")))
    assert (found.message.id, f"U+{ord(hidden):04X}" in found.text("zh")) == ("drafting.hidden", True)
    with pytest.raises(Unreadable):
        read(f"name: Tea{hidden}Ltd")


def test_several_recipients_of_one_kind_can_be_told_apart():
    parties = [
        {"kind": "sms", "name": "First"},
        {"kind": "sms", "name": "Second"},
        {"kind": "hosting", "name": "Third"},
    ]
    _, findings, _ = examine(made(recipients=parties).text.encode())
    assert [each for each in findings if each.severity == "error"] == []
    policy = load(made(recipients=parties).text.encode()).policy
    assert {each.en for each in policy.recipients.values()} == {
        "Sends our text messages (First)",
        "Sends our text messages (Second)",
        "Runs the machines that our services stand on",
    }


@pytest.mark.parametrize("country", ["CN", "SG"])
@pytest.mark.parametrize("activities", [["sign-up", "buy", "support"], ["location"], ["push", "analytics"]])
def test_every_word_of_the_published_texts_has_a_name_in_both_languages(activities, country):
    laws = ["pipl"] if country == "CN" else []
    compiled = load(made(activities=activities, country=country, laws=laws).text).compiled
    for language, part in itertools.product(LANGUAGES, PARTS):
        assert publish(compiled, language, part).unlabelled == ()


def test_chinese_texts_name_the_company_in_chinese():
    compiled = load(made().text).compiled
    for language, name in zip(LANGUAGES, ("Tea Ltd", "茶山有限公司"), strict=True):
        head = publish(compiled, language).facts[0]
        assert "".join(run.text for words in head.items for run in words) == name
        asked = prompt_of(compiled, Wish("agreement")).text[language]
        assert name in asked
        assert ("茶山" in asked) is (language == "zh")


def test_a_sentence_about_the_company_is_no_name_of_it():
    given = 'name: "Tea Ltd"\n  en: Tea Ltd runs this shop\n  zh: 本店由茶山有限公司经营'
    text = made().text.replace('name: "Tea Ltd"\n  zh: "茶山有限公司"', given)
    asked = prompt_of(load(text).compiled, Wish("agreement")).text
    assert "Who asks: Tea Ltd\n" in asked["en"]
    assert "由茶山" not in asked["zh"]


def test_a_version_that_is_no_date_is_not_taken_for_the_day_in_force():
    compiled = load(made().text).compiled
    page = page_body(publish(compiled, "en"))
    assert "<div><bdi>1.0</bdi></div>" not in page
    assert "<div><bdi>not stated</bdi></div>" in page
