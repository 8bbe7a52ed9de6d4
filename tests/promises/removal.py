"""What a policy answers once one of its clauses is taken out, and which of its cases feel that.

Rules
- A clause is taken out of the policy as it was read, not out of its text. An entry that others point at (purpose, message type,
  tracker, supplement, recipient) becomes a gap of the language's own: it offers nothing, and who reuses it still may. Any other
  clause is gone with all below it. What then names an id that is no longer there names nothing, and nothing opens nothing.
  Where the language falls back on a stricter rule for a clause that is missing (how one agrees, what a closed account or a stop
  order refuses), its going would prove nothing; the weakest thing that it could say stands in its place: merely going on agrees,
  nothing is refused.
- A case is red when its answer is no longer the one that it expects.
- Its cases are those that name a row of the clause (or of one below it, which goes with it), and those whose step stands on it:
  the request itself asks for it by its id (purpose, recipient, product, channel, claimed case or ground, an element or its
  origin, or the act whose table it is). No other case may turn red.
- A policy that permits nothing because of its gaps is looked at with these filled: `tests/promises/filled/POLICY/` holds
  `policy.yaml`, laid over the file mapping by mapping (what it fills loses its `gap`, and the head its `gaps`), and the cases on it.
  They do not stand among the cases that `troth test tests/cases/decisions` runs on the files as they are.
- `python -m tests.promises.removal [--write] POLICY ...` tells what is not proved yet, and writes it to `unproved.yaml`.

Example
    >>> sorted(case.name for case in red("jeejio", "never.message-reading"))[:1]
    ['analysing what people write to their devices is barred']
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from tests.promises.rows import POLICIES, ROOT, loaded, path, rows
from troth.decisions import Case, Request, decide, load_cases, run_case
from troth.policy import Compiled, Policy, compile_policy, promises, read
from troth.policy.clauses import Agreement
from troth.vocabulary import How, Level, Verdict

CASES = ROOT / "tests" / "cases" / "decisions"
FILLED = Path(__file__).parent / "filled"
UNPROVED = Path(__file__).parent / "unproved.yaml"
RUNTIME = "runtime-decision"
KINDS = ("one-sided", "unfelt", "spilling")
# Sections of entries by id, and those below a section; an entry of the first lists is pointed at by others.
POINTED_AT = ("purposes", "recipients", "messages.types", "trackers.entries", "supplements.entries")
NESTED = {
    "messages": ("types", "channels"),
    "trackers": ("entries", "categories"),
    "supplements": ("entries",),
}
GOING_ON = Agreement(level=Level.IMPLIED, disagreeing="stops-what-rests-on-it")
TABLES = {"providing": "cases", "grounds": "list"}


@dataclass(frozen=True)
class Shown:
    """A case, with the file that it stands in."""

    file: str
    case: Case

    def __str__(self) -> str:
        return f"{self.file}:{self.case.line} {self.case.name}"


def filled(data: Mapping[str, Any], filling: Mapping[str, Any]) -> dict[str, Any]:
    """Return `data` with `filling` laid over it, mapping by mapping; what is filled is no gap any more."""
    found = dict(data)
    for key, value in filling.items():
        known = found.get(key)
        both = isinstance(value, dict) and isinstance(known, dict)
        found[key] = filled(known, value) if both else value  # type: ignore[arg-type]  # a mapping
    if "gap" not in filling:
        found.pop("gap", None)
    return found


@cache
def whole(name: str) -> Policy:
    """Return the policy `name`, with its gaps filled where a filling stands beside its cases."""
    filling = FILLED / name / "policy.yaml"
    if not filling.exists():
        return loaded(name).policy
    data = filled(read(path(name).read_bytes()).data, read(filling.read_bytes()).data)
    data.pop("gaps", None)
    return Policy.model_validate(data)


def _files(name: str) -> Iterator[Path]:
    own = FILLED / name
    yield from sorted(each for each in (own if own.exists() else CASES / name).glob("*.yaml"))


@cache
def cases(name: str) -> tuple[Shown, ...]:
    """Return the cases that are run on `whole(name)`."""
    files = [each for each in _files(name) if each.name != "policy.yaml"]
    return tuple(Shown(each.stem, case) for each in files for case in load_cases(each.read_bytes()).cases)


@cache
def runtime(name: str) -> frozenset[str]:
    """Return the rows of `name` that are decided at run time."""
    return frozenset(row.id for row in rows(name).values() if row.enforceable == RUNTIME)


@cache
def carried(name: str) -> dict[str, frozenset[str]]:
    """Return the rows of every clause that decides, by clause id; only clauses with a row decided at run time."""
    found = {
        each.clause: frozenset(each.source) for each in promises(whole(name)) if each.how is How.DECISION
    }
    return {clause: named for clause, named in found.items() if named & runtime(name)}


@cache
def touched(name: str, clause: str) -> frozenset[str]:
    """Return the rows of `clause` and of all clauses below it: what is promised by what goes."""
    below = [e.source for e in promises(whole(name)) if f"{e.clause}.".startswith(f"{clause}.")]
    return frozenset(row for source in below for row in source)


def without(policy: Policy, clause: str) -> Policy:
    """Return `policy` without `clause` (its id).

    Raises:
        KeyError: the policy has no such clause, or none that can be taken out.
    """
    section, _, rest = clause.partition(".")
    field = section.replace("-", "_")
    entries = getattr(policy, field)
    if clause == "agreement":
        return policy.model_copy(update={field: GOING_ON})
    if not rest:
        return policy.model_copy(update={field: type(policy).model_fields[field].get_default()})
    if section in NESTED:
        inner, _, entry = rest.partition(".")
        left = _less(getattr(entries, inner), entry, f"{section}.{inner}")
        return policy.model_copy(update={field: entries.model_copy(update={inner: left})})
    if section == "minors":
        bands = _less(entries.bands, rest.removeprefix("bands."), "minors.bands")
        return policy.model_copy(update={field: entries.model_copy(update={"bands": bands})})
    table, _, entry = rest.partition(".")
    if section in TABLES and entry:
        inner = TABLES[section]
        left = _less(getattr(entries[table], inner), entry, section)
        changed = {**entries, table: entries[table].model_copy(update={inner: left})}
        return policy.model_copy(update={field: changed})
    return policy.model_copy(update={field: _less(entries, rest, section)})


def _less(entries: Mapping[str, Any], name: str, section: str) -> dict[str, Any]:
    entry = entries[name]
    if section == "states" and name != "hold":
        return {**entries, name: entry.model_copy(update={"refuses": "nothing"})}
    if section in POINTED_AT:
        return {**entries, name: entry.model_copy(update={"gap": "taken out"})}
    return {key: each for key, each in entries.items() if key != name}


def failing(name: str, compiled: Compiled) -> list[Shown]:
    """Return the cases of `name` that `compiled` does not answer as they expect."""
    collecting = gc.isenabled()
    gc.disable()  # hundreds of thousands of decisions leave no cycles behind; a fifth of the time is looking for them
    try:
        return [each for each in cases(name) if not run_case(each.case, partial(decide, compiled)).passed]
    finally:
        if collecting:
            gc.enable()


@cache
def red(name: str, clause: str) -> tuple[Shown, ...]:
    """Return the cases of `name` that turn red when `clause` is taken out."""
    # the hash of a policy that nobody keeps is of no use, so it is taken over the clause alone
    return tuple(failing(name, compile_policy(without(whole(name), clause), content=clause)))


def unfelt(name: str, clause: str) -> list[str]:
    """Return the run-time rows of `clause` of which no case turns red when it is taken out."""
    felt = {row for each in red(name, clause) for row in each.case.rows}
    return sorted((carried(name)[clause] & runtime(name)) - felt)


def stands_on(policy: Policy, request: Request) -> frozenset[str]:
    """Return the ids of the clauses that `request` asks for by name, whatever they say."""
    entries = ("purposes", "messages.types", "trackers.entries", "supplements.entries")
    found = {f"{section}.{request.purpose}" for section in entries}
    found |= {f"products.{request.product}", f"outside.{request.product}", f"recipients.{request.recipient}"}
    found |= {f"messages.channels.{request.channel}", f"providing.{request.act}"}
    found |= {f"providing.{request.act}.{request.claim.case}"}
    found |= {f"grounds.{table}.{request.claim.ground}" for table in policy.grounds}
    for item in request.items:
        found |= {f"data.{item.element}", f"origins.{item.origin}"}
    return frozenset(found)


def spilt(name: str, clause: str) -> list[Shown]:
    """Return the cases that turn red when `clause` is taken out, and are none of its cases."""
    return [
        each
        for each in red(name, clause)
        if not touched(name, clause) & set(each.case.rows)
        and not any(f"{id_}.".startswith(f"{clause}.") for id_ in stands_on(whole(name), each.case.request))
    ]


def one_sided(name: str) -> list[str]:
    """Return the run-time rows of `name` that no permitted step names, or no refused or asked one."""
    answers: dict[str, set[Verdict]] = {row: set() for row in runtime(name)}
    for each in cases(name):
        for row in set(each.case.rows) & set(answers):
            answers[row].add(each.case.expect.answer)
    return sorted(row for row, found in answers.items() if Verdict.PERMIT not in found or len(found) < 2)


def unproved(name: str) -> dict[str, list[str]]:
    """Return what `unproved.yaml` lists for one policy."""
    return {
        "one-sided": one_sided(name),
        "unfelt": [f"{clause} {row}" for clause in carried(name) for row in unfelt(name, clause)],
        "spilling": [clause for clause in carried(name) if spilt(name, clause)],
    }


@cache
def admitted() -> dict[str, dict[str, list[str]]]:
    """Return what is admitted to be unproved, by policy and kind."""
    data: dict[str, Any] = read(UNPROVED.read_bytes()).data
    return {name: {kind: list(data.get(name, {}).get(kind, [])) for kind in KINDS} for name in POLICIES}


HEAD = """\
# What the cases do not prove yet, by policy; the list may only get shorter. `python -m tests.promises.removal --write POLICY`
# one-sided: no permitted step, or no refused or asked one, names the row.
# unfelt: taking out the clause turns no case red that names the row.
# spilling: taking out the clause turns cases red that are none of its cases.
"""


def _written(found: Mapping[str, Mapping[str, list[str]]]) -> str:
    lines = [HEAD]
    for name, kinds in found.items():
        lines.append(f"{name}:\n")
        for kind in KINDS:
            listed = kinds[kind]
            lines.append(f"  {kind}: []\n" if not listed else f"  {kind}:\n")
            lines += [f"    - {each}\n" for each in listed]
    return "".join(lines)


def main(arguments: list[str]) -> None:
    """Tell (or, with `--write`, write down) what is not proved of the policies named."""
    names = [each for each in arguments if each in POLICIES] or list(POLICIES)
    found = {name: unproved(name) for name in names}
    if "--write" in arguments:
        UNPROVED.write_text(_written({**admitted(), **found}), encoding="utf-8")
    for name in names:
        print(name, {kind: len(each) for kind, each in found[name].items()})
        for row in found[name]["one-sided"]:
            print("  one-sided", row)
        for each in found[name]["unfelt"]:
            print("  unfelt", each)
        for clause in found[name]["spilling"]:
            for shown in spilt(name, clause):
                print("  spilling", clause, "->", shown, shown.case.rows)


if __name__ == "__main__":
    main(sys.argv[1:])
