"""What can go wrong when personal data is looked for, by what the caller can do about it.

- `CannotRead`: the place does not open or does not answer. Mend the address, the right to read, or install what reads it.
- `BadMap`: the data map is not one. Mend the file.
"""

from __future__ import annotations

from troth.vocabulary import Message, TrothError

NO_PLACE = Message(
    "holdings.no-place",
    "{address} cannot be opened: {why}",
    "无法打开 {address}：{why_zh}",
    "check the address, the network and the right to read",
    "请检查地址、网络连接和读取权限",
)
NO_READER = Message(
    "holdings.no-reader",
    "nothing here reads {address}",
    "当前无法读取 {address}",
    "give sqlite:///FILE, postgresql://..., mysql://..., mariadb://..., or the path of a .csv, .tsv or .parquet file",
    "请给出 sqlite:///文件、postgresql://...、mysql://...、mariadb://...，或 .csv、.tsv、.parquet 文件的路径",
)
NOT_INSTALLED = Message(
    "holdings.not-installed",
    "{package} is not installed, so {address} cannot be read",
    "缺少组件 {package}，无法读取 {address}",
    "install the extra `troth[connectors]`",
    "请安装附加组件 `troth[connectors]`",
)
STOPPED = Message(
    "holdings.stopped",
    "reading {table} stopped: {why}",
    "读取 {table} 时中断：{why_zh}",
    "mend the cause and scan again; what was not read counts as not scanned",
    "请排除故障后重新扫描；未读取的部分一律视为未扫描",
)
BAD_MAP = Message(
    "holdings.map",
    "line {line} of the data map: {what}",
    "数据地图第 {line} 行：{what_zh}",
    "write it as docs/SCANNING.md shows",
    "写法见 docs/SCANNING.md",
)


class HoldingError(TrothError):
    """Personal data cannot be looked for as asked."""


class CannotRead(HoldingError):
    """The place does not open or does not answer."""


class BadMap(HoldingError):
    """The data map is not one."""
