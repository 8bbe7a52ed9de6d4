"""Which roles may use which path of the console: the whole table, and nothing is open that does not stand in it.

Rules
- A customer's administrator (`OUTSIDE`) has pages of its own, and none of ours but those of its account.
- A GET shows, a POST acts. An auditor reads: no POST is theirs but those about their own sign-in.
- A new page needs its lines here; without them its guard lets nobody through, and a test names it.

Example
    >>> sorted(RULES["POST", "/console/operators"])
    ['administrator', 'officer']
"""

from __future__ import annotations

from troth.operators import OUTSIDE, ROLES
from troth.web.frame import ANYBODY, Rules

EVERY = frozenset(ROLES)
MANAGING = frozenset({"officer", "administrator"})
WORKING = MANAGING | {"reviewer"}
READING = MANAGING | {"auditor"}
CUSTOMER = frozenset({OUTSIDE})
ANY = EVERY | CUSTOMER
"""Who signs in here at all, to their own account."""

RULES: Rules = {
    ("GET", "/console/-/enter"): ANYBODY,
    ("POST", "/console/-/enter"): ANYBODY,
    ("POST", "/console/-/password"): ANYBODY,
    ("POST", "/console/-/passkey"): ANYBODY,
    ("GET", "/console/-/with/{number}"): ANYBODY,
    ("GET", "/console/-/back"): ANYBODY,
    ("POST", "/console/-/back"): ANYBODY,
    ("GET", "/console/-/join/{token}"): ANYBODY,
    ("GET", "/console/-/join"): ANYBODY,
    ("POST", "/console/-/join"): ANYBODY,
    ("POST", "/console/-/leave"): ANY,
    ("GET", "/console"): ANY,
    ("GET", "/console/forwarded"): CUSTOMER,
    ("GET", "/console/{policy}/forwarded/{case}"): CUSTOMER,
    ("POST", "/console/{policy}/forwarded/{case}"): CUSTOMER,
    ("GET", "/console/ask"): WORKING,
    ("POST", "/console/ask"): WORKING,
    ("GET", "/console/promises/{policy}"): EVERY,
    ("GET", "/console/map/{policy}"): EVERY,
    ("GET", "/console/evidence/{policy}"): EVERY,
    ("GET", "/console/evidence/{policy}/export"): READING,
    ("GET", "/console/new"): MANAGING,
    ("POST", "/console/new"): MANAGING,
    ("GET", "/console/operators"): READING,
    ("POST", "/console/operators"): MANAGING,
    ("GET", "/console/operators/{handle}"): READING,
    ("POST", "/console/operators/{handle}"): MANAGING,
    ("GET", "/console/waiting"): EVERY,
    ("POST", "/console/waiting"): WORKING,
    ("GET", "/console/me"): ANY,
    ("POST", "/console/me/password"): ANY,
    ("POST", "/console/me/passkeys"): ANY,
    ("POST", "/console/me/passkeys/remove"): ANY,
    ("GET", "/console/{policy}/desk"): EVERY,
    ("GET", "/console/{policy}/duties"): EVERY,
    ("POST", "/console/{policy}/duties"): WORKING,
    ("GET", "/console/{policy}/runs"): EVERY,
    ("GET", "/console/{policy}/keys"): EVERY,
    ("POST", "/console/{policy}/keys"): MANAGING,
    ("GET", "/console/{policy}/bulk"): WORKING,
    ("POST", "/console/{policy}/bulk"): WORKING,
    ("GET", "/console/{policy}/by-hand"): EVERY,
    ("GET", "/console/{policy}/by-hand/order"): WORKING,
    ("POST", "/console/{policy}/by-hand/order"): WORKING,
    ("GET", "/console/{policy}/stopped"): EVERY,
    ("POST", "/console/{policy}/stopped"): WORKING,
    ("GET", "/console/{policy}/retention"): EVERY,
    ("POST", "/console/{policy}/retention"): MANAGING,
    ("GET", "/console/{policy}/ends"): EVERY,
    ("POST", "/console/{policy}/ends"): MANAGING,
    ("GET", "/console/{policy}/ends/{change}"): EVERY,
    ("POST", "/console/{policy}/ends/{change}"): MANAGING,
    ("GET", "/console/{policy}/ends/{change}/certificate"): READING,
    ("GET", "/console/{policy}/children"): EVERY,
    ("POST", "/console/{policy}/children"): WORKING,
    ("POST", "/console/{policy}/children/day"): WORKING,
    ("GET", "/console/{policy}/cases"): EVERY,
    ("GET", "/console/{policy}/cases/new"): WORKING,
    ("POST", "/console/{policy}/cases/new"): WORKING,
    ("GET", "/console/{policy}/cases/{case}"): EVERY,
    ("POST", "/console/{policy}/cases/{case}"): WORKING,
    ("POST", "/console/{policy}/cases/{case}/file"): WORKING,
    ("POST", "/console/{policy}/cases/{case}/pick-up"): MANAGING,
    ("POST", "/console/{policy}/cases/{case}/copy"): MANAGING,
    ("GET", "/console/{rest:path}"): ANY,
}
