"""Every key store by the same rules: files, a device (SoftHSM), a key service (an imitation of it), in both profiles."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.stores.books import Seeded
from tests.vault.house import LI, Clock, House
from troth.adapters.keystores import FileWrapKeys
from troth.assembly.secrets import SettingsError
from troth.assembly.vaultkeys import is_known_pin, keys_of, profile_of
from troth.vault import INTERNATIONAL, SM, Rotation
from troth.vault.errors import NoKey
from troth.vocabulary import Act

LIBRARIES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")
NEEDS_SOFTHSM = "needs softhsm2 (a Debian package; .ci/run installs it)"
KEY = bytes(range(100, 132))


@pytest.fixture
def token(tmp_path, monkeypatch):
    """The address of a fresh token of SoftHSM, with its PIN set."""
    library = next((each for each in LIBRARIES if Path(each).exists()), None)
    if library is None or shutil.which("softhsm2-util") is None:
        if os.environ.get("CI") == "true":
            pytest.fail(NEEDS_SOFTHSM, pytrace=False)
        pytest.skip(NEEDS_SOFTHSM)
    configuration, tokens = tmp_path / "softhsm.conf", tmp_path / "tokens"
    tokens.mkdir()
    configuration.write_text(f"directories.tokendir = {tokens}\nlog.level = ERROR\n")
    environment = {**os.environ, "SOFTHSM2_CONF": str(configuration)}
    monkeypatch.setenv("SOFTHSM2_CONF", str(configuration))
    words = [
        "softhsm2-util",
        "--init-token",
        "--free",
        "--label",
        "troth",
        "--so-pin",
        "8765",
        "--pin",
        "7294",
    ]
    subprocess.run(words, env=environment, check=True, capture_output=True)
    import pkcs11

    pkcs11.lib(library).reinitialize()  # it reads its configuration once
    return f"pkcs11:{library}?token=troth"


@pytest.fixture
def service(monkeypatch):
    """The address of an imitation of the key service, in this process."""
    import moto

    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "imitation")
    with moto.mock_aws():
        yield "kms:cn-north-1"


@pytest.fixture(params=["files", "files-sm", "token", "service"])
def keys(request, tmp_path):
    """A key store of each kind."""
    address = "files" if request.param.startswith("files") else request.getfixturevalue(request.param)
    profile = SM if request.param == "files-sm" else INTERNATIONAL
    return keys_of(address, "7294", tmp_path / "keys", profile, Seeded("keys"))


def test_a_key_wraps_is_told_apart_and_destroyed(keys):
    for generation in (1, 2):
        keys.make("acme", generation)
        keys.make("acme", generation)
    keys.make("globex", 1)
    wrapped = keys.wrap("acme", 1, KEY, b"here")
    assert KEY not in wrapped
    assert keys.unwrap("acme", 1, wrapped, b"here") == KEY
    for controller, generation, data, context in (
        ("acme", 2, wrapped, b"here"),
        ("globex", 1, wrapped, b"here"),
        ("acme", 1, wrapped, b"elsewhere"),
        ("acme", 1, wrapped[:-1] + bytes([wrapped[-1] ^ 1]), b"here"),
        ("acme", 3, wrapped, b"here"),
        ("nobody", 1, wrapped, b"here"),
    ):
        with pytest.raises(NoKey) as error:
            keys.unwrap(controller, generation, data, context)
        assert KEY.hex() not in str(error.value)
        assert "7294" not in str(error.value)
    assert keys.generations("acme") == [1, 2]
    keys.destroy("acme", 1)
    keys.destroy("acme", 1)
    assert (keys.generations("acme"), keys.generations("globex")) == ([2], [1])
    with pytest.raises(NoKey):
        keys.unwrap("acme", 1, wrapped, b"here")


def test_a_vault_runs_on_every_key_store(keys, tmp_path):
    house = House("memory:", tmp_path, Clock(), Seeded("vault"), None)
    house.open(wrap=keys)
    handle = house.person("li")
    house.write(handle, LI)
    rotation = Rotation(house.vault, house.clock, house.randomness)
    rotation.begin("acme")
    while rotation.step("acme").left:
        pass
    assert rotation.retire("acme") == [1]
    house.vault.keyring.forget("acme", handle)
    assert house.read(handle) == LI
    assert house.find("phone", LI["phone"]) == [handle]
    house.close()


def test_a_device_gives_no_key_away(token, tmp_path):
    import pkcs11

    keys = keys_of(token, "7294", tmp_path, INTERNATIONAL, Seeded("keys"))
    keys.make("acme", 1)
    library = token.removeprefix("pkcs11:").partition("?")[0]
    with pkcs11.lib(library).get_token(token_label="troth").open() as session:  # the process is logged in
        (key,) = session.get_objects({pkcs11.Attribute.LABEL: "troth/acme/1"})
        assert key[pkcs11.Attribute.EXTRACTABLE] is False
        with pytest.raises(pkcs11.exceptions.PKCS11Error):
            key[pkcs11.Attribute.VALUE]


def test_a_wrong_pin_opens_nothing(token, tmp_path):
    keys = keys_of(token, "4829", tmp_path, INTERNATIONAL, Seeded("keys"))
    with pytest.raises(NoKey) as error:
        keys.make("acme", 1)
    assert "4829" not in str(error.value)


def test_a_change_of_profile_opens_what_was_there_and_rotates_the_rest(tmp_path):
    house = House("memory:", tmp_path, Clock(), Seeded("vault"), None)
    handle = house.person("li")
    house.write(handle, LI)
    house.vault.keyring.profile = SM
    assert house.read(handle) == LI
    assert house.find("phone", LI["phone"]) == [handle]
    house.write(handle, {"phone": "13900139000"})
    sealed = house.store.read("acme", lambda book: {each.sealed[:1] for each in book.records(handle)})
    assert sealed == {b"\x01", b"\x02"}
    rotation = Rotation(house.vault, house.clock, house.randomness)
    rotation.begin_index("acme", "phone")
    while rotation.step_index("acme", "phone").left:
        pass
    assert house.find("phone", "13900139000") == [handle]
    assert house.find("phone", LI["phone"]) == []
    house.holding.erase(house.order(handle, Act.ERASE))
    assert house.find("phone", "13900139000") == []
    house.close()


@pytest.mark.parametrize(
    "pin",
    ["1234", "12345678", "0000", "4321", "1212", "123123", "7890", "112233", "648219", "SoftHSM", "Password"],
)
def test_a_pin_that_everybody_tries_first_is_refused(pin, tmp_path):
    with pytest.raises(SettingsError) as refused:
        keys_of("pkcs11:/lib.so?token=a", pin, tmp_path, INTERNATIONAL, Seeded("keys"))
    assert refused.value.id == "settings.vault-pin"
    assert pin not in str(refused.value)


def test_a_pin_that_somebody_drew_is_a_pin():
    assert not any(is_known_pin(each) for each in ("7294", "1357", "90210", "4829164", "1224", "k7fmq2"))


@pytest.mark.parametrize(
    ("address", "pin"),
    [
        ("safe:here", "1"),
        ("pkcs11:/lib.so", "1"),
        ("pkcs11:/lib.so?token=a", None),
        ("kms:", None),
        ("kms:x?y=1", None),
    ],
)
def test_a_wrong_address_is_refused(address, pin, tmp_path):
    with pytest.raises(SettingsError):
        keys_of(address, pin, tmp_path, INTERNATIONAL, Seeded("keys"))
    with pytest.raises(SettingsError):
        profile_of("rot13")
    assert isinstance(keys_of(None, None, tmp_path, profile_of(None), Seeded("keys")), FileWrapKeys)


def test_the_folders_of_key_files_are_for_their_owner_only(tmp_path):
    folder = tmp_path / "home" / "vault-keys"
    keys = FileWrapKeys(folder, Seeded("modes"))
    keys.make("acme", 1)
    folder.chmod(0o755)  # as an earlier version left it
    keys.make("acme", 2)
    assert [each.stat().st_mode & 0o777 for each in (folder, folder / "acme")] == [0o700, 0o700]
