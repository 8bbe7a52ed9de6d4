"""What a controller is called: in Chinese where it has a Chinese name, else as it is registered."""

from __future__ import annotations

from pathlib import Path

import pytest

from troth.policy import load

SHANGHAI = "Shanghai Jingdigital Network Technology Co., LTD"


@pytest.mark.parametrize(
    ("policy", "en", "zh"),
    [
        ("jingdigital", SHANGHAI, "上海径硕网络科技有限公司（JINGdigital）"),
        ("jeejio", "MAOPAO LIMITED", "MAOPAO LIMITED"),  # its `zh` is a sentence beside an `en`, and no name
        ("generic-app", None, None),
    ],
)
def test_a_controller_is_called_by_its_name_in_either_language(
    policy: str, en: str | None, zh: str | None
) -> None:
    controller = load(Path(f"policies/{policy}.yaml").read_bytes()).compiled.policy.controller
    assert (controller.called("en"), controller.called("zh")) == (en, zh)
