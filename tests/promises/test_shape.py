"""How the five policies read: clean, short, in both languages, with invented contacts; and what one of them lacks."""

from __future__ import annotations

import json
import re

import pytest
from typer.testing import CliRunner

from tests.promises.rows import POLICIES, listed, loaded, path
from troth.cli.main import app
from troth.policy import read

CLEAN = [policy for policy in POLICIES if policy != "generic-app"]
every_policy = pytest.mark.parametrize("policy", POLICIES)
LONGEST_LINE = 160
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|https?://\S+|www\.\S+")
HOST = re.compile(
    r"(?<![\w.@-])(?:[a-z0-9-]+\.)+(?:com|cn|net|org|io|co|hk|top|vip|cc|example)(?![\w-])", re.I
)
TELEPHONE = re.compile(r"(?<![\w.-])\+?[0-9][0-9 -]{6,}[0-9](?![\w-])")
NO_TELEPHONE = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}|GB/T [0-9]+-[0-9]{4}")  # dates, standards
LANGUAGES = {"en", "zh"}


def check(*arguments):
    result = CliRunner().invoke(app, ["check", *arguments, "--json"])
    return result.exit_code, json.loads(result.stdout)


@pytest.mark.parametrize("policy", CLEAN)
def test_four_policies_are_clean(policy):
    status, (found,) = check(str(path(policy)))
    assert [each for each in found["findings"] if each["severity"] != "note"] == []
    assert (status, found["clean"]) == (0, True)


def test_the_fifth_lacks_exactly_this():
    status, (found,) = check(str(path("generic-app")))
    assert (status, found["clean"]) == (1, False)
    findings = found["findings"]
    assert {each["severity"] for each in findings} == {"gap", "note"}
    assert [each["clause"] for each in findings if each["severity"] == "gap"] == [
        "controller",
        "gaps.date",
        "gaps.purposes",
        "gaps.minors",
        "gaps.law",
        "purposes.customer-service",
        "purposes.user-experience",
        "purposes.statistics",
        "purposes.analysis",
        "recipients.affiliates",
        "recipients.partners",
        "rights.stated",
        "contacts",
        "retention.stated",
    ]
    # A gap that was decided to stay: what is not mapped to a purpose is not collected.
    assert [each["clause"] for each in findings if each["severity"] == "note"] == ["purposes.stated"]


def test_all_five_together_say_what_is_not_clean():
    status, found = check(*[str(path(policy)) for policy in POLICIES])
    assert status == 1
    assert {each["policy"]: each["clean"] for each in found} == {
        policy: policy != "generic-app" for policy in POLICIES
    }


@every_policy
def test_a_policy_takes_at_most_three_lines_a_promise(policy):
    lines = [line for line in loaded(policy).text.splitlines() if line.strip()]
    named = {row for promise in listed(policy) for row in promise.source}
    assert len(lines) / len(named) <= 3


def test_the_five_take_at_most_three_lines_a_promise_together():
    lines = sum(len(loaded(policy).text.splitlines()) for policy in POLICIES)
    named = sum(len({row for promise in listed(policy) for row in promise.source}) for policy in POLICIES)
    assert lines / named <= 3


@every_policy
def test_no_line_is_longer_than_a_screen(policy):
    lines = loaded(policy).text.splitlines()
    assert [(number, len(line)) for number, line in enumerate(lines, 1) if len(line) > LONGEST_LINE] == []


def strings(node):
    """Yield every text of plain data."""
    if isinstance(node, dict):
        for each in node.values():
            yield from strings(each)
    elif isinstance(node, list):
        for each in node:
            yield from strings(each)
    elif isinstance(node, str):
        yield node


def real_contacts(data):
    """Yield what could reach somebody: addresses, hosts and telephone numbers that are not on `.example`."""
    for section, content in data.items():
        for text in strings(content):
            yield from (each for each in ADDRESS.findall(text) if not each.endswith(".example"))
            if section != "products":  # a website that the policy covers is called by its name
                hosts = (match[0] for match in HOST.finditer(text))
                yield from (each for each in hosts if not each.lower().endswith(".example"))
            yield from TELEPHONE.findall(NO_TELEPHONE.sub("", text))


@every_policy
def test_contacts_are_invented(policy):
    assert list(real_contacts(read(path(policy).read_bytes()).data)) == []


@pytest.mark.parametrize(
    "contact",
    ["li@acme.com", "https://acme.example.com/x", "acme.com.cn", "Tel 0755-8888 1234", "138 0013 8000"],
)
def test_a_real_contact_is_noticed(contact):
    assert list(real_contacts({"contacts": {"points": {"mail": {"address": f"write to {contact}"}}}}))


def texts(node, where=""):
    """Yield (place, languages) of every mapping that says something to people."""
    if isinstance(node, dict):
        if LANGUAGES & set(node):
            yield where, LANGUAGES & set(node)
        for key, each in node.items():
            yield from texts(each, f"{where}.{key}".lstrip("."))
    elif isinstance(node, list):
        for each in node:
            yield from texts(each, where)


def spoken(node):
    """A name is an English text."""
    return (
        node if not isinstance(node, dict) else {**node, **({"en": node["name"]} if "name" in node else {})}
    )


def named(node):
    """Return `node` with every `name` beside a `zh` counted as its English text."""
    if isinstance(node, dict):
        inner = {key: named(each) for key, each in node.items()}
        return spoken(inner) if "zh" in inner and isinstance(inner.get("name"), str) else inner
    return [named(each) for each in node] if isinstance(node, list) else node


@every_policy
def test_what_people_see_is_there_in_both_languages(policy):
    found = dict(texts(named(read(path(policy).read_bytes()).data)))
    assert {where: sorted(languages) for where, languages in found.items() if languages != LANGUAGES} == {}
    assert len(found) > 40


@every_policy
def test_a_text_is_in_its_language(policy):
    def strings(node, language):
        if isinstance(node, dict):
            for key, each in node.items():
                if key == language and isinstance(each, str):
                    yield each
                else:
                    yield from strings(each, language)
        elif isinstance(node, list):
            for each in node:
                yield from strings(each, language)

    data = read(path(policy).read_bytes()).data
    assert [text for text in strings(data, "en") if re.search("[一-鿿]", text)] == []
    assert [text for text in strings(data, "zh") if not re.search("[一-鿿A-Z]", text)] == []
    assert [text for text in strings(data, "zh") if re.search("[一-鿿][,;:!?](?![0-9A-Za-z])", text)] == []
    assert all("�" not in text for language in LANGUAGES for text in strings(data, language))
