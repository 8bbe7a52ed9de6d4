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
MAIL = "chen.yu@mail.example"
OUTCOMES = {
    "fitting": {"en": "Adverts for slimming products are pushed.", "zh": "推送减肥产品广告。"},
    "general": {"en": "General adverts are shown.", "zh": "展示非定向广告。"},
}
WHY = {
    "en": "The push hurts her; her taste was guessed from one purchase.",
    "zh": "该推送令其困扰；偏好仅由一次购买推断而来。",
}
