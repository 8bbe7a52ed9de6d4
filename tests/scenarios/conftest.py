"""Companies for the scenarios, and the two marks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.scenarios.company import Clock, Company, policy_files
from tests.scenarios.waiting import NotBuilt, is_there
from troth.gate import shelf
from troth.policy import Compiled, Loaded, load


def pytest_configure(config):
    config.addinivalue_line("markers", "scenario(number): one of the scenarios of tests/scenarios/list.py")
    config.addinivalue_line(
        "markers", "waits(part, what): fails, strictly, until the part is built or mended"
    )


def pytest_collection_modifyitems(items):
    for item in items:
        mark = item.get_closest_marker("waits")
        if mark is not None:
            part, what = mark.args
            expected = NotBuilt if "later" in item.fixturenames else AssertionError
            item.add_marker(
                pytest.mark.xfail(strict=True, raises=expected, reason=f"waits for {part}: {what}")
            )


@pytest.fixture
def later(request):
    """What a waiting test calls where today's program ends."""
    part = request.node.get_closest_marker("waits").args[0]

    def go_on() -> None:
        if not is_there(part):
            raise NotBuilt(part)

    return go_on


@pytest.fixture(scope="session", autouse=True)
def read_once() -> Iterator[None]:
    """Read each policy file once: a version never changes, and reading takes longer than the scenarios."""
    kept: dict[tuple[str | bytes, str, str], Loaded] = {}

    def load_once(text: str | bytes, name: str = "policy", previous: Compiled | None = None) -> Loaded:
        key = (text, name, previous.hash if previous is not None else "")
        if key not in kept:
            kept[key] = load(text, name, previous)
        return kept[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shelf, "load", load_once)
        yield


@pytest.fixture
def company(tmp_path) -> Iterator[Company]:
    """A company that runs Troth on the five real policies."""
    opened = Company(tmp_path, policy_files())
    yield opened
    opened.stop()


@pytest.fixture
def open_company(tmp_path) -> Iterator[Callable[..., Company]]:
    """A function from policy files (and a clock) to a company that runs Troth on them."""
    opened: list[Company] = []

    def open_one(*files: Path, clock: Clock | None = None) -> Company:
        folder = tmp_path / f"company-{len(opened)}"
        folder.mkdir()
        opened.append(Company(folder, files, clock))
        return opened[-1]

    yield open_one
    for each in opened:
        each.stop()
