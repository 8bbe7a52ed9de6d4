"""Mail into a folder: whole files for their owner only, readable as they are, the same message once."""

from __future__ import annotations

import email
import email.policy
import stat
from dataclasses import replace

import pytest

from tests.channels.conftest import NOW
from tests.channels.test_mail import CODE, TO
from troth.adapters.channels import MailFolder
from troth.assembly.channels import channels_of
from troth.notices.errors import Undeliverable


def test_a_message_is_one_file_that_a_person_can_read(tmp_path, clock):
    folder = tmp_path / "mail here"
    settings = {"TROTH_MAIL": folder.as_uri(), "TROTH_MAIL_FROM": "privacy@acme.example"}
    channel = channels_of(settings, clock)["mail"]
    assert channel.send(CODE).at == NOW
    assert channel.send(CODE).receipt == channel.send(CODE).receipt
    (file,) = folder.iterdir()
    assert file.name == f"{TO} {CODE.id[:16]}.eml"
    assert (stat.S_IMODE(file.stat().st_mode), stat.S_IMODE(folder.stat().st_mode)) == (0o600, 0o700)
    assert "验证码 12345678".encode() in file.read_bytes()
    read = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    assert (read["To"], read["Subject"]) == (TO, "冒泡：验证码")
    assert "验证码 12345678" in read.get_content()


@pytest.mark.parametrize("to", ["nobody", "a@b\r\nBcc: c@d.example"])
def test_an_address_leads_nowhere_else(tmp_path, clock, to):
    folder = tmp_path / "mail"
    with pytest.raises(Undeliverable):
        MailFolder(folder, "privacy@acme.example", clock).send(replace(CODE, to=to))
    MailFolder(folder, "privacy@acme.example", clock).send(replace(CODE, to="../../a@b.example"))
    assert [each.parent for each in tmp_path.rglob("*.eml")] == [folder]
