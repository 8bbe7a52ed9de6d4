"""Texts that are read together are answered as each by itself: nothing looks across the border."""

from __future__ import annotations

import random

from tests.scanning import corpus
from troth.holdings import recognise, recognise_all

HEADS = ["电话", "QQ", "qq：", "姓名：", "身份证", "护照 ", "v", "版本号", "tel", "+", "SN ", "出生", "微信号:", "Dear ", "A-", "12.", "地址：", "http://", "a@", ""]  # fmt: skip
TAILS = ["2345678", "13800138000", "张三", "110105491231002", "E12345678", "1.2.3.4", "1990-01-02", "abcdef_12", "Li Lei", "江苏省南京市鼓楼区和平里508号", "b.example", "a.example/?uid=12", "\x1e13800138000", ""]  # fmt: skip


def test_together_is_the_same_as_each_by_itself():
    pairs = [text for head in HEADS for tail in TAILS for text in (head, tail)]
    chance = random.Random(7)
    mixed = [*pairs, *(line.text for line in corpus.lines(11, 2_000, hard=0.1)), "x" * 20_000, "13800138000"]
    for texts in (pairs, chance.sample(mixed, len(mixed))):
        assert list(recognise_all(texts)) == [recognise(text.replace("\x1e", " ")) for text in texts]
    assert list(recognise_all([])) == []
