"""`troth new`: a policy file to begin with, from the answers to a handful of questions.

Rules
- Questions go to standard error and the file to standard output or FILE, so that both can be used in a pipe.
- A wrong answer is asked again, with what is wrong; an existing file is never overwritten.
- The file holds from today, unless the answers name another day (`effective: "2026-12-01"`).
"""

from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from msgspec.structs import replace

from troth.cli.console import Json, Lang, language_of, may_write, print_json, read_file, say, write_file
from troth.drafting import (
    ACTIVITIES,
    MINORS,
    QUESTIONS,
    Answers,
    BadAnswers,
    Choice,
    Starter,
    answers_from,
    faults_of,
    fitting_kinds,
    name_as_id,
    starter,
)
from troth.policy import read

EXAMPLE = """\
name: {en: Cloud Hill Tea Ltd, zh: 云山茶业有限公司}
contact: privacy@tea.example
products: [{en: Tea Shop, zh: 茶铺}]
country: CN
laws: [pipl]
activities: [sign-up, buy, newsletter]
recipients:
  - {kind: hosting, name: Example Cloud, region: CN, contact: privacy@cloud.example, signed: true}
  - {kind: payment, name: Example Pay, region: CN}
minors: unsure
keep: at-once
answer: 15 working days
"""
_TEXTS = {
    "en": {
        "intro": "A few questions, then you have a policy that runs. Press Enter to take the answer in [brackets].",
        "en": "English name",
        "zh": "Chinese name",
        "id": "A short id for the policy, in small Latin letters",
        "another": "Name of the product in English (Enter: no more)",
        "numbers": "Numbers or words, with spaces between",
        "laws": "Apply Chinese law (PIPL) too?",
        "kind": "Kind (number; Enter: no more)",
        "name": "Name of the company",
        "region": "Its country (two letters)",
        "contact": "How people reach it (e-mail or address; Enter: later)",
        "signed": "Is the contract signed?",
        "saved": "Written to {file}. Next:",
        "print": "Save it as {file}. Next:",
        "expect": "# ask: nobody has agreed yet; once the person has, and the age is known, the answer is permit",
    },
    "zh": {
        "intro": "回答几个问题，即可得到一份能运行的政策。直接按回车，采用 [方括号] 内的答案。",
        "en": "英文名称",
        "zh": "中文名称",
        "id": "政策的简短标识（小写字母）",
        "another": "产品的英文名称（没有更多产品时直接回车）",
        "numbers": "写编号或英文词，用空格分开",
        "laws": "是否同时适用中国法律（《个人信息保护法》）？",
        "kind": "类型（写编号，没有更多时直接回车）",
        "name": "公司名称",
        "region": "所在国家或地区（两个字母）",
        "contact": "个人如何联系该公司（邮箱或地址，可留空以后补）",
        "signed": "合同是否已签署？",
        "saved": "已写入 {file}。接下来：",
        "print": "请另存为 {file}。接下来：",
        "expect": "# 须先征求：尚无人同意。本人同意之后，答复即为允许",
    },
}


