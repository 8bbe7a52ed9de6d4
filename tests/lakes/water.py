"""An invented company's lake: Parquet folders, Delta and Iceberg tables, its map, and the people in it."""

from __future__ import annotations

import io
import zlib
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import write_deltalake

from tests.holdings.shop import Clock, Given
from troth.adapters.connectors import FileListings, MemoryErasures, come_back_to
from troth.adapters.connectors.lake import Lake, LakeHolding
from troth.holdings import read_places
from troth.holdings.ports import Order

KINDS = {"phone": "contact.phone_number", "email": "contact.email", "name": "name", "message": "content.message",
         "event": "behavior.usage", "invoice": "financial.invoice"}  # fmt: skip
HANDLE, OTHER = "ab" * 16, "cd" * 16
LI = {"phone": ("13800138000",), "email": ("li.lei@mail.example",)}
WANG = {"phone": ("13900139000",), "email": ("wang.fang@mail.example",)}
COLUMNS = """
      people: {id: none, phone: contact.phone_number, mail: contact.email, name: name, blocked: none}
      visits: {person: none, what: behavior.usage, tenant: none}
      bills: {person: none, title: financial.invoice, restricted: none}
      talks: {sender: none, receiver: none, sender_name: name, receiver_name: name, body: content.message}
"""
MAP = f"""
troth-map: 1
policy: acme
places:
  lake:
    lake: TROTH_PLACE_LAKE
    columns: {COLUMNS}
    tables:
      people:
        by: {{phone: phone, mail: email}}
        data: {{phone: phone, mail: email, name: name}}
        anonymise: columns
        restrict: blocked
      visits:
        by: {{person: people.id}}
        data: {{what: event}}
        anonymise: columns
        only: {{tenant: "7"}}
      bills:
        by: {{person: people.id}}
        data: {{title: invoice}}
        erase: keep
        restrict: restricted
      talks:
        anonymise: columns
        shared:
          sender: {{by: {{sender: people.id}}, data: {{sender_name: name, body: message}}}}
          receiver: {{by: {{receiver: people.id}}, data: {{receiver_name: name}}}}
"""
SMALL = """
troth-map: 1
policy: acme
places:
  lake:
    lake: TROTH_PLACE_LAKE
    columns:
      people: {id: none, phone: contact.phone_number, mail: contact.email, name: name, blocked: none}
    tables:
      people: {by: {phone: phone, mail: email}, data: {phone: phone, mail: email, name: name}}
"""
ROWS = {
    "people": {
        "id": [1, 2, 3],
        "phone": ["13800138000", "+8613900139000", ""],
        "mail": ["li.lei@mail.example", "wang.fang@mail.example", "LI.LEI@mail.example.other"],
        "name": ["李雷", "王芳", "neighbour"],
        "blocked": [False, None, False],
    },
    "visits": {
        "person": [1, 1, 2, 3, 1],
        "what": ["seen one by li", "seen two by li", "seen by wang", "seen by nobody", "other tenant"],
        "tenant": [7, 7, 7, 7, 8],
    },
    "bills": {"person": [1, 2], "title": ["Li Ltd", "Wang Ltd"], "restricted": [False, False]},
    "talks": {
        "sender": [1, 2, 1],
        "receiver": [2, 1, None],
        "sender_name": ["李雷", "王芳", "李雷"],
        "receiver_name": ["王芳", "李雷", None],
        "body": ["hello wang from 13800138000", "hello li", "li to himself"],
    },
}  # fmt: skip


def fill(root: Path, form: str, tables=tuple(ROWS)) -> Path:
    """Put everybody into a lake of Parquet folders (a file of two, a file of one) or tables of three versions."""
    for name in tables:
        whole = pa.table(ROWS[name])
        if form in {"iceberg", "hinted"}:
            fill_iceberg(root, name, whole, hinted=form == "hinted")
            continue
        if form == "delta":
            first = whole.slice(0, 1)
            write_deltalake(str(root / name), whole.schema.empty_table())
            write_deltalake(str(root / name), first, mode="append")
            write_deltalake(str(root / name), whole.slice(1), mode="append")
            continue
        (root / name / "day=1").mkdir(parents=True)
        pq.write_table(whole.slice(0, 2), root / name / "day=1" / "part-0.parquet", compression="none")
        pq.write_table(whole.slice(2), root / name / "part-1.parquet", compression="zstd")
    return root


def catalogue_of(root: Path):
    """The SQL catalogue of Iceberg in the lake; with `hinted` tables one that lives in memory."""
    from pyiceberg.catalog.sql import SqlCatalog

    return SqlCatalog("water", uri=f"sqlite:///{root}/catalogue.db", warehouse=f"file://{root}")


