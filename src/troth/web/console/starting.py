"""The page that makes a policy file to begin with: the questions of `troth new`, as a form.

Rules
- Nothing is stored: the answers come with the form and go with the answer; the file is shown or handed out.
- It works without a script. What is wrong is said at its field, and everything typed stands there again.

Example
    >>> given_from(form)["activities"]
    ('sign-up', 'buy')
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from troth.decisions import Facts, decide
from troth.decisions import Request as Step
from troth.drafting import (
    ACTIVITIES,
    KINDS,
    MINORS,
    QUESTIONS,
    BadAnswers,
    Fault,
    Starter,
    answers_from,
    starter,
)
from troth.drafting.errors import NO_ID
from troth.policy import Compiled, load
from troth.vocabulary import Act
from troth.web.frame import Form, Frame, Language, Session
from troth.web.frame import read_form as _read_form

PACKAGE = "troth.web.console"
PATH = "/console/new"
PRODUCTS, RECIPIENTS = 3, 8
"""How many lines the form has room for; the others are added to the file."""
Sent = Annotated[Form, Depends(_read_form)]
_PARTY = ("kind", "name", "region", "contact", "signed")


def add_starting(routes: APIRouter, frame: Frame) -> None:
    """Add the page to the console's `routes`."""
    page = _Starting(frame)
    routes.add_api_route("/new", page.form, methods=["GET"])
    routes.add_api_route("/new", page.make, methods=["POST"])


@dataclass(frozen=True)
class Mistake:
    """A fault with the id of its field on the page."""

    anchor: str
    text: str
    help: str


@dataclass(frozen=True)
class Tried:
    """A step asked of the new file: its words and the answer."""

    key: str
    words: str
    verdict: str


@dataclass(frozen=True)
class _Starting:
    """The page."""

    frame: Frame

    def form(self, request: Request) -> Response:
        """Show the questions."""
        session = self.frame.officer(request)
        return self._page(request, session, {question.id: question.default for question in QUESTIONS})

    def make(self, request: Request, form: Sent) -> Response:
        """Make the file: show it, or hand it out."""
        session = self.frame.officer(request)
        self.frame.check(form, session)
        language = self.frame.language(request)
        typed, rows = typed_from(form), filled_rows(form)
        try:
            today = self.frame.now().date().isoformat()
            made = starter(answers_from({**given_from(form), "effective": today}), language)
        except BadAnswers as error:
            mistakes = [_mistake(each, rows, language) for each in error.faults]
            return self._page(request, session, typed, mistakes=mistakes)
        if form.one("as") == "file":
            headers = {"Content-Disposition": f'attachment; filename="{made.id}.yaml"'}
            return Response(made.text, 200, headers, "application/yaml; charset=utf-8")
        return self._page(request, session, typed, made=made)

    def _page(
        self,
        request: Request,
        session: Session,
        typed: Mapping[str, Any],
        *,
        mistakes: list[Mistake] | None = None,
        made: Starter | None = None,
    ) -> Response:
        values = {
            "mark": self.frame.mark(session),
            "questions": {each.id: each for each in QUESTIONS},
            "activities": ACTIVITIES,
            "kinds": KINDS,
            "minors": MINORS,
            "products": range(PRODUCTS),
            "recipients": range(RECIPIENTS),
            "typed": typed,
            "first": request.method == "GET",
            "mistakes": mistakes or [],
            "wrong": {each.anchor for each in mistakes or []},
            "made": made,
            "tried": steps_tried(made) if made else [],
        }
        here = PATH if request.method == "POST" else None
        status = 400 if mistakes else 200
        response = self.frame.page(request, PACKAGE, "starting.html", values, status=status, here=here)
        self.frame.sessions.keep(response, session)
        return response


def typed_from(form: Form) -> dict[str, Any]:
    """Return what was typed, field by field, to be shown again."""
    names = ["name.en", "name.zh", "id", "contact", "country", "laws", "minors", "keep", "answer"]
    names += [f"products.{row}.{each}" for row in range(PRODUCTS) for each in ("en", "zh")]
    names += [f"recipients.{row}.{each}" for row in range(RECIPIENTS) for each in _PARTY]
    return {**{each: form.one(each) for each in names}, "activities": form.many("activities")}


def filled_rows(form: Form) -> list[int]:
    """Return the lines of the form in which a recipient stands."""
    return [
        row
        for row in range(RECIPIENTS)
        if form.one(f"recipients.{row}.kind") or form.one(f"recipients.{row}.name")
    ]


def given_from(form: Form) -> dict[str, Any]:
    """Return the answers of the form as plain data."""
    products = [
        {"en": form.one(f"products.{row}.en"), "zh": form.one(f"products.{row}.zh")}
        for row in range(PRODUCTS)
    ]
    recipients = [
        {
            **{each: form.one(f"recipients.{row}.{each}") for each in ("kind", "name", "region", "contact")},
            "signed": form.one(f"recipients.{row}.signed") == "yes",
        }
        for row in filled_rows(form)
    ]
    return {
        "name": {"en": form.one("name.en"), "zh": form.one("name.zh")},
        "id": form.one("id"),
        "contact": form.one("contact"),
        "products": products,
        "country": form.one("country"),
        "laws": [form.one("laws")] if form.one("laws") else [],
        "activities": form.many("activities"),
        "recipients": recipients,
        "minors": form.one("minors"),
        "keep": form.one("keep"),
        "answer": _days(form.one("answer")),
    }


def _days(typed: str) -> str:
    return f"{typed} working days" if typed.isdigit() else typed


def _mistake(fault: Fault, rows: list[int], language: Language) -> Mistake:
    """Put a fault at its field: a recipient without a name stands in the line it was typed in.

    A name that gives no id is no fault of the name: the id can be typed.
    """
    head, *rest = ["id"] if fault.message is NO_ID else fault.place.split(".")
    if head == "recipients" and rest:
        rest = [str(rows[int(rest[0])]), *rest[1:]]
    fields = {"name": ["en"], "products": [*(rest or ["0"]), "en"], "recipients": rest or ["0", "kind"]}
    anchor = "-".join([head, *fields.get(head, [])])
    return Mistake(anchor, fault.text(language), fault.help(language))


def steps_tried(made: Starter) -> list[Tried]:
    """Return three steps asked of the new file, while nobody has agreed to anything."""
    compiled = load(made.text).compiled
    plain = list(made.ask[: next(i for i, each in enumerate(made.ask) if each.startswith("--"))])
    options = {made.ask[i].removeprefix("--"): made.ask[i + 1] for i in range(len(plain), len(made.ask), 2)}
    product = options.get("product")
    return [
        _tried("browse", compiled, Step(act=Act.SERVE, purpose="browsing", product=product)),
        _tried("ask", compiled, Step(act=Act(plain[0]), purpose=plain[1], data=tuple(plain[2:]), **options)),  # type: ignore[arg-type]  # all options are texts
        _tried(
            "refuse",
            compiled,
            Step(act=Act.DISCLOSE, purpose=plain[1], data=tuple(plain[2:3]), product=product),
        ),
    ]


def _tried(key: str, compiled: Compiled, step: Step) -> Tried:
    words = " ".join([step.act.value, step.purpose, *(str(each) for each in step.data)])
    return Tried(key, words, decide(compiled, Facts(), step).verdict.value)
