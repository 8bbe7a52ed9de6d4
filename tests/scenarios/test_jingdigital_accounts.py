"""Scenarios of JINGdigital: logs and accounts, leaving and what a backup keeps, automated decisions, leaks, children.

Each test names its scenario; what waits says for which part (docs/SCENARIOS.md).
"""

from __future__ import annotations

import sqlite3

import pytest

from tests.scenarios.commands import kept_by, troth, unsaid
from tests.scenarios.company import OFFICER, codes, duties, from_, policy_files, proofs
from tests.scenarios.waiting import scenario, waits
from tests.scenarios.website import MINE, SERVED, SIGN_UP, SITE, THEIRS


@pytest.fixture
def user(company):
    """Somebody with an account."""
    person = company.person("jingdigital", "u-2")
    person.yes("registration", ["account-name", "name", "email"], **SIGN_UP)
    return person


# --- 002-7

JOIN = from_("logging", "ip", "page-log") + from_("registration", "account-name")


@scenario("002-7")
def test_logs_and_account_are_joined_by_consent(user):
    """Logs alone are nobody's; beside an account they are personal, and joined only with the person's express consent."""
    assert "becomes-personal" in user.why_not("logging", ["ip"], "use", **SITE)
    assert user.may("log-matching", JOIN, "combine", **SITE) is None
    user.yes("log-matching", JOIN, "combine", **SITE)
    assert user.may("log-matching", JOIN, "combine", **SITE) == ["ip", "page-log", "account-name"]
    user.withdraw("log-matching")
    assert user.why_not("log-matching", JOIN, "combine", **SITE) == {"said-no"}


@scenario("002-7")
def test_what_was_joined_serves_nothing_else(user):
    """The result of a join stays with its purpose: no improvement, statistics or profile is made of it."""
    user.yes("log-matching", JOIN, "combine", **SITE)
    joined = from_("log-matching", "page-log")
    for purpose, act in (("service-improvement", "use"), ("profiling", "profile"), ("statistics", "use")):
        assert user.may(purpose, joined, act, **SITE) is None


@scenario("002-7")
def test_logs_and_account_are_joined_by_law(company, user):
    """With a legal duty that is cited, the join itself is permitted without consent."""
    company.prove("jingdigital", "citation", "law-1")
    claim = proofs("law-1", ground="statutory-duty")
    assert user.may("log-matching", JOIN, "combine", claim=claim, **SITE) == [
        "ip",
        "page-log",
        "account-name",
    ]


@scenario("002-7")
def test_a_leftover_join_is_anonymised(company, user):
    """What was joined and rests on nothing any more is to be anonymised; a place that cannot show that it did erases it."""
    user.yes("log-matching", JOIN, "combine", **SITE)
    user.fact("record", "page-log", collected_for=["log-matching"], collected={"log-matching": "2026-03-02"})
    user.withdraw("log-matching")
    (duty,) = [each for each in company.owed("jingdigital") if each["kind"] == "act-on-holding"]
    assert (duty["act"], duty["elements"], duty["part"]) == ("anonymise", ["page-log"], "vault")
    assert duty["clauses"] == ["purposes.log-matching", "retention.leftover-joins"]
    company.work()
    assert [each for each in company.owed("jingdigital") if each["kind"] == "act-on-holding"] == []
    registers = [e["body"] for e in company.entries("jingdigital") if e["kind"] == "sharing.register.changed"]
    (ended,) = [each for each in registers if each.get("role") == "record" and each["state"] == "ended"]
    assert ended["elements"] == ["page-log"]


# --- 002-8


@scenario("002-8")
def test_after_cancellation_nothing_but_the_hold(company, user):
    """After cancellation services and every use are refused; a field held by law is kept for that law alone, until its end."""
    user.fact(
        "hold",
        "legal-compliance",
        elements=["name"],
        purpose="legal-compliance",
        citation="law-1",
        until="2027-01-01",
    )
    company.prove("jingdigital", "citation", "law-1")
    company.prove("jingdigital", "authority-demand", "d-1")
    user.fact("account", "account", state="closed")
    assert user.why_not("registration", ["account-name"], "serve", **SIGN_UP) == {"state"}
    assert user.why_not("usage-records", ["usage-log"], **SITE) == {"state"}
    keep = {"act": "keep", "claim": proofs("law-1", "d-1"), **SITE}
    held, other = from_("registration", "name"), from_("registration", "email")
    assert user.may("legal-compliance", held, **keep) == ["name"]
    assert user.why_not("legal-compliance", other, **keep) == {"state"}
    company.clock.forward(days=310)
    assert "state" in user.why_not("legal-compliance", held, **keep)