def fill_iceberg(root: Path, name: str, whole, hinted: bool) -> None:
    """Make an Iceberg table of three versions, with a tag on the second one."""
    root.mkdir(parents=True, exist_ok=True)
    catalogue = catalogue_of(root)
    catalogue.create_namespace_if_not_exists("default")
    table = catalogue.create_table(f"default.{name}", schema=whole.schema, location=f"file://{root}/{name}")
    table.append(whole.slice(0, 1))
    table.manage_snapshots().create_tag(table.current_snapshot().snapshot_id, "yesterday").commit()
    table.append(whole.slice(1))
    if hinted:  # as engines without a catalogue write it
        folder = root / name / "metadata"
        for number, each in enumerate(sorted(folder.glob("*.metadata.json"))):
            each.rename(folder / f"v{number}.metadata.json")
        (folder / "version-hint.text").write_text(str(number))
        catalogue.drop_table(f"default.{name}")
        (root / "catalogue.db").unlink()


def lake_at(root: Path) -> Lake:
    """The lake at `root`, with its catalogue where it has one."""
    at = root / "catalogue.db"
    return Lake(str(root), catalogue=f"sqlite:///{at}" if at.exists() else "")


def holding(root: Path, people=None, map_=MAP, **more) -> LakeHolding:
    """The lake as a holding."""
    lake = more.pop("lake", None) or lake_at(root)
    return LakeHolding(
        lake, read_places(map_), "lake", Given(people or {HANDLE: LI, OTHER: WANG}), Clock(), KINDS, **more
    )


def order(handle=HANDLE, case="case-7", place="lake", **more) -> Order:
    """An order about the person with `handle`."""
    return Order("acme", handle, f"act-on-holding/{case}/{place}", "right.delete", entry=7, **more)


def everything(root: Path):
    """Every row of the lake that a reader sees, by table, sorted."""
    found = {}
    for name, columns in ROWS.items():
        if (root / name / "_delta_log").exists():
            from deltalake import DeltaTable

            rows = DeltaTable(str(root / name)).to_pyarrow_table().select(list(columns)).to_pylist()
        elif (root / name / "metadata").exists():
            rows = iceberg_at(root, name).scan().to_arrow().select(list(columns)).to_pylist()
        else:
            files = [str(each) for each in (root / name).rglob("*.parquet") if each.name[0] != "."]
            rows = [row for each in files for row in pq.ParquetFile(each).read().to_pylist()]
        found[name] = sorted((tuple(row[column] for column in columns) for row in rows), key=repr)
    return found


def iceberg_at(root: Path, name: str):
    """An Iceberg table of the lake as a reader of its own opens it."""
    from pyiceberg.table import StaticTable

    if (root / "catalogue.db").exists():
        return catalogue_of(root).load_table(f"default.{name}")
    hint = (root / name / "metadata" / "version-hint.text").read_text()
    return StaticTable.from_metadata(f"file://{root}/{name}/metadata/v{hint}.metadata.json")


def unpacked(content: bytes) -> bytes:
    """What the blocks of an Avro file hold, unpacked by hand: no reader of Iceberg has a say in it."""
    stream = io.BytesIO(content[4:])

    def number() -> int:
        shift = found = 0
        while True:
            byte = stream.read(1)[0]
            found |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return (found >> 1) ^ -(found & 1)

    while count := number():
        if count < 0:
            number()
        for _ in range(abs(count) * 2):
            stream.read(number())
    stream.read(16)
    found = b""
    while stream.tell() < len(content) - 4:
        number()
        found += zlib.decompress(stream.read(number()), -15)
        stream.read(16)
    return found


def bytes_with(root: Path, *values: str):
    """The files under `root` that have one of `values`: in their bytes, in their name, or in what Parquet packs away."""
    found = set()
    for each in sorted(root.rglob("*")):
        name = str(each.relative_to(root))
        said = each.read_bytes() if each.is_file() else b""
        if each.suffix == ".parquet":
            rows = duckdb.execute(
                "SELECT CAST(COLUMNS(*) AS VARCHAR) FROM read_parquet(?)", [str(each)]
            ).fetchall()
            said += repr(rows).encode()
        if each.suffix == ".avro":
            said += unpacked(said)
        if any(value in name or value.encode() in said for value in values):
            found.add(name)
    return found


AGAIN = Order("acme", "0" * 32, "again/lake", "sweep", entry=41)


class Restored:
    """One place, the list of erasures, and what is known of its files outside of it."""

    def __init__(self, folder, opened):
        self.erasures, self.listings = (
            MemoryErasures(),
            FileListings(folder / "erased-places", bytes(range(32))),
        )
        self.holding = opened(self.erasures).list_in(self.listings)

    def back(self, **more):
        """Who came back."""
        return come_back_to(
            self.holding, self.erasures, self.listings, lambda *said: frozenset(said[3]), **more
        )
