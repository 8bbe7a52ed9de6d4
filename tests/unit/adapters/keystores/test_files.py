"""Key files: made once, for their owner only, never half written, never taken for another."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from troth.adapters.keystores import Ed25519, Ed25519Signer, FileKeyStore, KeyStoreError
from troth.ledger import VerifierKey, key_of
from troth.ledger.errors import FormatError

NAME = "ledger.example/acme"


@pytest.fixture
def store(tmp_path: Path) -> FileKeyStore:
    return FileKeyStore(tmp_path / "keys")


def files(store: FileKeyStore) -> dict[str, Path]:
    return {path.suffix or path.name: path for path in store._folder(NAME).iterdir()}


def test_a_key_is_made_once_and_opened_again(store):
    first = store.open_or_create(NAME)
    again = store.open_or_create(NAME)
    assert key_of(first) == key_of(again) == store.current(NAME)
    signature = again.sign(b"text")
    assert Ed25519().fits(first.public_key, b"text", signature)
    assert not Ed25519().fits(first.public_key, b"other", signature)


def test_a_second_key_is_not_made_over_the_first(store):
    store.create(NAME)
    with pytest.raises(KeyStoreError) as caught:
        store.create(NAME)
    assert caught.value.id == "keystore.key-exists"


def test_only_the_owner_reads_the_secret(store):
    store.create(NAME)
    found = files(store)
    assert set(found) == {".pem", ".pub", "current"}
    assert found[".pem"].stat().st_mode & 0o777 == 0o600
    assert found[".pem"].parent.stat().st_mode & 0o077 == 0
    assert found[".pub"].read_text() == found["current"].read_text() == store.current(NAME).text + "\n"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666, 0o601])
def test_a_secret_that_others_may_read_is_refused(store, mode):
    store.create(NAME)
    files(store)[".pem"].chmod(mode)
    with pytest.raises(KeyStoreError) as caught:
        store.open(NAME)
    assert caught.value.id == "keystore.key-open"
    assert "0600" in caught.value.help("zh")


def test_a_link_in_place_of_the_secret_is_refused(store, tmp_path):
    store.create(NAME)
    pem = files(store)[".pem"]
    pem.rename(tmp_path / "elsewhere.pem")
    pem.symlink_to(tmp_path / "elsewhere.pem")
    with pytest.raises(KeyStoreError) as caught:
        store.open(NAME)
    assert caught.value.id == "keystore.key-open"


@pytest.mark.parametrize(
    "content", [b"", b"nonsense", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"]
)
def test_a_damaged_secret_is_refused(store, content):
    store.create(NAME)
    files(store)[".pem"].write_bytes(content)
    with pytest.raises(KeyStoreError) as caught:
        store.open(NAME)
    assert caught.value.id == "keystore.key-broken"


def test_another_secret_in_its_place_is_refused(store):
    store.create(NAME)
    files(store)[".pem"].write_bytes(Ed25519Signer(NAME, bytes(32)).pem())
    with pytest.raises(KeyStoreError) as caught:
        store.open(NAME)
    assert caught.value.id == "keystore.key-broken"


@pytest.mark.parametrize("text", ["", "nonsense", "other.example+00000000+AAAA"])
def test_a_damaged_pointer_is_refused(store, text):
    store.create(NAME)
    files(store)["current"].write_text(text)
    with pytest.raises(KeyStoreError) as caught:
        store.open(NAME)
    assert caught.value.id == "keystore.key-broken"


def test_a_pointer_to_the_key_of_another_name_is_refused(store):
    store.create(NAME)
    files(store)["current"].write_text(key_of(Ed25519Signer("other.example", bytes(32))).text)
    for use in (store.open, store.current):
        with pytest.raises(KeyStoreError) as caught:
            use(NAME)
        assert caught.value.id == "keystore.key-broken"


def test_a_name_without_a_key_is_said_to_have_none(store):
    with pytest.raises(KeyStoreError) as caught:
        store.open(NAME)
    assert caught.value.id == "keystore.no-key"
    assert not store.names_key(NAME)


def test_a_secret_that_is_gone_is_said_to_be_gone(store):
    store.create(NAME)
    files(store)[".pem"].unlink()
    with pytest.raises(KeyStoreError) as caught:
        store.open(NAME)
    assert caught.value.id == "keystore.no-key"


@pytest.mark.parametrize("name", ["..", ".", "../../etc", "a/../b", "/absolute", "~root", ".hidden"])
def test_a_name_stays_in_the_directory(tmp_path, name):
    store = FileKeyStore(tmp_path / "keys")
    store.create(name)
    assert [path.name for path in tmp_path.iterdir()] == ["keys"]
    assert len([path for path in (tmp_path / "keys").iterdir() if path.is_dir()]) == 1
    assert key_of(store.open(name)).name == name


def test_two_names_never_meet(tmp_path):
    store = FileKeyStore(tmp_path / "keys")
    names = ["a/b", "a%2Fb", "a.b", "A/b", "a_b", ".a", "%2Ea", "~a", "%7Ea"]
    keys = {name: key_of(store.create(name)) for name in names}
    assert len({key.public_key for key in keys.values()}) == len(names)
    assert {name: store.current(name) for name in names} == keys


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb"])
def test_a_bad_name_is_refused(store, name):
    with pytest.raises(FormatError):
        store.create(name)


def test_a_next_key_signs_only_once_it_is_active(store):
    first = key_of(store.create(NAME))
    following = key_of(store.prepare(NAME))
    assert store.current(NAME) == first
    assert key_of(store.open(NAME, following)) == following
    store.activate(NAME, following)
    assert store.current(NAME) == following
    assert key_of(store.open(NAME)) == following
    assert key_of(store.open(NAME, first)) == first
    store.activate(NAME, following)


def test_a_key_whose_secret_is_not_here_cannot_be_activated(store):
    first = store.create(NAME)
    with pytest.raises(KeyStoreError):
        store.activate(NAME, VerifierKey(NAME, bytes(32)))
    assert store.current(NAME) == key_of(first)


def test_a_next_key_needs_a_first(store):
    with pytest.raises(KeyStoreError):
        store.prepare(NAME)


def test_nothing_is_left_of_a_write_that_failed(store, monkeypatch):
    """The N-th call that fails, for every N, leaves no readable half key and can be tried again."""
    said: list[str] = []
    for failing in range(1, 30):
        name = f"{NAME}/{failing}"
        calls = iter(range(1, 1000))
        real = os.fsync

        def fsync(descriptor, calls=calls, failing=failing, real=real):
            if next(calls) == failing:
                raise OSError(28, "No space left on device")
            real(descriptor)

        monkeypatch.setattr(os, "fsync", fsync)
        try:
            store.create(name)
        except KeyStoreError as error:
            said.append(error.text("en"))
            monkeypatch.setattr(os, "fsync", real)
            assert [p.name for p in store._folder(name).iterdir() if p.name.startswith(".")] == []
            signer = store.open_or_create(name)
            assert store.open(name).public_key == signer.public_key
        else:
            monkeypatch.setattr(os, "fsync", real)
            break
    else:
        pytest.fail("there was no end to the failures")
    assert len(said) > 4
    assert set(said) == {"the key directory cannot be used: No space left on device"}


def test_the_secret_comes_from_the_given_randomness(tmp_path):
    store = FileKeyStore(tmp_path, random_bytes=bytes)
    assert store.create(NAME).public_key == Ed25519Signer(NAME, bytes(32)).public_key


def test_a_signer_does_not_show_its_secret():
    signer = Ed25519Signer(NAME, bytes(range(32)))
    assert bytes(range(32)).hex() not in repr(signer)
    assert signer.public_key.hex() in repr(signer)
    assert NAME in repr(signer)


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_key_or_signature_of_another_length_fits_nothing(length):
    signer = Ed25519Signer(NAME, bytes(32))
    assert not Ed25519().fits(bytes(length), b"a", signer.sign(b"a"))
    assert not Ed25519().fits(signer.public_key, b"a", bytes(length))