@scenario("002-8")
def test_the_published_text_promises_erasure_everywhere():
    """The published text: identity first, erased within 15 working days, recipients told, out of backups within 35 days."""
    assert kept_by("jingdigital", "jing", 222, 223, 224, 225) == {"rights.delete"}
    assert unsaid("jingdigital", "15 working days from the check of your identity", "35 days") == []


SHOPS = ("crm", "mailer", "events")


@pytest.fixture
def connected(open_company, tmp_path, monkeypatch):
    """A company with three databases of people beside the vault, named in its data map."""
    places = []
    for shop in SHOPS:
        with sqlite3.connect(tmp_path / f"{shop}.db") as database:
            database.execute("CREATE TABLE people (id INTEGER PRIMARY KEY, email TEXT, name TEXT)")
            rows = [(MINE["email"], MINE["name"]), (THEIRS["email"], THEIRS["name"])]
            database.executemany("INSERT INTO people (email, name) VALUES (?, ?)", rows)
        database.close()
        monkeypatch.setenv(f"TROTH_PLACE_{shop.upper()}", f"sqlite:///{tmp_path / shop}.db")
        places.append(PLACE.format(shop=shop, setting=shop.upper()))
    (tmp_path / "map.yaml").write_text(f"troth-map: 1\npolicy: jingdigital\nplaces:\n{''.join(places)}")
    monkeypatch.setenv("TROTH_MAPS", str(tmp_path / "map.yaml"))
    return open_company(*policy_files("jingdigital"))


PLACE = """  {shop}:
    sql: TROTH_PLACE_{setting}
    columns: {{people: {{id: none, email: contact.email, name: name}}}}
    tables: {{people: {{by: {{email: email}}, data: {{email: email, name: name}}}}}}
"""


def left_in(folder):
    """Return the addresses that are left in each of the three databases."""
    found = {}
    for shop in SHOPS:
        database = sqlite3.connect(folder / f"{shop}.db")
        query = "SELECT email FROM people WHERE email IS NOT NULL ORDER BY id"
        found[shop] = [email for (email,) in database.execute(query)]
        database.close()
    return found


@scenario("002-8")
def test_cancelled_and_erased_everywhere(connected, tmp_path):
    """A request by phone is identified first, then erased in three databases, with a receipt for each place and a task for the partner."""
    company = connected
    company.bind("jingdigital", "partner")
    user = company.person("jingdigital", "u-2")
    user.yes("registration", [*MINE], **SIGN_UP)
    user.give("registration", MINE, **SIGN_UP)
    shared = {"act": "share", "recipient": "partner", **SITE}
    user.yes("promotion-sharing", from_("registration", "name"), **shared)
    company.clock.forward(days=20)
    asked = user.request("cancel-account", operator=OFFICER, route="phone")
    company.work()
    assert asked.try_("accept", operator=OFFICER, role="officer").status_code == 409, "identity first"
    assert left_in(tmp_path) == {each: [MINE["email"], THEIRS["email"]] for each in SHOPS}
    assert user.may("registration", ["account-name"], "serve", **SIGN_UP) == ["account-name"]
    assert asked.prove() == "accepted", "nobody has to approve: proof is all it takes"
    assert user.why_not("registration", ["account-name"], "serve", **SIGN_UP) == {"state"}
    company.work()
    assert left_in(tmp_path) == {each: [THEIRS["email"]] for each in SHOPS}
    assert not any(company.holds(value) for value in MINE.values())
    owed = {each["kind"]: each for each in company.owed("jingdigital") if each["about"] == asked.id}
    assert (owed["tell-recipient"]["part"], owed["tell-recipient"]["due"]) == ("partner", "2026-03-25")
    assert owed["lapse-backup"]["due"] == "2026-04-27"
    done = {each["part"]: each["state"] for each in asked.now["clocks"] if each["duty"] == "act-on-holding"}
    assert done == {**dict.fromkeys(SHOPS, "done"), "vault": "done"}, "each place has its receipt"
    answered = [
        e["body"]["place"] for e in company.entries("jingdigital") if e["kind"] == "holdings.holding.answered"
    ]
    assert set(answered) <= {*SHOPS, "vault"}
    assert (asked.state, asked.letter()) == ("accepted", ""), "the answer waits for the word of the partner"


