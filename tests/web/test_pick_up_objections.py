"""Who does not sign in objects to an answer with the secret of its pick-up: the same kind of case, clocks and second person."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.web.desk import NUMBER, words
from tests.web.people import fields
from tests.web.picking import (
    OFFICER,
    OTHER,
    STRICT,
    WHY,
    answered,
    codes,
    granted,
    open_site,
    page_of,
    refused,
    secret_of,
    typed,
)
from tests.web.staff import at_work
from troth.rights import Actor, issued
from troth.rights.errors import Guarded, NoSuchCase

PAGE = page_of(STRICT)
NO = "No law says so. <script>alert(1)</script>"


@pytest.fixture(scope="module")
def whole():
    site = open_site(STRICT)
    yield site
    site.gate.close()


@pytest.fixture
def site(whole):
    """The site as it stands, with a clock that goes back to where it was."""
    before = whole.clock.at
    yield whole
    whole.clock.at = before


def objected(browser, page, said=NO):
    """Use the form for an objection on the page of an answer; return the page of the objection."""
    hidden = fields(page.text, f"{PAGE}/objection")
    return browser.post(f"{PAGE}/objection", data={**hidden, "words": said})


def duties(site, case):
    """The duties about a request, by kind."""
    return {each.kind: each for each in site.store.read(STRICT, lambda book: list(book.duties_about(case)))}


def test_a_refusal_is_objected_to_by_the_secret_and_its_answer_is_opened_by_the_same(site):
    case = refused(site)
    secret, browser = secret_of(site, case, STRICT), site.client("en")
    page = typed(browser, case, secret, STRICT)
    assert WHY["en"] in words(page.text)
    assert "Possible until" in words(page.text)
    hidden = fields(page.text, f"{PAGE}/objection")
    empty = browser.post(f"{PAGE}/objection", data={**hidden, "words": " "})
    assert "Nothing was filled in" in words(empty.text)
    sent = objected(browser, page)
    assert sent.status_code == 200
    assert "<script>" not in sent.text.split("<main", 1)[1]
    complaint = str(NUMBER.findall(words(sent.text))[0])
    assert complaint != case
    assert words(sent.text).count(case) == 1, "what it objects to"
    kept = site.desk.case(STRICT, complaint)
    assert (kept.kind, kept.about, kept.role, kept.route) == ("complaint", case, "relative", "centre")
    signed_in = site.desk.object(STRICT, refused(site, "subject"), Actor("subject", "u-1"), NO)
    mine, theirs = duties(site, complaint), duties(site, signed_in.id)
    assert mine.keys() == theirs.keys()
    for kind, duty in mine.items():
        assert [(each.source, each.law) for each in duty.terms] == [
            (each.source, each.law) for each in theirs[kind].terms
        ]
    assert site.desk.file(STRICT, complaint, OFFICER)["words"] == NO
    assert codes(site, complaint, STRICT)[:1] == ["pick-up-issued"]
    with pytest.raises(Guarded):  # another person than who decided
        site.desk.answer(STRICT, complaint, OFFICER, WHY)
    waiting = typed(browser, complaint, secret, STRICT)
    assert "The answer appears here" in words(waiting.text)
    assert "<time" in waiting.text.split("<main", 1)[1], "its limits"
    again = typed(browser, case, secret, STRICT)
    assert f"The number of the objection: {complaint}" in words(again.text)
    assert "/objection" not in again.text.split("<main", 1)[1], "one objection by a secret"
    forged = browser.post(f"{PAGE}/objection", data={**hidden, "words": "more"})
    assert "That is not possible now" in words(forged.text)
    said = {"en": "We looked again, and it stays.", "zh": "经复核，维持原答复。"}
    site.desk.answer(STRICT, complaint, OTHER, said)
    final = typed(browser, complaint, secret, STRICT)
    assert said["en"] in words(final.text)
    assert fields(final.text, f"{PAGE}/objection"), "and that one can be objected to as well"
    site.clock.at += timedelta(days=31)
    assert typed(browser, complaint, secret, STRICT).status_code == 404


def test_after_the_download_the_secret_still_objects_and_opens_nothing_else(site):
    case = answered(site, policy=STRICT)
    secret, browser = secret_of(site, case, STRICT), site.client("zh")
    page = typed(browser, case, secret, STRICT)
    hidden = fields(page.text, f"{PAGE}/package")
    assert browser.post(f"{PAGE}/package", data=hidden).headers["content-type"] == "application/zip"
    assert typed(browser, case, secret, STRICT).status_code == 404
    assert browser.post(f"{PAGE}/package", data=hidden).status_code == 404
    wrong = typed(browser, case, "wrong", STRICT, "/objection", words=NO)
    assert wrong.status_code == 404
    assert typed(browser, case, secret, STRICT, "/objection", words=" ").status_code == 404, "nothing is told"
    sent = typed(browser, case, secret, STRICT, "/objection", words=NO)
    assert "异议已提交" in words(sent.text)
    complaint = str(NUMBER.findall(words(sent.text))[0])
    assert site.desk.case(STRICT, complaint).about == case
    twice = typed(browser, case, secret, STRICT, "/objection", words=NO)
    assert twice.status_code == 404
    assert typed(browser, case, secret, STRICT).status_code == 404
    assert "办理" in words(typed(browser, complaint, secret, STRICT).text)


def test_an_objection_in_time_only_and_tries_count_for_each_number(site):
    case = refused(site)
    secret, browser = secret_of(site, case, STRICT), site.client("en")
    page = typed(browser, case, secret, STRICT)
    complaint = str(NUMBER.findall(words(objected(browser, page).text))[0])
    for _ in range(10):
        with pytest.raises(NoSuchCase):
            site.desk.open_pick_up(STRICT, complaint, "wrong")
    assert site.desk.open_pick_up(STRICT, complaint, secret).case.id == complaint, (
        "nobody locks its owner out"
    )
    assert site.desk.open_pick_up(STRICT, case, secret).objection == complaint
    late = refused(site)
    secret = secret_of(site, late, STRICT)
    site.clock.at += timedelta(days=31)
    with pytest.raises(Guarded):
        site.desk.object_by_pick_up(STRICT, late, secret, NO)
    assert typed(browser, late, secret, STRICT, "/objection", words=NO).status_code == 404


def test_the_answer_to_an_objection_gets_a_new_secret_from_two_operators(site):
    case = refused(site)
    secret, browser = secret_of(site, case, STRICT), site.client("en")
    complaint = str(NUMBER.findall(words(objected(browser, typed(browser, case, secret, STRICT)).text))[0])
    assert site.desk.pick_up(STRICT, complaint) is None, "not while it is open"
    site.desk.answer(STRICT, complaint, OTHER, WHY)
    offer = site.desk.pick_up(STRICT, complaint)
    assert offer is not None
    assert (offer.two, offer.out) == (True, True)
    with pytest.raises(Guarded):
        site.desk.issue_pick_up(STRICT, complaint, OFFICER, "letter")
    granted(site, complaint, STRICT)
    new = site.desk.issue_pick_up(STRICT, complaint, OFFICER, "letter")
    assert typed(browser, complaint, secret, STRICT).status_code == 404, "the earlier one is over"
    assert WHY["en"] in words(typed(browser, complaint, new, STRICT).text)
    assert WHY["en"] in words(typed(browser, case, secret, STRICT).text), "of this very request alone"


def test_wrong_tries_are_shown_to_the_officer(site):
    case = refused(site)
    secret_of(site, case, STRICT)
    path = f"/console/{STRICT}/cases/{case}"
    officer = at_work(site)
    assert "Wrong secrets" not in words(officer.get(path).text)
    for _ in range(3):
        with pytest.raises(NoSuchCase):
            site.desk.open_pick_up(STRICT, case, "wrong")
    assert "last one was issued: 3" in words(officer.get(path).text)


def test_what_is_kept_of_a_secret_ends_with_the_file(site):
    case = refused(site)
    secret = secret_of(site, case, STRICT)

    def kept():
        return site.store.read(STRICT, lambda book: issued.issued(book, case))

    row = kept()
    assert row.digest != secret
    assert secret.replace("-", "") not in repr(row)
    ends = [
        each
        for each in site.store.read(STRICT, lambda book: list(book.duties_about(f"file-{case}")))
        if each.part == "file"
    ]
    assert site.desk.file_needed(STRICT, ends[0]), "the letter is still owed"
    site.desk.open_pick_up(STRICT, case, secret)
    letter = duties(site, case)["deliver"]
    assert letter.state == "open", "a worker delivers it"
    held = letter.claim(max(site.clock.now(), letter.ready), timedelta(minutes=5))
    gave_up = held.hand_over(held.fence, "notices.no-contact")
    site.store.write(STRICT, lambda book: (book.keep_duty(held), book.keep_duty(gave_up)))
    site.desk.open_pick_up(STRICT, case, secret)
    assert duties(site, case)["deliver"].state == "done", "who opens it has the letter"
    site.clock.at += timedelta(days=40)
    assert not site.desk.file_needed(STRICT, ends[0])
    site.store.write(STRICT, site.desk.remove(STRICT, ends[0]))
    assert kept() is None
    for step in (
        lambda: site.desk.open_pick_up(STRICT, case, secret),
        lambda: site.desk.object_by_pick_up(STRICT, case, secret, NO),
    ):
        with pytest.raises(NoSuchCase):
            step()
