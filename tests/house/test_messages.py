"""Every message has an id of its own, is there in English and Chinese, and says what to do next."""

from __future__ import annotations

import ast
from collections import Counter

import pytest

from tests.house import messages, tree
from troth.vocabulary.errors import Message

GOOD = Message(
    "policy.not-found", "no policy is called {id}", "没有名为 {id} 的政策", "see the list", "请查看列表"
)


def test_every_message_is_complete():
    everything = messages.all_messages().values()
    assert [
        f"{module}: {fault}" for module, message in everything for fault in messages.faults(message)
    ] == []


def test_every_id_is_used_once():
    where: dict[str, list[str]] = {}
    for module, message in messages.all_messages().values():
        where.setdefault(message.id, []).append(module)
    assert {id_: modules for id_, modules in where.items() if len(modules) > 1} == {}


def test_there_are_messages_to_check():
    areas = Counter(message.id.split(".")[0] for _, message in messages.all_messages().values())
    assert areas["policy"] > 0, areas


def test_messages_are_constants():
    assert [
        f"{path}:{line} makes a message inside a function"
        for path in tree.python_files("src/troth")
        for line in messages.built_on_the_way(tree.syntax(path))
    ] == []


def test_a_complete_message_passes():
    assert list(messages.faults(GOOD)) == []


def test_what_a_reader_is_to_write_may_be_half_width():
    written = {"zh": "请写 `名称: {id}`", "help_en": "{advice}", "help_zh": "{advice_zh}"}
    values = {name: getattr(GOOD, name) for name in ("id", *messages.TEXTS)}
    assert list(messages.faults(Message(**{**values, **written}))) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"id": "Policy.NotFound"}, "an id is"),
        ({"id": "policy"}, "an id is"),
        ({"zh": ""}, "zh is empty"),
        ({"help_en": "  "}, "help_en is empty"),
        ({"zh": "no policy is called {id}"}, "zh is not Chinese"),
        ({"zh": "没有名为 {id} 的政策, 请检查"}, "half-width"),
        ({"help_zh": "请查看列表."}, "half-width"),
        ({"zh": "没有这个政策"}, "do not name the same values"),
        ({"help_zh": "请查看�列表"}, "broken character"),
    ],
)
def test_a_faulty_message_is_noticed(change, fault):
    values = {name: getattr(GOOD, name) for name in ("id", *messages.TEXTS)}
    assert any(fault in found for found in messages.faults(Message(**{**values, **change})))


def test_a_message_made_on_the_way_is_noticed():
    source = "A = Message('a.b', '', '', '', '')\ndef f(x):\n    raise E(errors.Message(x, '', '', '', ''))\n"
    assert list(messages.built_on_the_way(ast.parse(source))) == [3]


def test_a_family_of_messages_is_written_at_the_top_only():
    writer = "def _bad(name) -> Message:\n    return Message(name, '', '', '', '')\n"
    assert list(messages.built_on_the_way(ast.parse(f"{writer}A = _bad('a')\n"))) == []
    assert list(messages.built_on_the_way(ast.parse(f"{writer}def f():\n    raise E(_bad('a'))\n"))) == [4]
