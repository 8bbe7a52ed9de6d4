"""Objects: files under a tree, and a bucket with versions on a real HTTP server of S3's protocol."""

from __future__ import annotations

import json

import pytest

from tests.holdings.shop import Clock, Given
from tests.lakes import water
from troth.adapters.connectors import (
    ObjectsAddress,
    catalogue_of_objects,
    open_objects,
    signs_in_objects,
)
from troth.adapters.connectors.objects_stores import Bucket, open_store
from troth.holdings import check_live, read_places
from troth.holdings.errors import BadMap, Drifted, Stopped
from troth.holdings.ports import MASKED, ONLY_WHOLE

MAP = """
troth-map: 1
policy: acme
places:
  files:
    objects: TROTH_PLACE_FILES
    columns:
      avatars: {phone: contact.phone_number, content: none}
      people: {id: none, mail: contact.email, name: name}
      talks: {to: none, from: none, body: content.message, hidden: none}
    tables:
      avatars: {at: "avatars/{phone}.png", by: {phone: phone}, data: {phone: phone}}
      people: {at: "people-*.csv", by: {mail: email}, data: {mail: email, name: name}, anonymise: columns}
      talks:
        at: "talks/*.jsonl"
        restrict: hidden
        shared:
          one: {by: {from: people.id}, data: {body: message}}
          other: {by: {to: people.id}, data: {}}
"""
FILES = {
    "avatars/13800138000.png": b"\x89PNG li",
    "avatars/%2B8613800138000.png": b"\x89PNG li too",
    "avatars/13900139000.png": b"\x89PNG wang",
    "people-1.csv": "id,mail,name\r\n1,li.lei@mail.example,李雷\r\n2,wang.fang@mail.example,王芳\r\n".encode(),
    "talks/2026-01.jsonl": b'{"from": 1, "to": 2, "body": "by li"}\n{"from": 2, "to": 1, "body": "by wang"}\n',
    "talks/2026-02.jsonl": b'{"from": 2, "to": 3, "body": "by wang", "hidden": "0"}\n',
}
GONE = ("13800138000", "li.lei@mail.example", "李雷", "by li")


@pytest.fixture(scope="module")
def server():
    from moto.server import ThreadedMotoServer

    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    yield f"http://127.0.0.1:{running.get_host_and_port()[1]}"
    running.stop()


@pytest.fixture
def bucket(server, request, monkeypatch):
    import boto3

    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "invented")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", server)
    client = boto3.client("s3")
    name = "b" + str(abs(hash(request.node.name)))
    client.create_bucket(Bucket=name)
    client.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    for key, content in FILES.items():
        client.put_object(
            Bucket=name, Key=f"acme/{key}", Body=b"older " + content if "png" in key else content
        )
        client.put_object(Bucket=name, Key=f"acme/{key}", Body=content)
    client.put_object(Bucket=name, Key="acme/avatars/13800138000.png", Body=b"third")
    client.put_object(Bucket=name, Key="others/13800138000.png", Body=b"not of this place")
    yield f"s3://{name}/acme"
    client.close()


@pytest.fixture
def tree(tmp_path):
    for key, content in FILES.items():
        path = tmp_path / "tree" / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return f"file://{tmp_path}/tree"


@pytest.fixture(params=["tree", "bucket"])
def url(request):
    return request.getfixturevalue(request.param)


def holding(url, tmp_path, map_=MAP, **more):
    people = Given({water.HANDLE: water.LI, water.OTHER: water.WANG})
    at = ObjectsAddress(url, tmp_path / "notes")
    return open_objects(at, read_places(map_), "files", people, Clock(), water.KINDS, **more)


def everywhere(url):
    """Every byte of every object and version, and every key."""
    store = open_store(url, "files")
    said = [(key, store.read(key)) for key in store.listed()]
    said += [(each.key, b"" if each.empty else store.read(each.key, each.id)) for each in store.versions()]
    return said


def test_a_person_is_found_by_key_and_by_content_and_erased_with_every_version(url, tmp_path):
    place, order = holding(url, tmp_path), water.order(place="files")
    assert place.find(order).parts == {"avatars": 2, "people": 1, "talks": 2}
    records = place.export(order).records
    assert any(MASKED in each.cells for each in records)
    assert "李雷" in place.export(order).values.values()
    before = dict(everywhere(url))
    receipt = place.erase(order)
    assert (receipt.state, receipt.why) == ("done", ())
    assert receipt.counts == {"deleted": 3, "cleared": 2}
    assert "copies-of-files" in receipt.remains
    left = everywhere(url)
    assert not [key for key, said in left if any(each in key or each.encode() in said for each in GONE)]
    assert dict(left)["avatars/13900139000.png"] == before["avatars/13900139000.png"]
    assert dict(left)["people-1.csv"] == "id,mail,name\r\n2,wang.fang@mail.example,王芳\r\n".encode()
    assert [json.loads(line) for line in dict(left)["talks/2026-01.jsonl"].splitlines()] == [
        {"from": None, "to": 2, "body": None},
        {"from": 2, "to": None, "body": "by wang"},
    ]
    assert place.erase(order).at == receipt.at
    assert place.find(order).parts == {}


