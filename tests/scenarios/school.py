"""Qunyi MPM as the scenarios have it: the platform, a school on it, and its members."""

from __future__ import annotations

PLATFORM = {"product": "mpm-platform"}
SCHOOL = {"controller": "acme-school", **PLATFORM}
ADMINISTRATOR = {"kind": "administrator", "roles": ["administrator"]}
MEMBER = {"kind": "individual", "roles": ["individual"]}
PAPERS = [
    "organisation-name",
    "administrator-name",
    "administrator-id",
    "representative-name",
    "representative-id",
    "business-licence",
]
CARD = ["member-name", "designation", "department", "member-mobile", "home-address"]
ACTIVATED = {
    "controller": "acme-school",
    "role": "administrator",
    "purposes": ["daily-work", "member-upload", "organisation-address-book", "biometric-work"],
    "acts": ["collect", "keep", "read"],
    "elements": ["check-in", "custom-field", "face", *CARD],
    "functions": ["attendance", "upload-members", "address-book"],
    "told": ["purpose", "scope", "method"],
    "consent": "separate",
    "live": True,
}
CLOCK_IN = {"function": "attendance", **SCHOOL}


def grown_up(company, subject="m-1"):
    """Return a member of age with an account of their own."""
    person = company.person("qunyi", subject)
    person.yes("registration", ["phone", "name"], **PLATFORM)
    return person


OWN = {"phone": "13600136058", "name": "高山"}


def on_file(company, subject="m-1"):
    """Return a member whose own number is on file for long enough to get a code."""
    person = grown_up(company, subject)
    person.give("registration", OWN, **PLATFORM)
    company.clock.forward(days=20)
    return person


TOLD = {"en": "Family ends.", "zh": "“家庭”产品将停止服务。"}
SEEN = "ab" * 32
BY = "0f" * 16


def change(company, event, number, **more):
    """Take a step on an announced end; return the response."""
    body = {"policy": "qunyi", "event": event, "operator": BY, **more}
    return company.http.post(f"/v1/changes/{number}/events", json=body)


def planned(company, day, kind="service-end", **more):
    """Plan an end; return its number."""
    body = {"policy": "qunyi", "kind": kind, "day": day, "text": TOLD, "operator": BY, **more}
    made = company.http.post("/v1/changes", json=body)
    assert made.status_code == 201, made.text
    return made.json()["change"]
