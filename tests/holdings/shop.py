"""An invented shop's database, its data map, and the people in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from troth.adapters.connectors import SqlHolding
from troth.holdings import read_places
from troth.holdings.ports import Order

KINDS = {
    "phone": "contact.phone_number",
    "email": "contact.email",
    "name": "name",
    "address": "contact.address",
    "message": "content.message",
    "invoice": "financial.invoice",
    "event": "behavior.usage",
}
MAP = """
troth-map: 1
policy: acme
places:
  crm:
    sql: TROTH_PLACE_CRM
    columns:
      customers: {id: none, phone: contact.phone_number, mail: contact.email, name: name, level: none, blocked: none}
      orders: {id: none, customer_id: none, address: contact.address, total: none}
      lines: {order_id: none, number: none, note: content.message}
      invoices: {id: none, customer_id: none, title: financial.invoice, restricted: none}
      messages: {id: none, sender: none, receiver: none, sender_name: name, receiver_name: name, body: content.message}
      events: {id: none, customer_id: none, what: behavior.usage}
    tables:
      customers:
        by: {phone: phone, mail: email}
        data: {phone: phone, mail: email, name: name}
        restrict: blocked
      orders:
        by: {customer_id: customers.id}
        data: {address: address}
        erase: columns
        anonymise: columns
      lines:
        by: {order_id: orders.id}
        data: {note: message}
      invoices:
        by: {customer_id: customers.id}
        data: {title: invoice}
        erase: keep
        restrict: restricted
      messages:
        shared:
          sender: {by: {sender: customers.id}, data: {sender_name: name, body: message}}
          receiver: {by: {receiver: customers.id}, data: {receiver_name: name}}
      events:
        by: {customer_id: customers.id}
        data: {what: event}
        most: 20000
"""
LI = {"phone": ("13800138000",), "email": ("li.lei@mail.example",)}
WANG = {"phone": ("13900139000",), "email": ("wang.fang@mail.example",)}
HANDLE, OTHER = "ab" * 16, "cd" * 16


class Clock:
    """A clock that the test sets."""

    def __init__(self):
        self.at = datetime(2026, 2, 10, 9, tzinfo=UTC)

    def now(self):
        self.at += timedelta(milliseconds=1)
        return self.at


class Given:
    """Identifiers as a test gives them. Implements `troth.holdings.ports.Identifiers`."""

    def __init__(self, people=None):
        self.people = {HANDLE: LI, OTHER: WANG} if people is None else people
        self.asked = []

    def of(self, order):
        self.asked.append(order.id)
        return self.people.get(order.handle, {})


def tables():
    """The tables of the shop."""
    found = sa.MetaData()
    text = sa.String(80)
    sa.Table(
        "customers", found, sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("phone", sa.String(20), index=True), sa.Column("mail", text, index=True),
        sa.Column("name", text, nullable=False), sa.Column("level", sa.Integer), sa.Column("blocked", sa.Boolean),
    )  # fmt: skip
    sa.Table(
        "orders", found, sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("customer_id", sa.ForeignKey("customers.id"), index=True),
        sa.Column("address", text), sa.Column("total", sa.Integer),
    )  # fmt: skip
    sa.Table(
        "lines", found, sa.Column("order_id", sa.ForeignKey("orders.id"), primary_key=True, autoincrement=False),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False), sa.Column("note", text),
    )  # fmt: skip
    sa.Table(
        "invoices", found, sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("customer_id", sa.Integer, index=True), sa.Column("title", text),
        sa.Column("restricted", sa.Boolean, nullable=False),
    )  # fmt: skip
    sa.Table(
        "messages", found, sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("sender", sa.ForeignKey("customers.id"), index=True),
        sa.Column("receiver", sa.ForeignKey("customers.id"), index=True),
        sa.Column("sender_name", text), sa.Column("receiver_name", text), sa.Column("body", sa.Text),
    )  # fmt: skip
    sa.Table(
        "events", found, sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("customer_id", sa.Integer, index=True), sa.Column("what", text),
    )  # fmt: skip
    return found


ROWS = {
    "customers": [
        {"id": 1, "phone": "13800138000", "mail": "li.lei@mail.example", "name": "李雷", "level": 3},
        {"id": 2, "phone": "+8613900139000", "mail": "wang.fang@mail.example", "name": "王芳", "level": 1},
        {"id": 3, "phone": "", "mail": "LI.LEI@mail.example.other", "name": "neighbour", "level": 1},
    ],
    "orders": [
        {"id": 10, "customer_id": 1, "address": "长安街 1 号", "total": 5},
        {"id": 11, "customer_id": 1, "address": "长安街 2 号", "total": 7},
        {"id": 12, "customer_id": 2, "address": "南京路 3 号", "total": 9},
    ],
    "lines": [
        {"order_id": 10, "number": 1, "note": "for li"},
        {"order_id": 10, "number": 2, "note": "also for li"},
        {"order_id": 12, "number": 1, "note": "for wang"},
    ],
    "invoices": [
        {"id": 20, "customer_id": 1, "title": "Li Ltd", "restricted": False},
        {"id": 21, "customer_id": 2, "title": "Wang Ltd", "restricted": False},
    ],
    "messages": [
        {"id": 30, "sender": 1, "receiver": 2, "sender_name": "李雷", "receiver_name": "王芳", "body": "hello wang"},
        {"id": 31, "sender": 2, "receiver": 1, "sender_name": "王芳", "receiver_name": "李雷", "body": "hello li"},
    ],
    "events": [
        {"id": 40, "customer_id": 1, "what": "seen"},
        {"id": 41, "customer_id": 2, "what": "seen"},
    ],
}  # fmt: skip


def driver(url):
    """The address with its driver, as SQLAlchemy wants it."""
    return url.replace("postgresql://", "postgresql+psycopg://").replace("mariadb://", "mariadb+pymysql://")


def fill(engine):
    """Make the tables, unless they are there as they should be, and put everybody in."""
    found = tables()
    with engine.begin() as connection:
        there = sa.inspect(connection)
        names = set(there.get_table_names())
        same = names - {"troth_orders"} == set(found.tables) and all(
            [each["name"] for each in there.get_columns(name)] == list(found.tables[name].columns.keys())
            for name in ("customers", "orders")
        )
        if not same or any(each["unique"] for each in there.get_indexes("customers")):
            rest = sa.MetaData()
            rest.reflect(connection)
            rest.drop_all(connection)
            found.create_all(connection)
        for table in reversed(found.sorted_tables):
            connection.execute(sa.delete(table))
        if "troth_orders" in names:
            connection.execute(sa.text("DROP TABLE IF EXISTS troth_orders"))
        for name, rows in ROWS.items():
            connection.execute(sa.insert(found.tables[name]), rows)


def holding(url, people=None, map_=MAP, place="crm", **more):
    """The shop as a holding."""
    return SqlHolding(url, read_places(map_), place, Given(people), Clock(), KINDS, **more)


def order(handle=HANDLE, place="crm", case="case-7", **more):
    """An order about the person with `handle`."""
    return Order("acme", handle, f"act-on-holding/{case}/{place}", "right.delete", entry=7, **more)


def everything(engine):
    """Every row of every table, by table."""
    found = tables()
    with engine.connect() as connection:
        return {
            name: [tuple(row) for row in connection.execute(sa.select(table).order_by(*table.primary_key))]
            for name, table in found.tables.items()
        }
