"""What can go wrong where personal data lives, by what the caller can do about it.

- `CannotRead`: the place does not open or does not answer. Mend the address, the right to read, or install what reads it.
- `BadMap`: the data map is not one. Mend the file.
- `Drifted`: the place is not as its map says; nothing is done there. Mend the map, or the place.
- `Stopped`: the place broke off; nothing of this step remains. Give the order again.
- `Unreadable`: one file of the place cannot be read. Put a whole one in its place, or take it away.
- `NotIdentified`: nothing is known by which the place finds this person; not to find is not to have nothing.
- `ComesBack`: somebody who was erased would be written again.
- `NotAnswered`: a service has not yet given out what it holds; it is asked again.
- `NotAttested`: a person has not yet said what they found by hand.
"""

from __future__ import annotations

from troth.vocabulary import Message, Plain, TrothError, place_word

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
    "give sqlite:///FILE, postgresql://..., mysql://..., mariadb://..., the path of a .csv, .tsv or .parquet file, a folder or s3://BUCKET/PREFIX",
    "请给出 sqlite:///文件、postgresql://...、mysql://...、mariadb://...、.csv、.tsv、.parquet 文件的路径、文件夹，或 s3://存储桶/前缀",
)
NOT_INSTALLED = Message(
    "holdings.not-installed",
    "{package} is not installed, so {address} cannot be read",
    "缺少组件 {package}，无法读取 {address}",
    "install the extra `troth[connectors]`",
    "请安装附加组件 `troth[connectors]`",
)
NO_LIBRARY = Message(
    "holdings.no-library",
    "{package} is not installed, so nothing can be done in {place}",
    "缺少组件 {package}，无法在 {place} 中执行操作",
    "install troth with the extra {extra}",
    "请安装 troth 的附加组件 {extra}",
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
DRIFTED = Message(
    "holdings.drifted",
    "the place {place} is not as the data map says; {count} differences, the first: {what}",
    "位置 {place} 与数据地图不符，共 {count} 处，首处为：{what_zh}",
    "run `troth map check`, mend the data map, and give the order again",
    "请运行 `troth map check`，修正数据地图后重新执行",
)
BROKEN_OFF = Message(
    "holdings.broken-off",
    "{place} broke off while it was to {act}: {why}",
    "{place} 在执行“{act_zh}”时中断：{why_zh}",
    "nothing of this step remains; mend the cause and give the order again",
    "该步骤未留下任何改动；请排除故障后重新执行",
)
NOT_IDENTIFIED = Message(
    "holdings.not-identified",
    "nothing is known by which {place} could find this person",
    "缺少可在 {place} 中查找此人的标识",
    "give one of: {elements}",
    "请提供以下任一标识：{elements}",
)
COMES_BACK = Message(
    "holdings.comes-back",
    "somebody who was erased in {place} would be written again",
    "此人在 {place} 的信息已被删除，不得再次写入",
    "leave the row out; if the person came back, enrol them as somebody new",
    "请剔除该行；如本人重新加入，请按新用户登记",
)
NOT_ATTESTED = Message(
    "holdings.not-attested",
    "{place} is looked after by hand, and nobody has said yet what was found",
    "{place} 由专人人工处理，尚无人填写结果",
    "have {who} look there and attest it",
    "请由 {who} 前往查找并填写结果",
)
NOT_ANSWERED = Message(
    "holdings.not-answered",
    "the service {place} has not given out yet what it holds",
    "服务 {place} 尚未提供其保存的内容",
    "nothing: it is asked again; call the service's operator when it stays silent",
    "无需操作，系统会再次询问；如长时间无回应，请联系该服务的运营方",
)
NO_SECRET = Message(
    "holdings.no-secret",
    "the setting {setting}, the secret shared with the service {place}, is no secret",
    "设置项 {setting}（与服务 {place} 共享的密钥）不可用",
    'set it to what `echo "whsec_$(openssl rand -base64 32)"` prints, and tell the service',
    '请设为 `echo "whsec_$(openssl rand -base64 32)"` 的输出，并告知该服务',
)
NO_SETTING = Message(
    "holdings.no-setting",
    "the setting {setting}, the address of the place {place}, is empty",
    "未设置 {setting}，即位置 {place} 的地址",
    "set it to sqlite:///FILE, postgresql://..., mariadb://..., a folder or an https:// address; the data map never holds one",
    "请将其设为 sqlite:///文件、postgresql://...、mariadb://...、文件夹或 https:// 地址；数据地图中不写地址",
)


class HoldingError(TrothError):
    """Personal data cannot be looked for, or worked on, as asked."""

    def __init__(self, message: Message, /, **values: object) -> None:
        """Carry `message` with `values`; the act and the cause of a break-off are put into words where we have some."""
        if message is BROKEN_OFF:
            values = {**_in_words(str(values["act"]), str(values["why"])), **values}
        super().__init__(message, **values)


class CannotRead(HoldingError):
    """The place does not open or does not answer."""


def _in_words(act: str, why: str) -> dict[str, Plain]:
    """Return act and cause in Chinese; the name of an error of a library is told as one."""
    said = place_word("brokenact", act, "zh")
    if said == act:
        said = place_word("placeact", act, "zh")
    cause = place_word("brokenwhy", why, "zh")
    return {"act_zh": Plain(said), "why_zh": Plain(f"底层错误 {why}" if cause == why else cause)}


class BadMap(HoldingError):
    """The data map is not one."""


class Drifted(HoldingError):
    """The place is not as its map says; nothing was done."""


class Stopped(HoldingError):
    """The place broke off; nothing of this step remains."""


class NotIdentified(HoldingError):
    """Nothing is known by which the place could find the person; it was not searched."""


class ComesBack(HoldingError):
    """Somebody who was erased would be written again; nothing was written."""


NOT_BY_HAND = Message(
    "holdings.not-by-hand",
    "this cannot be kept as done by hand: {rule}",
    "无法作为人工处理结果登记：{rule_zh}",
    "look at the list of orders for places that people look after",
    "请查看人工处理事项列表",
)


class NotByHand(HoldingError):
    """What somebody says that they did by hand cannot be kept."""


class NotAttested(HoldingError):
    """A person has not yet said what they found by hand."""


class NotAnswered(HoldingError):
    """A service has not yet given out what it holds."""


PLAN_CHANGED = Message(
    "holdings.plan-changed",
    "this is not what the order would touch any more, or it is not stopped",
    "该指令的涉及范围已有变化，或已不在待放行之列",
    "look at the list of stopped orders again; what was allowed is never more than what was counted",
    "请重新查看待放行的指令；放行的范围以统计结果为限",
)


class PlanChanged(HoldingError):
    """What somebody wants to allow is not what was counted."""


UNREADABLE = Message(
    "holdings.unreadable",
    "the file {file} of {place} cannot be read: {why}",
    "{place} 中的文件 {file} 无法读取：{why}",
    "put a whole copy of it in its place, or take it out once nobody needs it; until then no erasure there is done, and each is tried again",
    "请以完好的副本替换该文件，或确认无用后将其移出；在此之前，该处的删除均不能完成，系统会继续重试",
)


class Unreadable(Stopped):
    """One file of a place cannot be read. `at` is its address, for whoever can say where that is in the place."""

    at = ""

    @property
    def reason(self) -> str:
        """The id, with the file behind it."""
        return f"{self.id}/{self.values['file']}"
