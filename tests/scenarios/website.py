"""JINGdigital as the scenarios have it: its website, a lead, and people with an account."""

from __future__ import annotations

SITE = {"product": "website"}
TRIAL = {"function": "trial", **SITE}
LEAD = ["name", "mobile", "company-name", "company-email", "position"]
CARD = {
    "name": "王小明",
    "mobile": "13900139072",
    "company-name": "荷塘商贸",
    "company-email": "wang.xm@lotus.example",
    "position": "采购经理",
}
SIGN_UP = {"function": "sign-up", **SITE}
SERVED = ("registration", "email")
MINE = {"account-name": "wang01", "name": "王小明", "email": "wang01@mail.example"}
THEIRS = {"account-name": "he02", "name": "何静", "email": "he.jing02@mail.example"}
