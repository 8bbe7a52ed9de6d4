"""Lays a case of `tests/cases/advice` over its base, and asks the adviser about it.

Rules
- A mapping merges, anything else replaces, `null` takes away. The result is written as JSON, which is YAML too.

Example
    >>> [each.key for each in advice({"incidents": None})]
    ['T3']
"""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from troth.policy import Advice, advise, examine

CASES = Path(__file__).parents[2] / "cases" / "advice"


def read(path: Path) -> dict[str, Any]:
    """Return the plain data of a YAML file."""
    data = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    return dict(data or {})


@functools.cache
def base() -> str:
    """Return the base policy as JSON."""
    return json.dumps(read(CASES / "base.yaml"))


def laid(case: dict[str, Any]) -> bytes:
    """Return the base with `case` laid over it, as the bytes of a policy file."""
    return json.dumps(_merged(json.loads(base()), case), ensure_ascii=False).encode()


def advice(case: dict[str, Any]) -> list[Advice]:
    """Return what the adviser says about the base with `case` laid over it; the checker must find no error."""
    policy, findings, document = examine(laid(case))
    wrong = [each.line_text("en") for each in findings if each.severity == "error"]
    if policy is None or document is None or wrong:
        raise ValueError(wrong)
    return advise(policy, document)


def _merged(under: Any, over: Any) -> Any:
    if not isinstance(over, dict):
        return over
    under = under if isinstance(under, dict) else {}
    kept = {key: each for key, each in under.items() if key not in over}
    return kept | {key: _merged(under.get(key), each) for key, each in over.items() if each is not None}
