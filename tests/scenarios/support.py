"""JoinBase as the scenarios have it: the platform, and somebody with a support ticket."""

from __future__ import annotations

REGISTER = {"product": "platform", "occasion": {"trigger": "register"}}
SUPPORT = {"occasion": {"trigger": "service-support"}}
FORM = ["name", "email", "phone", "birthday"]
SENT = {
    "name": "李雪梅",
    "email": "li.xuemei@mail.example",
    "phone": "13800138471",
    "birthday": "1991-07-23",
}
OLD, NEW = "2022-02-25", "2026-04-15"


def with_ticket(company):
    """Somebody with an open support ticket."""
    person = company.person("joinbase")
    person.yes("support", ["name", "company", "email", "phone"], **SUPPORT)
    person.prove("ticket", "t-1")
    return person
