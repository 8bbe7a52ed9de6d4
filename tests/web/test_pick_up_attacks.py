"""What attackers try at the page of pick-ups: another's secret, a used one, forged forms, guesses, hostile words, and looks at where it leaks."""

from __future__ import annotations

import logging
from datetime import timedelta

import msgspec
import pytest

from tests.web.desk import words
from tests.web.people import fields, forms
from tests.web.picking import NAME, POLICY, STRICT, answered, open_site, page_of, refused, secret_of, typed
from troth.rights import issued
from troth.rights.errors import NoSuchCase
from troth.web.frame.frame import MOST_COSTLY
from troth.web.frame.headers import HEADERS

PAGE = page_of(STRICT)
STEPS = ("", "/locked", "/package", "/objection")
STRANGE = (
    '"><script>alert(1)</script>{{7*7}}',
    "case-bbbb-bbbb-bbbb\0",
    "＜ｓｃｒｉｐｔ＞",
    "ﬀ" * 40,
    "Ⅷ\u202e\u200b",
    "'; DROP TABLE cases; --",
    "../../etc/passwd",
)


@pytest.fixture(scope="module")
def whole():
    site = open_site(STRICT, POLICY)
    yield site
    site.gate.close()


@pytest.fixture
def site(whole):
    """The site as it stands, with a clock that goes back, and nobody counted yet."""
    before = whole.clock.at
    yield whole
    whole.clock.at = before + timedelta(minutes=11)  # so that pages of the next test are counted anew


def rows(site, policy=STRICT):
    """Every row that counts tries at numbers without a secret."""
    places = {issued._shared(f"{each}") for each in range(4000)}

    def work(book):
        return [row for each in places if (row := book.record(each, issued.PART)) is not None]

    return places, site.store.read(policy, work)


