"""Rotation beside normal work, killed at every call, and the drill that shows which keys are needed."""

from __future__ import annotations

import pytest

from tests.vault.house import LI, WANG
from troth.adapters.keystores import FileWrapKeys
from troth.vault import Drilled, Rotation, drill
from troth.vault.errors import NoKey, NotFindable, UnsafeSecret
from troth.vocabulary import Act


@pytest.fixture
def crowd(house):
    """Seven people, and the rotation of their vault."""
    handles = [house.person(f"p{number}") for number in range(7)]
    for number, handle in enumerate(handles):
        house.write(handle, LI | {"phone": f"1380013800{number}"})
    return house, handles, Rotation(house.vault, house.clock, house.randomness)


def phones(house, handles):
    return [house.read(each, {"phone": "raw"})["phone"] for each in handles]


def test_a_rotation_goes_on_beside_work_and_ends(crowd):
    house, handles, rotation = crowd
    before = phones(house, handles)
    begun = rotation.begin("acme")
    assert (begun.generation, begun.left) == (2, 10)  # seven people and three indexes
    assert rotation.step("acme", 3).left == 4
    assert rotation.begin("acme").generation == 2, "one that is under way is continued"
    assert rotation.retire("acme") == []
    newcomer = house.person("new")
    house.write(newcomer, WANG)
    house.erase(handles[6])
    house.write(handles[5], {"name": "李"})
    rows = house.store.read("acme", lambda book: [book.key_row(each) for each in handles[:6]])
    left = sum(each.generation == 1 for each in rows)
    assert 3 <= left <= 4
    assert rotation.progress("acme").left == left
    assert [rotation.step("acme", 2).left for _ in range(3)] == [left - 2, max(left - 4, 0), 0]
    assert house.keys.generations("acme") == [1, 2]
    assert rotation.retire("acme") == [1]
    assert house.keys.generations("acme") == [2]
    if house.url != "memory:":
        house.reopen()
    assert phones(house, handles[:6]) == before[:6]
    assert house.read(newcomer) == WANG
    assert house.find("phone", "13800138002") == [handles[2]]
    assert drill(house.store, house.keys, "acme") == Drilled("acme", {2: 10}, {})
    kinds = [dict(body) for kind, body in rotated(house)]
    assert kinds == [
        {"state": "begun", "generation": 2},
        {"state": "done", "generation": 2},
        {"state": "retired", "generation": 1},
    ]


def rotated(house):
    from troth.ledger import read_entry

    entries = house.store.read("acme", lambda book: [read_entry(each) for each in book.entries()])
    return [(each.kind, each.body) for each in entries if each.kind == "vault.key.rotated"]


class Fails:
    """A key store that is killed at the call with the number `at`."""

    def __init__(self, keys, at):
        self._keys, self._left = keys, at

    def __getattr__(self, name):
        def called(*arguments):
            self._left -= 1
            if self._left < 0:
                raise KeyboardInterrupt
            return getattr(self._keys, name)(*arguments)

        return called


def test_killed_again_and_again_it_goes_on_from_there(plain):
    handles = [plain.person(f"p{number}") for number in range(3)]
    for each in handles:
        plain.write(each, WANG)
    killed, ended = 0, False
    for at in range(60):
        keys = plain.vault.keyring.keys
        plain.vault.keyring.keys = Fails(keys, at)
        rotation = Rotation(plain.vault, plain.clock, plain.randomness)
        try:
            rotation.begin("acme")
            while rotation.step("acme", 1).left:
                pass
            rotation.retire("acme")
            ended = True
        except KeyboardInterrupt:
            ended, killed = False, killed + 1
        plain.reopen()
        assert all(plain.read(each) == WANG for each in handles)
        assert sorted(plain.find("phone", WANG["phone"])) == sorted(handles)
        if ended:
            break
    assert ended
    assert killed > 5
    assert len(plain.keys.generations("acme")) == 1


def test_old_keys_are_said_to_be_destroyed_before_they_are(crowd, monkeypatch):
    house, _, rotation = crowd
    assert rotation.retire("acme") == []
    rotation.begin("acme")
    while rotation.step("acme").left:
        pass
    told = []
    monkeypatch.setattr(type(house.keys), "destroy", lambda *_: told.append(dict(rotated(house)[-1][1])))
    assert rotation.retire("acme") == [1]
    assert told == [{"state": "retired", "generation": 1}]


