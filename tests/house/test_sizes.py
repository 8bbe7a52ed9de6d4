"""Nothing is too long to be read, and the root is a table of contents."""

from __future__ import annotations

from tests.house import exceptions, sizes, tree


def test_no_file_class_or_function_is_over_its_limit():
    found = {
        long.where: long
        for path in tree.python_files()
        for long in sizes.too_long(path.as_posix(), tree.text(path))
    }
    allowed = exceptions.listed("size")
    grown = [
        f"{long}, and even exceptions.toml allows only {allowed[where].lines}"
        for where, long in found.items()
        if where in allowed and long.lines > allowed[where].lines
    ]
    assert exceptions.unlisted("size", {where: str(long) for where, long in found.items()}) + grown == []


def test_the_root_has_at_most_twenty_entries():
    entries = sorted({path.parts[0] for path in tree.tracked()})
    assert len(entries) <= sizes.ROOT_ENTRIES, entries


def test_the_rule_finds_a_long_file_class_and_function():
    body = "    x = 1\n"
    function = "def work():\n" + body * sizes.FUNCTION
    assert [str(long) for long in sizes.too_long("a.py", function)] == [
        "a.py:work has 81 lines; the limit is 80"
    ]
    method = "class Desk:\n    async def work(self):\n" + "        x = 1\n" * sizes.CLASS
    found = {long.where: long.lines for long in sizes.too_long("a.py", method)}
    assert found == {"a.py:Desk": 402, "a.py:Desk.work": 401}
    assert [long.where for long in sizes.too_long("a.py", "x = 1\n" * 501)] == ["a.py"]


def test_the_rule_lets_the_limit_itself_pass():
    assert list(sizes.too_long("a.py", "def work():\n" + "    x = 1\n" * (sizes.FUNCTION - 1))) == []
    assert list(sizes.too_long("a.py", "x = 1\n" * sizes.FILE)) == []
