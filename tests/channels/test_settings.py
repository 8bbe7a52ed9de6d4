"""Channels are set up by variables, safely or not at all, and no error repeats a secret."""

from __future__ import annotations

import pytest

from troth.assembly.channels import channels_of
from troth.assembly.secrets import SettingsError

SECRET = "whsec_jQ8u1VtqS4yKc0mWZ2rXlPf7HhNbG9Ea"
MAIL = {"TROTH_MAIL": "smtps://privacy@mail.acme.example", "TROTH_MAIL_FROM": "privacy@acme.example"}
SMS = {"TROTH_SMS": "https://gateway.acme.example/sms", "TROTH_WEBHOOK_SECRET": SECRET}


def test_nothing_is_there_by_itself(clock):
    assert channels_of({}, clock) == {}


def test_each_channel_that_is_set_up_is_there(clock):
    found = channels_of(MAIL | SMS | {"TROTH_PUSH": "http://127.0.0.1:9/push"}, clock)
    assert {name: channel.id for name, channel in found.items()} == {n: n for n in ("mail", "sms", "push")}


@pytest.mark.parametrize(
    ("change", "id_"),
    [
        ({"TROTH_MAIL": "smtps://u:canary@mail.acme.example"}, "settings.mail"),
        ({"TROTH_MAIL": "https://mail.acme.example"}, "settings.mail"),
        ({"TROTH_MAIL": "smtp://"}, "settings.mail"),
        ({"TROTH_MAIL": "file://elsewhere/canary"}, "settings.mail"),
        ({"TROTH_MAIL": "smtp://a:99999"}, "settings.mail"),
        ({"TROTH_MAIL_FROM": "canary\r\nBcc: x@y.example"}, "settings.mail-from"),
        ({"TROTH_MAIL_FROM": ""}, "settings.mail-from"),
        ({"TROTH_SMS": "http://gateway.acme.example/"}, "settings.webhook"),
        ({"TROTH_SMS": "https://u:canary@gateway.acme.example/"}, "settings.webhook"),
        ({"TROTH_SMS": "https:///x"}, "settings.webhook"),
        ({"TROTH_WEBHOOK_SECRET": ""}, "settings.webhook-secret"),
        ({"TROTH_WEBHOOK_SECRET": "whsec_Y2FuYXJ5"}, "settings.webhook-secret"),
        ({"TROTH_WEBHOOK_SECRET": "whsec_" + "A" * 44}, "settings.webhook-secret"),
        ({"TROTH_WEBHOOK_SECRET": SECRET.removeprefix("whsec_")}, "settings.webhook-secret"),
        ({"TROTH_WEBHOOK_SECRET": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}, "settings.webhook-secret"),
        ({"TROTH_WEBHOOK_SECRET": "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"}, "settings.webhook-secret"),
        ({"TROTH_WEBHOOK_SECRET": "whsec_ThisIsASampleSecretForNobody0123"}, "settings.webhook-secret"),
        (
            {"TROTH_WEBHOOK_SECRET": "whsec_bXktdmVyeS1sb25nLXBhc3N3b3JkLW9mLWEtZ2F0ZXdheQ=="},
            "settings.webhook-secret",
        ),
        (
            {"TROTH_WEBHOOK_SECRET": "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="},
            "settings.webhook-secret",
        ),
    ],
)
def test_what_is_not_safe_is_refused(clock, change, id_):
    with pytest.raises(SettingsError) as raised:
        channels_of(MAIL | SMS | change, clock)
    assert raised.value.id == id_
    assert "canary" not in str(raised.value)