def test_forms_of_other_sites_and_without_a_mark_do_nothing(site):
    case = answered(site, policy=STRICT)
    secret, browser = secret_of(site, case, STRICT), site.client()
    own = fields(browser.get(PAGE).text, PAGE)
    sent = {"number": case, "secret": secret, "words": "no", "password": "abcd-efgh-ijkl-mnop-qrst-uvwx"}
    stolen = fields(site.client().get(PAGE).text, PAGE)
    for step in STEPS:
        for mark in ({}, {"mark": "guessed"}, stolen):
            assert browser.post(PAGE + step, data={**mark, **sent}).status_code == 403, step
        for said in ({"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}):
            assert browser.post(PAGE + step, data={**own, **sent}, headers=said).status_code == 403, step
        by_address = browser.get(PAGE + step, params=sent)
        assert by_address.status_code in ((200,) if not step else (404, 405))
        assert case not in by_address.text.split("<main", 1)[-1]
    assert browser.post(PAGE, data={**own, "number": [case, case], "secret": secret}).status_code == 400
    assert "handed-out" not in site.desk.case(STRICT, case).confirmed
    assert site.desk.open_pick_up(STRICT, case, secret).objection == ""


def test_a_secret_is_good_for_its_own_request_and_policy_alone(site):
    mine, theirs = answered(site, policy=STRICT), answered(site, policy=STRICT)
    other = answered(site, policy=POLICY)
    secret = secret_of(site, mine, STRICT)
    for number in (theirs, other):
        secret_of(site, number, POLICY if number == other else STRICT)
    browser = site.client()
    for step in STEPS:
        for policy, number in ((STRICT, theirs), (POLICY, other), (POLICY, mine), (STRICT, other)):
            hidden = fields(browser.get(page_of(policy)).text, page_of(policy))
            sent = {**hidden, "number": number, "secret": secret, "words": "no"}
            answer = browser.post(
                page_of(policy) + step, data={**sent, "password": "abcd-efgh-ijkl-mnop-qrst-uvwx"}
            )
            assert answer.status_code == 404, (step, policy)
            assert NAME not in answer.text
    for policy, number in ((STRICT, theirs), (POLICY, other)):
        assert "handed-out" not in site.desk.case(policy, number).confirmed


@pytest.mark.parametrize("step", STEPS)
def test_known_and_unknown_numbers_get_the_same_status_headers_and_body(site, step):
    case, taken, none = refused(site), answered(site, policy=STRICT), answered(site, policy=STRICT)
    secret_of(site, case, STRICT)
    site.desk.collect(STRICT, taken, secret_of(site, taken, STRICT))
    browser, found = site.client(), set()
    for number in (case, taken, none, "case-bbbb-bbbb-bbbb", "nonsense", *STRANGE):
        hidden = fields(browser.get(PAGE).text, PAGE)
        sent = {**hidden, "number": number, "secret": "abcd-efgh", "words": "no"}
        answer = browser.post(PAGE + step, data={**sent, "password": "abcd-efgh-ijkl-mnop-qrst-uvwx"})
        headers = {name: value for name, value in answer.headers.items() if name != "content-length"}
        found.add((answer.status_code, len(answer.content), tuple(headers.items()), words(answer.text)))
        assert [each[0] for each in forms(answer.text)] == [each[0] for each in forms(browser.get(PAGE).text)]
    assert len(found) == 1
    assert next(iter(found))[0] == 404


def test_guesses_are_counted_bounded_fill_nothing_and_end_nothing(site):
    case = refused(site)
    secret, browser = secret_of(site, case, STRICT), site.client()
    _, before = rows(site)
    hidden = fields(browser.get(PAGE).text, PAGE)
    statuses = [
        browser.post(PAGE, data={**hidden, "number": f"case-{each:04}", "secret": "x"}).status_code
        for each in range(MOST_COSTLY + 5)
    ]
    assert set(statuses[:MOST_COSTLY]) == {404}
    assert set(statuses[MOST_COSTLY:]) == {429}, "a source has so many in ten minutes"
    assert browser.post(PAGE, data={**hidden, "number": case, "secret": secret}).status_code == 429
    for each in range(600):
        with pytest.raises(NoSuchCase):
            site.desk.open_pick_up(STRICT, f"number-{each}", "x")
    places, kept = rows(site)
    assert len(places) == issued.SHARED, "every shared row there can be"
    tried = [msgspec.json.decode(each.sealed, type=issued.Issued).tries for each in kept]
    earlier = [msgspec.json.decode(each.sealed, type=issued.Issued).tries for each in before]
    assert sum(tried) - sum(earlier) == MOST_COSTLY + 600, "each one is counted"
    own = site.store.read(STRICT, lambda book: issued.issued(book, case))
    assert own.tries == 0
    for _ in range(40):
        with pytest.raises(NoSuchCase):
            site.desk.collect(STRICT, case, "x")
    own = site.store.read(STRICT, lambda book: issued.issued(book, case))
    assert own.tries == 40, "they are counted, for who works at the desk"
    assert site.desk.open_pick_up(STRICT, case, secret).case.id == case, (
        "who knows the number locks nobody out"
    )


def test_a_wrong_try_does_the_same_statements_for_a_number_that_is_here_and_one_that_is_not(site):
    case = refused(site)
    secret_of(site, case, STRICT)
    seen = {}
    for number in (case, "case-bbbb-bbbb-bbbb"):
        calls: list[tuple[str, int]] = []
        write = site.store.write

        def spying(controller, work, calls=calls, write=write):
            return write(controller, lambda book: work(Spy(book, calls)))

        site.store.write = spying
        try:
            with pytest.raises(NoSuchCase):
                site.desk.open_pick_up(STRICT, number, "x" * 39)
        finally:
            del site.store.write
        seen[number] = calls
    first, second = seen.values()
    assert [name for name, _ in first] == [name for name, _ in second] == ["record", "record", "keep_record"]
    assert abs(first[-1][1] - second[-1][1]) <= 3, "the same row, but for the signs of a count"


class Spy:
    """A book that notes what is asked of it: the name of each call, and how long what is kept is."""

    def __init__(self, book, calls):
        self._book, self._calls = book, calls

    def __getattr__(self, name):
        found = getattr(self._book, name)
        if not callable(found):
            return found

        def noted(*given, **more):
            self._calls.append((name, len(given[0].sealed) if name == "keep_record" else 0))
            return found(*given, **more)

        return noted


def test_hostile_words_are_text_and_nothing_leaks(site, caplog):
    case = refused(site)
    secret, browser = secret_of(site, case, STRICT), site.client()
    with caplog.at_level(logging.DEBUG):
        page = typed(browser, case, secret, STRICT)
        for hostile in STRANGE:
            wrong = typed(browser, hostile, hostile, STRICT)
            assert wrong.status_code == 404
            assert "<script>alert" not in wrong.text
            assert "49" not in words(wrong.text)
        sent = browser.post(
            f"{PAGE}/objection",
            data={**fields(page.text, f"{PAGE}/objection"), "words": f"</textarea>{STRANGE[0]}"},
        )
        assert "<script>alert" not in sent.text
    plain = secret.replace("-", "")
    assert not [each for each in caplog.messages if secret in each or plain in each]
    for answer in (page, sent):
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert secret not in str(answer.url)
        assert all(secret not in action and case not in action for action, _, _ in forms(answer.text))
        linked = [each.split('"', 1)[0] for each in answer.text.split('href="')[1:]]
        assert not [each for each in linked if secret in each or plain in each]
        assert all(secret not in value for each in answer.headers.get_list("set-cookie") for value in [each])
        assert not any(secret in (each.value or "") for each in browser.cookies.jar)
    typed_hostile = browser.post(
        PAGE, data={**fields(browser.get(PAGE).text, PAGE), "number": case, "secret": f'{secret}"><b>'}
    )
    assert typed_hostile.status_code == 404, "the letter b is one more sign"
    again = browser.post(
        PAGE, data={**fields(browser.get(PAGE).text, PAGE), "number": case, "secret": f'{secret}"><!'}
    )
    assert again.status_code == 200
    assert '"><!' not in again.text.split("<main", 1)[1].replace("&#34;", '"').split("secret", 1)[0]
    assert f'value="{secret}">' not in again.text, "what was typed is escaped where it is shown again"


def test_the_language_is_changed_at_the_door_and_carries_nothing(site):
    case = refused(site)
    secret, browser = secret_of(site, case, STRICT), site.client("en")
    page = typed(browser, case, secret, STRICT)
    switches = [each.split('"', 1)[0] for each in page.text.split('href="')[1:] if "lang=" in each[:120]]
    assert switches
    assert all(each.split("?")[0] == PAGE for each in switches)
    other = browser.get(switches[0].replace("&amp;", "&"))
    assert other.status_code == 200
    assert case not in other.text.split("<main", 1)[1]


def test_a_newer_secret_ends_the_one_before_for_the_objection_too(site):
    """The one before may have been stolen: with it nobody goes on reading how the objection ends."""
    case = refused(site)
    stolen = secret_of(site, case, STRICT)
    objection = site.desk.object_by_pick_up(STRICT, case, stolen, "no law says so").id
    newer = secret_of(site, case, STRICT)
    for number in (case, objection):
        with pytest.raises(NoSuchCase):
            site.desk.open_pick_up(STRICT, number, stolen)
        assert site.desk.open_pick_up(STRICT, number, newer).case.id == number
