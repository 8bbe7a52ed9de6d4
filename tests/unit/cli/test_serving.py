"""A first look has books of its own, which go with the very policies."""

from __future__ import annotations

import pytest

from troth.cli.commands.serve import demo_store


@pytest.fixture
def files(tmp_path):
    found = [tmp_path / "a.yaml", tmp_path / "b.yaml"]
    for each in found:
        each.write_text(each.name, encoding="utf-8")
    return found


def test_the_same_policies_find_their_books_again(tmp_path, files):
    assert demo_store(tmp_path, files) == demo_store(tmp_path, files)
    assert demo_store(tmp_path, files).startswith(f"sqlite:///{tmp_path}/demo-")


def test_a_changed_policy_under_the_same_version_begins_other_books(tmp_path, files):
    before = demo_store(tmp_path, files)
    files[1].write_text("changed", encoding="utf-8")
    assert demo_store(tmp_path, files) != before


def test_a_file_that_is_not_there_is_left_to_whoever_reads_it(tmp_path, files):
    assert demo_store(tmp_path, [*files, tmp_path / "nothing.yaml"])