def new(
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write.", show_default="standard output")
    ] = None,
    answers: Annotated[Path | None, typer.Option(help="YAML with the answers, instead of asking.")] = None,
    example: Annotated[bool, typer.Option("--example", help="Print how answers are written.")] = False,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Make a policy file for your company by a handful of questions."""
    if example:
        say(EXAMPLE.rstrip())
        return
    language = language_of(lang)
    if output is not None:
        may_write(output)
    given = answers_from(read(read_file(answers)).data) if answers else _Terminal(language).answers()
    from troth.assembly import today

    made = starter(replace(given, effective=given.effective or today().isoformat()), language)
    if output is not None:
        write_file(output, made.text.encode("utf-8"))
    _tell(made, output, language, json)


def commands(made: Starter, file: str) -> list[str]:
    """Return the three commands to go on with."""
    program = called()
    return [
        shlex.join([*program, "check", file]),
        shlex.join([*program, "serve", file]),
        shlex.join([*program, "ask", file, *made.ask]),
    ]


def called() -> list[str]:
    """Return how this program was called, so that the same words work again."""
    path = Path(sys.argv[0])
    if path.parts[-3:] == ("troth", "cli", "__main__.py"):
        return [sys.executable, "-m", "troth.cli"]
    if path.name != "troth" or shutil.which("troth") == str(path):
        return ["troth"]
    return [str(path)]


def _tell(made: Starter, output: Path | None, language: str, json: bool) -> None:
    file = str(output) if output is not None else f"{made.id}.yaml"
    following = commands(made, file)
    if json:
        print_json(
            {"id": made.id, "file": str(output) if output else None, "policy": made.text, "next": following}
        )
        return
    words = _TEXTS[language]
    lines = [words["saved" if output is not None else "print"].format(file=file)]
    lines += [*(f"  {each}" for each in following), f"    {words['expect']}"]
    if output is None:
        say(made.text.rstrip("\n"))
    for line in lines:
        typer.echo(line, err=output is None)


class _Terminal:
    """Asks the questions one by one."""

    def __init__(self, language: str) -> None:
        self.language, self.words = language, _TEXTS[language]
        self.given: dict[str, Any] = {
            "name": "-",
            "contact": "a@b.example",
            "products": ["-"],
            "activities": [each.id for each in ACTIVITIES],
        }
        """Answers that have no fault, in the place of those that are still to come."""

    def answers(self) -> Answers:
        """Return the answers to all questions."""
        self._tell(self.words["intro"])
        asking: dict[str, Callable[[str], dict[str, Any]]] = {
            "name": lambda _: self._name(),
            "contact": lambda default: {"contact": self._prompt(">", default)},
            "products": lambda _: {"products": self._products()},
            "country": self._country,
            "activities": lambda _: {"activities": self._several(ACTIVITIES)},
            "recipients": lambda _: {"recipients": self._recipients()},
            "minors": lambda default: {"minors": self._one(MINORS, default)},
            "keep": lambda default: {"keep": self._prompt(">", default)},
            "answer": lambda default: {"answer": self._days(default)},
        }
        for number, question in enumerate(QUESTIONS, 1):
            self._tell(
                f"\n{number}/{len(QUESTIONS)}  {question.ask(self.language)}\n     {question.help(self.language)}"
            )
            self._until_right(question.id, question.default, asking[question.id])
        return answers_from(self.given)

    def _until_right(self, question: str, default: str, ask: Callable[[str], dict[str, Any]]) -> None:
        while True:
            tried = ask(default)
            if self._is_right(question, tried):
                self.given.update(tried)
                return

    def _is_right(self, question: str, tried: dict[str, Any]) -> bool:
        """Return whether the answer `tried` has no fault; say what is wrong with it."""
        try:
            faults = faults_of(answers_from({**self.given, **tried}))
        except BadAnswers as error:
            faults = list(error.faults)
        wrong = [each for each in faults if each.question in (question, "")]
        for each in wrong:
            self._tell(f"  ! {each.text(self.language)}\n    -> {each.help(self.language)}")
        return not wrong

    def _tell(self, line: str) -> None:
        typer.echo(line, err=True)

    def _prompt(self, label: str, default: str = "") -> str:
        typer.echo(f"  {label}{f' [{default}]' if default else ''}: ", err=True, nl=False)
        line = sys.stdin.readline()
        if not line:
            raise typer.Abort
        return line.strip() or default

    def _confirm(self, label: str, default: bool) -> bool:
        yes, no = ("Y", "n") if default else ("y", "N")
        typed = self._prompt(f"{label} [{yes}/{no}]").lower()
        return typed in ("y", "yes", "是") if typed else default

    def _both(self) -> dict[str, str]:
        return {"en": self._prompt(self.words["en"]), "zh": self._prompt(self.words["zh"])}

    def _name(self) -> dict[str, Any]:
        """Return the name, and the id of the policy where the name has no letters to make one of."""
        both = self._both()
        asked = any(both.values()) and not name_as_id(both["en"] or both["zh"])
        return {"name": both, "id": self._prompt(self.words["id"], "my-company") if asked else ""}

    def _products(self) -> list[dict[str, str]]:
        found: list[dict[str, str]] = []
        while name := self._prompt(self.words["another"] if found else self.words["en"]):
            found.append({"en": name, "zh": self._prompt(self.words["zh"])})
        return found

    def _country(self, default: str) -> dict[str, Any]:
        country = self._prompt(">", default)
        laws = self._confirm(self.words["laws"], True)
        return {"country": country, "laws": ["pipl"] if laws else []}

    def _menu(self, choices: Sequence[Choice]) -> None:
        for number, each in enumerate(choices, 1):
            self._tell(f"  {number}  {each.label(self.language)} ({each.id})")

    def _several(self, choices: Sequence[Choice]) -> list[str]:
        self._menu(choices)
        words = self._prompt(self.words["numbers"]).replace(",", " ").replace("，", " ").replace("、", " ")
        return [_chosen(choices, each) for each in words.split()]

    def _one(self, choices: Sequence[Choice], default: str) -> str:
        self._menu(choices)
        return _chosen(choices, self._prompt(">", default))

    def _days(self, default: str) -> str:
        typed = self._prompt(">", default)
        return f"{typed} working days" if typed.isdigit() else typed

    def _recipients(self) -> list[dict[str, Any]]:
        choices = fitting_kinds(self.given["activities"])
        self._menu(choices)
        found: list[dict[str, Any]] = []
        while kind := self._prompt(self.words["kind"]):
            party = {
                "kind": _chosen(choices, kind),
                "name": self._prompt(self.words["name"]),
                "region": self._prompt(self.words["region"], str(self.given["country"])),
                "contact": self._prompt(self.words["contact"]),
                "signed": self._confirm(self.words["signed"], False),
            }
            if self._is_right("recipients", {"recipients": [*found, party]}):
                found.append(party)
        return found


def _chosen(choices: Sequence[Choice], word: str) -> str:
    """Return the id of the choice with that number; another word stands for itself."""
    return (
        choices[int(word) - 1].id
        if word.isascii() and word.isdigit() and 0 < int(word) <= len(choices)
        else word
    )
