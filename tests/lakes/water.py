"""An invented company's lake: Parquet folders and Delta tables, its map, and the people in it."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import write_deltalake

from tests.holdings.shop import Clock, Given
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


def fill(root: Path, form: str) -> Path:
    """Put everybody into a lake of Parquet folders (each row a file, and a file of all) or Delta tables of three versions."""
    for name, columns in ROWS.items():
        whole = pa.table(columns)
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


def holding(root: Path, people=None, map_=MAP, **more) -> LakeHolding:
    """The lake as a holding."""
    lake = more.pop("lake", Lake(str(root)))
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
        else:
            files = [str(each) for each in (root / name).rglob("*.parquet") if each.name[0] != "."]
            rows = [row for each in files for row in pq.ParquetFile(each).read().to_pylist()]
        found[name] = sorted((tuple(row[column] for column in columns) for row in rows), key=repr)
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
        if any(value in name or value.encode() in said for value in values):
            found.add(name)
    return found
