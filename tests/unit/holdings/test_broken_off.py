"""A step that broke off is told in the reader's language: what was being done, and why not."""

from __future__ import annotations

import pytest

from troth.holdings.errors import BROKEN_OFF, Stopped
from troth.vocabulary import Plain, reason_word


@pytest.mark.parametrize(
    ("act", "why", "zh"),
    [
        ("erase", "rows-changed", "`crm` 在执行“删除”时中断：期间数据有改动"),
        (
            "make troth_orders",
            "OperationalError",
            "`crm` 在执行“建立 troth_orders 表”时中断：底层错误 OperationalError",
        ),
    ],
)
def test_act_and_cause_are_words(act, why, zh):
    error = Stopped(BROKEN_OFF, place="crm", act=Plain(act), why=Plain(why))
    assert error.text("zh") == zh
    assert error.text("en") == f"`crm` broke off while it was to {act}: {why}"


def test_a_reason_with_a_name_behind_it_is_told_with_it():
    assert reason_word("waits-for.shop", "zh") == "须待其他位置先行完成 (shop)"
    assert reason_word("holdings.drifted", "zh") == "该位置与数据地图不符"
    assert reason_word("unheard-of", "zh") == "unheard-of"
