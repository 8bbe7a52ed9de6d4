"""What holds for everything: demands, bars, states, minors; and what is owed: rights, incidents, changes.

Rules
- Rules of these sections only add protection: a demand or a bar left out of the file would open something.

Example
    >>> plain(minors(answers, "en"))["age"]
    {'by': 'declared', 'unknown': 'ask'}
"""

from __future__ import annotations

from typing import Any

from troth.drafting import parts
from troth.drafting.answers import Answers
from troth.drafting.remarks import remark
from troth.drafting.writing import Flow, Given, Noted


def rules(answers: Answers, language: str) -> dict[str, Any]:
    """Return the sections `demands`, `never` and `states`."""
    demands: dict[str, Any] = {
        "staff": Noted(
            {
                "en": "Our staff see personal data only as part of their task",
                "zh": "员工仅因岗位职责查阅个人信息",
                "when": Flow(act=["read"], actor=["staff", "administrator"]),
                "need": [Flow(role=["privacy-officer", "support-agent"])],
            },
            remark("demands", language),
        )
    }
    on_record = ["export-record"] if "pipl" in answers.laws else []
    demands["abroad"] = Noted(
        {
            "en": "Data go abroad only with your separate consent",
            "zh": "仅经您单独同意，才向境外提供",
            "when": Flow(region=["abroad"]),
            "need": [*on_record, Flow(consent="separate", naming=["recipient"])],
        },
        remark("abroad-demand", language),
    )
    never = {
        "making-public": {
            "en": "We never make personal data public",
            "zh": "我们绝不公开您的个人信息",
            "when": Flow(act=["disclose"]),
        },
        "card-numbers": {
            "en": "We never take or keep the number of a bank card",
            "zh": "我们绝不收集或保存银行卡号",
            "when": Flow(
                act=["collect", "use", "keep"], kind=["financial.credit_card", "financial.bank_account"]
            ),
        },
    }
    states = {
        "account-closed": Flow({"refuses": "all", "except": ["hold"]}),
        "service-ended": Flow({"refuses": "all", "except": ["hold"]}),
    }
    return {
        "demands": demands,
        "never": Noted(never, remark("never", language)),
        "states": Noted(states, remark("states", language)),
    }


def minors(answers: Answers, language: str) -> Noted:
    """Return the section `minors`: under 14 refused, or with a guardian's consent (PIPL 31)."""
    band: dict[str, Any] = {"below": 14, "except": ["browsing"]}
    if answers.minors == "no":
        texts = {
            "en": "Our services are not for children under 14",
            "zh": "我们的服务不面向未满十四周岁的儿童",
        }
        band = {**texts, **band, "refuses": "all"}
        decided = "asked of the officer: no children under 14 are expected; whoever says so is refused"
        age = Flow(by="declared", unknown="treat-as-adult", decided=decided)
    else:
        texts = {
            "en": "Under 14, a parent or other guardian has to agree",
            "zh": "未满十四周岁的，须经父母或其他监护人同意",
        }
        band = {**texts, **band, "need": [Flow(guardian="explicit")]}
        age = Flow(by="declared", unknown="ask")
    section = {
        "age": age,
        "bands": {"under-14": band},
        "found-without-consent": Flow({"stop": "at-once", "remove-within": "5 days"}),
    }
    return Noted(section, remark(f"minors-{answers.minors}", language))


def rights(answers: Answers, language: str) -> dict[str, Any]:
    """Return the section `rights`: every right of PIPL 44-50 that can come up, each with the promised deadline."""
    wanted = {
        name: texts
        for name, texts in parts.RIGHTS.items()
        if (name != "cancel-account" or "sign-up" in answers.activities)
        and (name != "object-automated" or "recommendations" in answers.activities)
    }
    found: dict[str, Any] = {}
    for name, (en, zh) in wanted.items():
        found[name] = {"en": en, "zh": zh, "within": answers.answer, "from": "submission", "routes": ["mail"]}
        if name == "withdraw":
            found[name]["within"] = Noted("1 day", remark("withdraw", language))
        if name in ("delete", "cancel-account"):
            found[name]["backups"] = Noted(Flow({"gone-within": "30 days"}), remark("backups", language))
        if name == "cancel-account":
            found[name]["then"] = Flow(data="erase")
    return found


def owed(answers: Answers, language: str) -> dict[str, Any]:
    """Return the sections about incidents, protection, changes, the end of a service, and contacts."""
    told = Flow({"within": "24 hours", "from": "discovery"})
    authority = Flow(
        {
            "within": "4 hours",
            "from": "discovery",
            "when": "level-major",
            "otherwise": "without-delay",
            "final": "30 days",
        }
    )
    measures = {
        "encrypted-transport": ("Data travel encrypted", "信息加密传输"),
        "encrypted-storage": ("Data are stored encrypted", "信息加密存储"),
        "access-control": ("Only those who need data get at them", "仅有职责需要的人员可以访问"),
    }
    return {
        "incidents": Noted(
            {"people": Flow(told, channels=["mail"]), "authority": authority}, remark("incidents", language)
        ),
        "protection": Noted(
            {
                "measures": {
                    name: Flow(en=en, zh=zh, owner="privacy-officer", proof="probe")
                    for name, (en, zh) in measures.items()
                }
            },
            remark("protection", language),
        ),
        "changes": Noted(
            {
                "lead": "30 days",
                "publish": Flow(places=["site"]),
                "material": ["purpose", "data", "manner", "rights", "principal-recipient"],
                "tell": Flow({"channels": ["mail"], "at-least": 1, "announce": True}),
            },
            remark("changes", language),
        ),
        "termination": Noted(
            {"notice": Flow(lead="30 days"), "empty-within": "30 days"}, remark("termination", language)
        ),
        "contacts": Noted(
            {
                "points": {
                    "mail": Flow(
                        en="E-mail",
                        zh="电子邮件",
                        address=Given(answers.contact),
                        opens=["request", "question", "complaint"],
                    )
                }
            },
            remark("contacts", language),
        ),
        "disputes": Noted(_disputes(answers), remark("disputes", language)),
        "statements": _statements(answers, language),
    }


def _disputes(answers: Answers) -> dict[str, Any]:
    if answers.country == "CN" or "pipl" in answers.laws:
        return {
            "en": "You may also complain to the cyberspace administration",
            "zh": "您也可以向网信部门投诉、举报",
            "authority": "cyberspace-administration",
        }
    return {
        "en": "You may also complain to the data protection authority of your country",
        "zh": "您也可以向所在国家或地区的个人信息保护主管部门投诉",
        "authority": "data-protection-authority",
    }


def _statements(answers: Answers, language: str) -> dict[str, Any]:
    """Return what is kept by saying it: that nobody receives data, and that there are no accounts."""
    found: dict[str, Any] = {}
    if not answers.recipients:
        found["no-recipients"] = Noted(
            Flow(en="No data are given to other companies", zh="我们不向其他公司提供您的个人信息"),
            remark("no-recipients", language),
        )
    if "sign-up" not in answers.activities:
        found["no-accounts"] = Flow(
            en="There are no accounts with us, so there is none to close",
            zh="我们的服务不设账号，因此无需注销",
            decided="asked of the officer: nobody signs up (ecom.24)",
        )
    return found
