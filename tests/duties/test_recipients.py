"""Recipients of data are told of a withdrawal or an erasure, and their receipt ends the duty: a service, a mail box, a place."""

from __future__ import annotations

import base64
import json
import re
from contextlib import contextmanager
from dataclasses import replace

import pytest

from tests.duties.simulating import Clock
from tests.duties.test_causes import STUDY, owed, withdraw, yes
from tests.duties.test_taking_back import Timed
from tests.lakes.test_services import SECRET, processor
from tests.web.people import fields
from troth.adapters.channels import MemoryChannel, signed_headers
from troth.assembly import Settings, Workers, install
from troth.assembly.secrets import SettingsError
from troth.assembly.telling import read_recipients
from troth.duties import MOST_ATTEMPTS

__all__ = ["processor"]

KEY = "k" * 20
VALUES = ("li.canary@mail.example", "canary")


@contextmanager
def shop(tmp_path, monkeypatch, *, service=None, mail=False):
    """Somebody whose nickname a laboratory got, and the ways that lead to it."""
    clock = Clock()
    monkeypatch.delenv("TROTH_RECIPIENTS", raising=False)
    if service is not None:
        service.clock = clock
        named = {"policy": "shop", "recipient": "lab", "url": service.url, "inside": True}
        named["secret"] = "whsec_" + base64.b64encode(SECRET).decode()
        file = tmp_path / "recipients.json"
        file.write_text(json.dumps({"recipients": [named]}), encoding="utf-8")
        file.chmod(0o600)
        monkeypatch.setenv("TROTH_RECIPIENTS", str(file))
    policy = tmp_path / "shop.yaml"
    policy.write_text(STUDY, encoding="utf-8")
    settings = Settings(tmp_path / "home", "memory:", KEY, origin="https://privacy.shop.example")
    installation = install(settings, [policy], clock)
    if mail:
        installation = replace(installation, channels={"mail": MemoryChannel("mail", clock)})
    caller = Timed(installation, "shop")
    caller.clock = clock
    caller.http.headers["Authorization"] = f"Bearer {KEY}"
    caller.agree()
    yes(caller, "study", ["nickname"])
    yes(caller, "study", ["nickname"], "share", recipient="lab")
    yield caller


def lab(caller):
    """The duty to tell the laboratory; None once it is done."""
    return owed(caller).get("tell-recipient:lab")


def work(caller, **later):
    caller.clock.forward(**later)
    return Workers(caller.installation).once()


def called_back(caller, processor, about, status, name="lab", id_="back-1", secret=SECRET, kind="recipients"):
    body = json.dumps({"subject_request_id": about, "request_status": status}).encode()
    headers = signed_headers(secret, id_, int(caller.clock.now().timestamp()), body)
    return caller.http.post(
        f"/v1/callbacks/shop/{kind}/{name}", content=body, headers={**headers, "Authorization": "none"}
    )


def test_a_service_is_told_no_value_and_its_signed_word_is_the_receipt(tmp_path, monkeypatch, processor):
    processor.states = ["pending"]
    with shop(tmp_path, monkeypatch, service=processor) as caller:
        withdraw(caller)
        work(caller)
        ((about, said),) = processor.requests.items()
        handle = caller.http.get("/v1/subjects/u-1/recipients/lab", params={"policy": "shop"}).json()[
            "handle"
        ]
        assert said["subject_request_type"] == "withdrawal"
        assert said["subject_identities"] == [
            {"identity_type": "controller_customer_id", "identity_value": handle, "identity_format": "raw"}
        ]
        assert said["extensions"] == {"troth": {"elements": ["nickname"]}}
        assert said["status_callback_urls"] == [
            "https://privacy.shop.example/v1/callbacks/shop/recipients/lab"
        ]
        assert handle not in {lab(caller).handle, "u-1"}, "a handle of this recipient's own"
        panel = caller.http.get("/v1/subjects/u-1/recipients/panel", params={"policy": "shop"}).json()
        assert panel["handle"] != handle
        assert not any(value in json.dumps(said) for value in VALUES)
        assert (lab(caller).reason, lab(caller).for_person) == ("recipients.no-receipt", False)
        for wrong in (
            called_back(caller, processor, about, "completed", secret=SECRET[::-1]),
            called_back(caller, processor, about, "completed", name="panel"),
            called_back(caller, processor, about, "completed", name="nobody"),
        ):
            assert (wrong.status_code, wrong.json()["error"]["id"]) == (401, "callbacks.not-believed")
        assert lab(caller) is not None
        assert called_back(caller, processor, about, "in_progress").status_code == 200
        assert lab(caller).ready <= caller.clock.now(), "worth asking at once, and no receipt"
        assert called_back(caller, processor, about, "completed").status_code == 401, "taken before"
        assert called_back(caller, processor, about, "completed", id_="back-2").status_code == 200
        assert lab(caller) is None
        assert work(caller, hours=1).get("done", 0) == 0
        assert len(processor.requests) == 1


def test_a_service_that_says_done_when_asked_needs_no_call_back(tmp_path, monkeypatch, processor):
    processor.states = ["pending", "completed"]
    with shop(tmp_path, monkeypatch, service=processor) as caller:
        withdraw(caller)
        for _ in range(3):
            work(caller, minutes=3)
        assert lab(caller) is None
        assert len(processor.requests) == 1


