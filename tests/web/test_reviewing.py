"""A contested automated decision is reviewed at the console: what counts now is shown, and the new outcome is set there."""

from __future__ import annotations

from starlette.testclient import TestClient

from tests.automated.lender import PASSWORD, WHY, Lender
from tests.web.people import fields
from tests.web.staff import said, sign_in


def test_a_review_that_overturns_sets_the_outcome(tmp_path):
    lender = Lender(tmp_path)
    lender.hire("li.wei", "reviewer")
    made = lender.decided()
    case = lender.objected(made)
    browser = TestClient(lender.http.app, base_url="http://troth.example", headers={"accept-language": "en"})
    sign_in(browser, "li.wei", PASSWORD)
    path = f"/console/lender/cases/{case}"
    page = browser.get(path).text
    assert "Credit is declined." in page, "what counts now"
    assert "scorecard 2.1" in page
    form = {**fields(page, path, do="review"), "result": "overturned", **WHY}
    refused = browser.post(path, data=form)
    assert said(refused.text) == "rights.malformed", "what is overturned has another outcome"
    assert lender.get(made).json()["outcome"] == "declined"
    assert browser.post(path, data={**form, "new-outcome": "granted"}).url.query == b"done=review"
    found = lender.get(made).json()
    assert (found["state"], found["outcome"]) == ("overturned", "granted")
    lender.installation.gate.close()