@scenario("002-8")
def test_backups_bring_nobody_back(company, user):
    """After an erasure the backup stays pending for 35 days, and the letter says so; an old backup restored brings nobody back."""
    other = company.person("jingdigital", "u-3")
    other.yes("registration", [*MINE], **SIGN_UP)
    for person, values in ((user, MINE), (other, THEIRS)):
        assert person.give("registration", values, **SIGN_UP) == sorted(values)
    company.clock.forward(days=20)
    file, home = company.folder / "yesterday.backup", company.folder / "home"
    assert troth("backup", file, "--store", company.store, home=home).status == 0
    asked = user.request("delete")
    asked.prove()
    asked.decide("accept", ground="purpose-ended")
    company.work()
    assert (asked.state, user.held(*SERVED, **SIGN_UP)) == ("answered", {})
    assert "Copies in backups lapse by 2026-04-27" in asked.letter()
    (pending,) = [each for each in company.owed("jingdigital") if each["kind"] == "lapse-backup"]
    assert (pending["about"], pending["due"]) == (asked.id, "2026-04-27")
    assert other.held(*SERVED, **SIGN_UP) == {"email": THEIRS["email"]}
    company.stop()
    company.books = "restored.sqlite"
    restored = troth("restore", file, "--store", company.store, "--json", home=home)
    assert (restored.status, restored.json["erased-again"]) == (0, 1)
    company.start(())
    back, there = company.person("jingdigital", "u-2"), company.person("jingdigital", "u-3")
    assert there.held(*SERVED, **SIGN_UP) == {"email": THEIRS["email"]}
    assert back.held(*SERVED, **SIGN_UP) == {}
    assert not any(company.holds(value) for value in MINE.values())


# --- 002-10


@scenario("002-10")
def test_an_automated_decision_offers_a_review(company, user):
    """A profile that decides about advertising goes with two duties, inputs recorded and a human review offered; both are on record."""
    user.yes("advertising", ["preferences"], "profile", **SITE)
    answer = user.ask("advertising", ["preferences"], "profile", **SITE)
    assert {"offer-review", "record-inputs"} <= duties(answer)
    entry = company.entries("jingdigital")[answer["entry"]]
    assert {"offer-review", "record-inputs"} <= set(entry["body"]["obligations"])
    assert entry["policy"]["version"] == "2021-11-01"
    assert kept_by("jingdigital", "jing", 236, 237) == {"rights.object-automated", "purposes.advertising"}


# --- 002-11


@scenario("002-11")
def test_the_published_text_says_what_happens_after_a_leak():
    """The published text: contained within an hour, people told within a day by phone, e-mail or announcement, the authority within four hours."""
    assert kept_by("jingdigital", "jing", *range(188, 200), 271) == {"incidents"}
    said = ("within 1 hour", "24 hours from the report", "4 hours from the report")
    assert unsaid("jingdigital", *said) == []
    assert unsaid("jingdigital", "立即启动应急预案", language="zh") == []


@scenario("002-11")
@waits(
    "incidents",
    "the plan starts at a suspicion; persons come from the log, each told over a fallback of channels; it cannot be closed before",
)
def test_an_incident_runs_its_course(later):
    later()


@scenario("002-11")
@waits("incidents", "a flag of force majeure removes no notice")
def test_force_majeure_removes_no_notice(later):
    later()


@scenario("002-11")
def test_a_child_registers_with_a_verified_guardian_only(company):
    """A child of 13 is refused until a guardian who was verified has agreed, and then permitted."""
    child = company.person("jingdigital", "child-1")
    child.say("agree", "registration", ["account-name"], age=13, **SIGN_UP)
    child.say("agree", "registration", ["account-name"], **SIGN_UP)
    asked = child.ask("registration", ["account-name"], **SIGN_UP)
    assert (asked["answer"], codes(asked)) == ("ask", {"guardian-missing"})
    assert child.put(asked["ask"][0]).status_code == 400
    child.prove("guardian-identity", "g-1")
    child.yes("registration", ["account-name"], by="guardian", **SIGN_UP)
    assert child.may("registration", ["account-name"], **SIGN_UP) == ["account-name"]


@scenario("002-11")
def test_a_found_child_is_erased(company):
    """A child found without a guardian's consent: stopped at once, and the request to remove its data is due within 5 days."""
    child = company.person("jingdigital", "child-2")
    child.yes("registration", ["account-name", "name"], age=30, **SIGN_UP)
    child.give("registration", {"account-name": "kid", "name": "Li"}, **SIGN_UP)
    body = {"policy": "jingdigital", "subject": "child-2", "operator": "2f" * 16, "below": 14}
    found = company.http.post("/v1/minors/found", json=body).json()
    assert child.may("registration", ["account-name"], **SIGN_UP) is None
    (due,) = {each["due"] for each in found["clocks"] if each["source"].startswith("minors.")}
    assert due[:10] == "2026-03-09", "7 March is a Saturday"
    case = company.http.get(f"/v1/requests/{found['case']}", params={"policy": "jingdigital"}).json()
    assert (case["kind"], case["state"] in ("received", "waiting")) == ("remove-minor", True)