def test_a_part_of_an_object_is_never_said_to_be_erased(tree, tmp_path):
    """It goes as a whole: an order for what is in it alone changes nothing, and says so."""
    text = MAP.replace(
        "avatars: {phone: contact.phone_number, content: none}",
        "avatars: {phone: contact.phone_number, content: content.message}",
    )
    text = text.replace("data: {phone: phone}}", "data: {phone: phone, content: message}}", 1)
    before = dict(everywhere(tree))
    receipt = holding(tree, tmp_path, text).erase(water.order(place="files", elements=("message",)))
    assert (receipt.state, receipt.why) == ("unfinished", (ONLY_WHOLE,))
    assert {key: said for key, said in everywhere(tree) if "avatars" in key} == {
        key: said for key, said in before.items() if "avatars" in key
    }
    assert holding(tree, tmp_path / "whole", text).erase(water.order(place="files")).state == "done"
    assert not [key for key, _ in everywhere(tree) if "13800138000" in key]


def test_correcting_and_what_is_not_on_the_map(tree, tmp_path):
    place, order = holding(tree, tmp_path), water.order(place="files")
    assert place.correct(order, {"name": "李磊"}).counts == {"corrected": 1}
    assert "李磊" in place.export(order).values.values()
    loose = tmp_path / "tree" / "loose" / "a.bin"
    loose.parent.mkdir()
    loose.write_bytes(b"?")
    places = read_places(MAP)
    faults = check_live(places, places.places["files"], catalogue_of_objects(tree, places.places["files"]))
    assert "table-not-on-map" in [each.id for each in faults]
    with pytest.raises(Drifted):
        place.find(order)
    loose.unlink()
    (tmp_path / "tree" / "talks" / "broken.jsonl").write_bytes(b'{"from": "13800138000"')
    with pytest.raises(Stopped) as stopped:
        place.find(order)
    assert "13800138000" not in str(stopped.value)


def test_what_the_store_keeps_back_is_told_and_taken_up_again(bucket, tmp_path, monkeypatch):
    place, order = holding(bucket, tmp_path), water.order(place="files")
    whole = Bucket.drop_version
    monkeypatch.setattr(Bucket, "drop_version", lambda *_: ("kept-back",))
    receipt = place.erase(order)
    assert (receipt.state, receipt.why) == ("unfinished", ("kept-back",))
    monkeypatch.setattr(Bucket, "drop_version", whole)
    again = place.erase(order)
    assert (again.state, again.counts) == ("done", {"deleted": 3, "cleared": 2})
    assert not [
        key for key, said in everywhere(bucket) if any(each in key or each.encode() in said for each in GONE)
    ]


def test_a_table_of_objects_says_where_it_is():
    with pytest.raises(BadMap):
        read_places(MAP.replace('at: "people-*.csv", ', ""))
    with pytest.raises(BadMap):
        read_places(MAP.replace("objects: TROTH_PLACE_FILES", "lake: TROTH_PLACE_FILES"))


def test_objects_that_are_put_back_go_again(url, tmp_path):
    place = water.Restored(tmp_path, lambda erasures: holding(url, tmp_path, erasures=erasures))
    assert place.holding.erase(water.order(place="files")).state == "done"
    after = dict(everywhere(url))
    place.back().erase_again(water.AGAIN)
    mapped = read_places(MAP).places["files"]
    assert signs_in_objects(url, mapped, place.listings, "acme") == (0, 0)
    assert not place.back().went_back("acme")
    for key, content in FILES.items():  # yesterday's objects, beside what is there
        if url.startswith("s3://"):
            bucket_of(url).put_object(Key=f"acme/{key}", Body=content)
        else:
            (tmp_path / "tree" / key).write_bytes(content)
    assert signs_in_objects(url, mapped, place.listings, "acme").restored >= 3
    assert place.back().went_back("acme")
    done = place.back().erase_again(water.AGAIN)
    assert (done.state, done.counts["deleted"], done.counts["cleared"]) == ("done", 3, 2)
    assert dict(everywhere(url)) == after
    place.back().erase_again(water.AGAIN)
    assert not place.back().went_back("acme")


def bucket_of(url):
    import boto3

    return boto3.resource("s3").Bucket(url[5:].partition("/")[0])


def test_what_somebody_wrote_stops_nobodys_erasure(tree, tmp_path):
    """JSON may have half of a pair in a text, which UTF-8 cannot; and a cell may be long."""
    talks, people = (tmp_path / "tree" / name for name in ("talks/2026-01.jsonl", "people-1.csv"))
    half = b'{"from": 2, "to": 1, "body": "by wang \\ud83d"}\n'
    talks.write_bytes(FILES["talks/2026-01.jsonl"].splitlines(keepends=True)[0] + half)
    long = "王芳" * 100_000
    people.write_bytes(FILES["people-1.csv"].replace("王芳".encode(), long.encode()))
    done = holding(tree, tmp_path).erase(water.order(place="files"))
    assert (done.state, done.why) == ("done", ())
    kept = [json.loads(line) for line in talks.read_bytes().splitlines()]
    assert kept[1] == {"from": 2, "to": None, "body": "by wang \ud83d"}
    assert long in people.read_text("utf-8")
    assert "李雷" not in people.read_text("utf-8")
