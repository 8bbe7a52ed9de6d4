"""A lake in a bucket with versions, on a real HTTP server of S3's protocol: the same acts, and no version of anybody left."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.holdings.shop import Clock, Given
from tests.lakes import water
from troth.adapters.connectors import LakeAddress, catalogue_of_lake, open_lake, signs_in_lake
from troth.adapters.connectors.lake_files import BucketFolder
from troth.holdings import check_live, read_places

LI = ("13800138000", "li.lei@mail.example", "李雷")


@pytest.fixture(scope="module")
def server():
    from moto.server import ThreadedMotoServer

    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    yield f"http://127.0.0.1:{running.get_host_and_port()[1]}"
    running.stop()


@pytest.fixture(params=["parquet", "delta", "iceberg"])
def bucket(server, request, monkeypatch, tmp_path):
    """A bucket with versions, and in it a lake that was written over once; its folder and its catalogue."""
    import boto3

    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "invented")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", server)
    client = boto3.client("s3")
    name = f"b{abs(hash(request.node.name))}"
    client.create_bucket(Bucket=name)
    client.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    if request.param == "iceberg":
        yield name, client, iceberg(tmp_path, f"s3://{name}/lake")
        client.close()
        return
    root = water.fill(tmp_path / "here", request.param, ["people"])
    for each in sorted(root.rglob("*")):
        if each.is_file():
            key = f"lake/{each.relative_to(root)}"
            for _ in range(2 if request.param == "parquet" else 1):
                client.put_object(Bucket=name, Key=key, Body=each.read_bytes())
    yield name, client, ""
    client.close()


def iceberg(tmp_path, root):
    """Make the tables of the lake at `root`; return the address of their catalogue."""
    from pyiceberg.catalog.sql import SqlCatalog

    from troth.adapters.connectors.lake_iceberg_catalogue import store_options

    address = f"sqlite:///{tmp_path}/catalogue.db"
    catalogue = SqlCatalog("water", uri=address, **store_options(root))
    catalogue.create_namespace("default")
    whole = pa.table(water.ROWS["people"])
    table = catalogue.create_table("default.people", schema=whole.schema, location=f"{root}/people")
    table.append(whole)
    return address


def everywhere(name, client):
    """Every byte of every object and version, unpacked, and every key."""
    said = []
    for page in client.get_paginator("list_object_versions").paginate(Bucket=name):
        said += [(each["Key"], b"") for each in page.get("DeleteMarkers", ())]
        for each in page.get("Versions", ()):
            content = client.get_object(Bucket=name, Key=each["Key"], VersionId=each["VersionId"])[
                "Body"
            ].read()
            if each["Key"].endswith(".parquet"):
                content += repr(pq.read_table(pa.BufferReader(content)).to_pylist()).encode()
            if each["Key"].endswith(".avro"):
                content += water.unpacked(content)
            said.append((each["Key"], content))
    return said


def test_a_person_is_erased_with_every_version_and_others_stay(bucket, tmp_path):
    name, client, catalogue = bucket
    places = read_places(water.SMALL)
    people = Given({water.HANDLE: water.LI, water.OTHER: water.WANG})
    at = LakeAddress(f"s3://{name}/lake", notes=tmp_path / "notes", catalogue=catalogue)
    place = open_lake(at, places, "lake", people, Clock(), water.KINDS)
    assert place.find(water.order()).parts == {"people": 1}
    assert place.export(water.order()).values["name"] == "李雷"
    receipt = place.erase(water.order())
    assert (receipt.state, receipt.why) == ("done", ())
    assert receipt.counts == {"deleted": 1}
    assert receipt.remains == ("replicas", "copies-of-files")
    left = everywhere(name, client)
    assert not [key for key, said in left if any(each in key or each.encode() in said for each in LI)]
    assert place.find(water.order()).parts == {}
    assert place.erase(water.order()).at == receipt.at
    assert place.find(water.order(water.OTHER)).parts == {"people": 1}
    found = catalogue_of_lake(at.folder, "lake", catalogue)
    assert check_live(places, places.places["lake"], found) == []


@pytest.mark.parametrize("bucket", ["parquet"], indirect=True)
def test_what_others_write_is_never_overwritten_and_what_is_kept_back_is_told(bucket, tmp_path, monkeypatch):
    name, client, _ = bucket
    from troth.adapters.connectors import lake_rewriting

    whole = lake_rewriting._written

    def meanwhile(rewriting, opened):
        touched = whole(rewriting, opened)
        key = "lake/people/day=1/part-0.parquet"
        old, new = (
            client.get_object(Bucket=name, Key=each)["Body"].read()
            for each in (key, "lake/people/part-1.parquet")
        )
        client.put_object(Bucket=name, Key=key, Body=new)
        client.put_object(Bucket=name, Key="lake/people/part-2.parquet", Body=old)
        return touched

    place = open_lake(
        LakeAddress(f"s3://{name}/lake", notes=tmp_path / "notes"),
        read_places(water.SMALL), "lake", Given({water.HANDLE: water.LI}), Clock(), water.KINDS,
    )  # fmt: skip
    monkeypatch.setattr(lake_rewriting, "_written", meanwhile)
    assert place.erase(water.order()).why == ("rows-changed",)
    monkeypatch.setattr(lake_rewriting, "_written", whole)
    settle = BucketFolder.settle
    monkeypatch.setattr(BucketFolder, "settle", lambda _: ("kept-back",))
    assert place.erase(water.order()).why == ("kept-back",)
    monkeypatch.setattr(BucketFolder, "settle", settle)
    assert place.erase(water.order()).state == "done"


@pytest.mark.parametrize("bucket", ["parquet"], indirect=True)
def test_a_bucket_is_scanned_tables_and_objects(bucket):
    from troth.adapters.connectors import MachineWatch, open_place
    from troth.holdings import Budget, scan_place

    name, client, _ = bucket
    client.put_object(Bucket=name, Key="lake/exports/a.csv", Body="编号,备注\n1,电话13800138000\n".encode())
    found = scan_place(open_place(f"s3://{name}/lake"), Budget(), MachineWatch())
    assert {(line.table, line.column): line.kind for line in found.columns} == {
        ("exports/*.csv", "编号"): None,
        ("exports/*.csv", "备注"): "contact.phone_number",
        ("people", "id"): None,
        ("people", "phone"): "contact.phone_number",
        ("people", "mail"): "contact.email",
        ("people", "name"): "name",
        ("people", "blocked"): None,
    }


@pytest.mark.parametrize("bucket", ["parquet"], indirect=True)
def test_a_lake_that_is_put_back_is_noticed_and_who_was_erased_goes_again(bucket, tmp_path):
    name, client, _ = bucket
    at = LakeAddress(f"s3://{name}/lake", notes=tmp_path / "notes")
    keys = [each["Key"] for each in client.list_objects_v2(Bucket=name)["Contents"]]
    before = {key: client.get_object(Bucket=name, Key=key)["Body"].read() for key in keys}
    people = Given({water.HANDLE: water.LI, water.OTHER: water.WANG})
    places = read_places(water.SMALL)
    place = water.Restored(
        tmp_path,
        lambda erasures: open_lake(at, places, "lake", people, Clock(), water.KINDS, erasures=erasures),
    )
    assert place.holding.erase(water.order()).state == "done"
    place.back().erase_again(water.AGAIN)
    assert signs_in_lake(at, "lake", place.listings, "acme") == (0, 0)
    assert not place.back().went_back("acme")
    for key, content in before.items():
        client.put_object(Bucket=name, Key=key, Body=content)
    assert signs_in_lake(at, "lake", place.listings, "acme").restored >= 1
    assert place.back().went_back("acme")
    done = place.back().erase_again(water.AGAIN)
    assert (done.state, done.counts["deleted"]) == ("done", 1)
    left = everywhere(name, client)
    assert not [key for key, said in left if any(each in key or each.encode() in said for each in LI)]
    place.back().erase_again(water.AGAIN)
    assert not place.back().went_back("acme")