def test_no_receipt_stays_visible_is_tried_again_and_is_a_persons_in_the_end(
    tmp_path, monkeypatch, processor
):
    processor.states = ["pending"]
    with shop(tmp_path, monkeypatch, service=processor) as caller:
        withdraw(caller)
        for _ in range(MOST_ATTEMPTS):
            assert not lab(caller).for_person
            work(caller, days=1)
        assert (lab(caller).for_person, lab(caller).reason) == (True, "recipients.no-receipt")
        assert lab(caller).late(caller.clock.now())
        assert len(processor.requests) == 1, "one request, asked about again and again"
        (about,) = processor.requests
        assert called_back(caller, processor, about, "completed").status_code == 200
        assert lab(caller) is None, "late, and yet a receipt"


def test_a_mail_to_the_role_address_is_confirmed_by_its_code(tmp_path, monkeypatch):
    with shop(tmp_path, monkeypatch, mail=True) as caller:
        withdraw(caller)
        work(caller)
        mails = caller.installation.channels["mail"].sent
        (mail,) = [each for each in mails if each.to == "lab@lab.example"]
        handle = caller.http.get("/v1/subjects/u-1/recipients/lab", params={"policy": "shop"}).json()[
            "handle"
        ]
        assert handle in mail.body
        assert not any(value in mail.body + mail.subject for value in (*VALUES, "u-1", lab(caller).handle))
        link, code = (
            re.findall(r"https://\S+/receipts/shop/\w+", mail.body)[0],
            re.findall(r"\d{12}", mail.body)[0],
        )
        for _ in range(5):
            work(caller, days=1)
        assert len([each for each in mails if each.to == "lab@lab.example"]) == 1, (
            "not a mail at every attempt"
        )
        work(caller, days=1)
        work(caller, days=1)
        assert len([each for each in mails if each.to == "lab@lab.example"]) == 2
        browser = caller.http
        browser.headers.pop("Authorization")
        browser.headers["accept"] = "text/html"
        path = link.removeprefix("https://privacy.shop.example")
        page = browser.get(path)
        assert (page.status_code, lab(caller) is not None) == (200, True), "opening it confirms nothing"
        wrong = browser.post(path, data={**fields(page.text, path), "code": "000000000000"})
        assert (wrong.status_code, lab(caller) is not None) == (403, True)
        unknown = browser.post(f"{path[:-4]}0000", data={**fields(page.text, path), "code": code})
        assert (unknown.status_code, lab(caller) is not None) == (403, True)
        assert browser.post(path, data={**fields(page.text, path), "code": code}).status_code == 200
        assert lab(caller) is None


def test_one_without_a_way_is_told_by_a_person_and_a_careless_file_is_refused(tmp_path, monkeypatch):
    with shop(tmp_path, monkeypatch) as caller:
        withdraw(caller)
        work(caller)
        assert (lab(caller).for_person, lab(caller).reason) == (True, "no-performer")
    file = tmp_path / "r.json"
    for text, mode in (
        ('{"recipients": []}', 0o644),
        ("{", 0o600),
        ('{"recipients": [{"policy": "x"}]}', 0o600),
    ):
        file.write_text(text, encoding="utf-8")
        file.chmod(mode)
        with pytest.raises(SettingsError):
            read_recipients(str(file))


MAP = """
troth-map: 1
policy: shop
places:
  mailer: {http: TROTH_PLACE_MAILER, by: [handle], data: [nickname], inside: true}
"""


def test_a_place_that_calls_back_is_asked_at_once_and_its_word_alone_ends_nothing(
    tmp_path, monkeypatch, processor
):
    (tmp_path / "map.yaml").write_text(MAP, encoding="utf-8")
    monkeypatch.setenv("TROTH_MAPS", str(tmp_path / "map.yaml"))
    monkeypatch.setenv("TROTH_PLACE_MAILER", processor.url)
    monkeypatch.setenv("TROTH_PLACE_MAILER_SECRET", "whsec_" + base64.b64encode(SECRET).decode())
    processor.states = ["pending"]
    with shop(tmp_path, monkeypatch) as caller:
        processor.clock = caller.clock
        caller.installation.gate.places = lambda _: ("mailer",)
        withdraw(caller)
        for days in (0, 1, 1):
            work(caller, days=days)
        ((about, said),) = processor.requests.items()
        assert said["status_callback_urls"] == [
            "https://privacy.shop.example/v1/callbacks/shop/places/mailer"
        ]
        place = owed(caller)["act-on-holding:mailer"]
        assert (place.reason, place.ready > caller.clock.now()) == ("unfinished", True)
        back = {"name": "mailer", "kind": "places"}
        assert (
            called_back(caller, processor, about, "completed", **back, secret=SECRET[::-1]).status_code == 401
        )
        assert owed(caller)["act-on-holding:mailer"] == place
        assert called_back(caller, processor, about, "completed", **back).status_code == 200
        work(caller)
        assert owed(caller)["act-on-holding:mailer"].reason == "unfinished", "it was asked, and was not done"
        processor.states = ["completed"]
        assert called_back(caller, processor, about, "completed", **back, id_="back-2").status_code == 200
        work(caller)
        assert "act-on-holding:mailer" not in owed(caller)
