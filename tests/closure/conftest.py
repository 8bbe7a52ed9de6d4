"""Each policy file is read once: reading takes longer than the tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from troth.gate import shelf
from troth.policy import load


@pytest.fixture(scope="session", autouse=True)
def read_once() -> Iterator[None]:
    """Read each policy file once for all tests of this folder."""
    kept: dict[Any, Any] = {}

    def load_once(text: Any, name: str = "policy", previous: Any = None) -> Any:
        key = (text, name, previous.hash if previous is not None else "")
        if key not in kept:
            kept[key] = load(text, name, previous)
        return kept[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shelf, "load", load_once)
        yield