def test_an_index_moves_to_another_key(crowd):
    house, handles, rotation = crowd
    old = house.store.read("acme", lambda book: {each.tag for h in handles for each in book.finds_of(h)})
    assert rotation.begin_index("acme", "phone").left == 7
    rotation.step_index("acme", "phone", 3)
    assert [house.find("phone", f"1380013800{n}") for n in range(7)] == [[each] for each in handles]
    house.write(handles[0], {"phone": "13500135000"})
    while rotation.step_index("acme", "phone", 3).left:
        pass
    assert house.find("phone", "13500135000") == [handles[0]]
    assert [house.find("phone", f"1380013800{n}") for n in range(1, 7)] == [[h] for h in handles[1:]]
    new = house.store.read("acme", lambda book: [each for h in handles for each in book.finds_of(h)])
    assert not old & {each.tag for each in new if each.element == "phone"}
    series = house.store.read("acme", lambda book: [s.series for s in book.series() if s.element == "phone"])
    assert series == [2]
    assert [dict(body) for _, body in rotated(house)] == [
        {"state": "begun", "generation": 2, "elements": ("phone",)},
        {"state": "done", "generation": 2, "elements": ("phone",)},
    ]
    with pytest.raises(NotFindable):
        rotation.begin_index("acme", "gender")


def test_the_drill_tells_what_is_lost(crowd, tmp_path, monkeypatch):
    house, handles, rotation = crowd
    backup, told = FileWrapKeys(tmp_path / "backup", house.randomness), []
    monkeypatch.setattr("troth.vault.drilling.BATCH", 3)
    found = drill(house.store, backup, "acme", lambda *said: told.append(said))
    assert found == Drilled("acme", {}, {1: 10})
    assert {of for _, of in told} == {10}  # counted before the first key is tried
    assert [done for done, _ in told] == sorted({done for done, _ in told})
    assert (told[0], told[-1]) == ((0, 10), (10, 10))
    rotation.begin("acme")
    rotation.step("acme", 2)
    house.keys.destroy("acme", 1)
    found = drill(house.store, FileWrapKeys(tmp_path / "vault-keys", house.randomness), "acme")
    assert (found.opened, found.failed) == ({2: 5}, {1: 5})
    house.vault.keyring._held.clear()
    rows = house.store.read("acme", lambda book: [book.key_row(each) for each in handles])
    lost = [each.handle for each in rows if each.generation == 1]
    assert len(lost) == 5
    for each in lost:
        with pytest.raises(NoKey) as raised:
            house.read(each)
        assert str(tmp_path) not in str(raised.value)


def test_key_files_are_their_owners_and_no_samples(tmp_path, house):
    house.write(house.person("li"), LI)
    (file,) = (tmp_path / "vault-keys").rglob("*.kek")
    assert file.stat().st_mode & 0o077 == 0
    secret = file.read_bytes()
    house.keys.make("acme", 1)
    assert file.read_bytes() == secret, "what is there is kept"

    def attempt():
        return FileWrapKeys(tmp_path / "vault-keys", house.randomness).wrap("acme", 1, b"k", b"c")

    file.chmod(0o640)
    with pytest.raises(NoKey):
        attempt()
    file.chmod(0o600)
    assert attempt()
    file.write_bytes(b"change-me-change-me-change-me-12")
    with pytest.raises(UnsafeSecret):
        attempt()
    file.unlink()
    file.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(NoKey):
        attempt()


def test_a_wrong_key_store_writes_nothing(house):
    class Refuses(FileWrapKeys):
        def wrap(self, *_):
            raise NoKey.__new__(NoKey)

    li = house.person("li")
    house.vault.keyring.keys = Refuses(house.folder / "vault-keys", house.randomness)
    with pytest.raises(NoKey):
        house.vault.write(house.permit(li, Act.COLLECT), LI)
    assert house.store.read("acme", lambda book: (book.key_row(li), book.records(li), book.series())) == (
        None,
        [],
        [],
    )
