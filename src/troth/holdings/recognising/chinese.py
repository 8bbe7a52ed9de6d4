"""What only Chinese text has: plates, names after the words that announce them, addresses, messaging accounts.

Rules
- A name counts only where something says that it is one: a label before it, or a title after it. A surname alone,
  in the middle of a sentence, is nothing: precision first.
- An address counts from its first place to its last number, and needs a street or village with a number, or a label.

Example
    >>> chinese("收货人：欧阳晓雨，京A·12345")
    [Span(start=4, end=8, what='name', sure='context'), Span(start=9, end=17, what='plate', sure='shaped')]
"""

from __future__ import annotations

import re

from troth.holdings.recognising.spans import Span
from troth.holdings.recognising.surnames import COMPOUND, SINGLE

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_GIVEN = "\u3400-\u4dbf\u4e00-\u9fff·"
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·. \-]?"
    r"(?:[DFABCEGHJK][A-HJ-NP-Z0-9][0-9]{4}|[0-9]{5}[DFABCEGHJK]|[A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9挂学警港澳])"
    r"(?![0-9A-Za-z_])"
)
_SURNAME = f"(?:{'|'.join(COMPOUND)}|[{SINGLE}])"
_LABELS = (
    r"姓名|名字|真名|联系人|收件人|收货人|寄件人|发件人|户主|户名|开户名|法定代表人|法人代表|法人|负责人|经办人|申请人"
    r"|监护人|持卡人|签收人|投保人|被保险人|受益人|患者|学生|家长|本人|员工|客户|用户|车主|业主|租客|乘客|旅客|候选人|面试官"
    r"|联络人|代理人|被告|原告|证人|我叫|我是|名叫|叫做|致电给|通知"
)
_LABELLED = re.compile(
    rf"(?:{_LABELS})(?:姓名|名称)?(?P<mark>[:：是为 \t\n\"“(（\[]{{0,3}})(?P<name>{_SURNAME}[{_GIVEN}]{{1,3}})"
)
_TITLES = r"先生|女士|小姐|太太|同学|老师|医生|大夫|律师|教授|经理|总监|师傅|阿姨|主任"
_TITLE = re.compile(_TITLES)
_ENDS = re.compile(
    rf"(?:[^{_HAN}]|$|先生|女士|小姐|同学|老师|的|在|于|已|是|和|与|及|来|去|将|住|电话|手机|身份|联系|地址|提交|申请|因|被|把|向|从|说|于)"
)
_NOT_GIVEN = re.compile(r"[的在于已是和与及来去将住说被把向从了吗呢吧请您你我他她它们这那个么为]")
_NOT_NAMES = frozenset(
    "高级 经理 经办 关于 和平 时间 常用 平台 安全 任何 公司 单位 方式 项目 成都 商品 管理 温馨 习惯 连接 方便 满意 全部 "
    "应当 任意 相关 都是 简单 何时 钱包 支付 水果 成员 信息 明细 万一 计算 司机 法人 解释 别人 应用 有关 左右 单独 单据 "
    "黄金 白银 毛利 路由 江苏 江西 云南 海南 安徽 宁夏 山东 强制 周年 周期 程序 车辆 年龄 余额 凭证 通知 权限 金额 房屋 "
    "名称 和其他 有限 于是 包括 包含 查询 查看 从事 易于 向来 相应 通过 符合 党员 宣传 终止 贵方 贵公司 双方 代表 "
    "经营 经济 能够 能力 广告 广大 家庭 申请 申报 计划 方案 方面 全体 全国 全球 支持 上海 南京 北京 天津 重庆 石家庄".split()
)
_TITLE_WORDS = frozenset(
    "高级 总 项目 大堂 部门 产品 客户 销售 区域 值班 班 任课 家庭 校 全体 各位 新 老 平安 安全 单".split()
)
_NUMBERED = re.compile(
    r"[路街道巷弄里村苑园区厦场组庄屯段镇乡城队条](?:[东西南北中]|[甲乙丙丁])?[0-9]{1,5}(?:[-之][0-9]{1,4})?"
    r"[号弄栋幢座楼室组单]"
)
_BACK = re.compile(rf"[{_HAN}0-9]{{2,40}}\Z")
_FORTH = re.compile(
    rf"(?:[{_HAN}]{{0,12}}?[,， ]?(?:[0-9A-Za-z]{{1,5}}|[一二三四五六七八九十]{{1,3}})(?:[-－][0-9]{{1,5}})*(?:号楼|号院|号|弄|栋|幢|座|单元|楼|层|室|户|房))"
)
_PROVINCE_NAMES = (
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南"
    "|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门"
)
_PROVINCE = re.compile(_PROVINCE_NAMES)
_LEAD = re.compile(
    r".*(?:地址|住址|住所|住在|位于|寄到|寄至|送到|送至|寄往|快递到|搬到|搬至|家住|现住|前往|来自|地点|户籍|居住|注册地|收货|登记|是|为|在|到|至|的|我|于|从|往)"
)
_LABELLED_ADDRESS = re.compile(
    rf"(?:地址|住址|住所|户籍地|居住地|现住)(?:是|为)?[:： ]{{0,2}}(?P<place>(?:{_PROVINCE_NAMES})[{_HAN}]{{0,3}}[省市区州][{_HAN}0-9A-Za-z\-]{{3,40}})"
)
_ACCOUNT = re.compile(
    r"(?:微信|WeChat|Wechat|wechat|weixin|Weixin|WX|wx|VX|vx|Vx)(?:号码?|账号|ID|id)?(?:是|为)?[:： ]{1,3}(?P<account>[A-Za-z][A-Za-z0-9_\-]{5,19})"
    r"(?![A-Za-z0-9_@.\-])"
)


def chinese(text: str) -> list[Span]:
    """Return the plates, names, addresses and accounts of `text`."""
    found = [
        Span(plate.start(), plate.end(), "plate", "shaped")
        for plate in _PLATE.finditer(text)
        if _plate(plate)
    ]
    for labelled in _LABELLED.finditer(text):
        _add_name(text, labelled, found)
    for title in _TITLE.finditer(text):
        _add_titled(text, title.start(), found)
    _addresses(text, found)
    return sorted(found)


def accounts(text: str) -> list[Span]:
    """Return the messaging accounts that are named with their service."""
    return [
        Span(account.start("account"), account.end("account"), "messaging-account", "context")
        for account in _ACCOUNT.finditer(text)
    ]


def is_name(value: str) -> bool:
    """Return whether the whole of `value` can be a Chinese name: a surname and one or two characters."""
    return (
        _WHOLE.fullmatch(value) is not None and value not in _NOT_NAMES and not _NOT_GIVEN.search(value[1:])
    )


_WHOLE = re.compile(
    rf"(?:{'|'.join(COMPOUND)})[{_HAN}]{{1,2}}|[{SINGLE}][{_HAN}]{{1,2}}|[{_HAN}]{{1,6}}·[{_HAN}·]{{1,10}}"
)


def _plate(match: re.Match[str]) -> bool:
    """Return whether a plate holds enough digits: one of letters only is a word."""
    return sum(character.isdigit() for character in match[0]) >= 2  # of five, at most three letters


def _add_name(text: str, labelled: re.Match[str], found: list[Span]) -> None:
    """Add the longest name after a label that ends where a name can end."""
    start, name, marked = labelled.start("name"), labelled["name"], bool(labelled["mark"].strip())
    compound = name[:2] in COMPOUND
    lengths = [4, 3] if compound else [3, 2]
    for length in lengths:
        candidate = name[:length]
        if len(candidate) < length or candidate in _NOT_NAMES or candidate[:2] in _NOT_NAMES:
            continue
        if _NOT_GIVEN.search(candidate[2 if compound else 1 :]) or _ENDS.match(text, start + length) is None:
            continue
        if not marked and labelled[0].startswith(_NEED_A_MARK):
            return
        found.append(Span(start, start + length, "name", "context"))
        return


def _add_titled(text: str, end: int, found: list[Span]) -> None:
    """Add the name that stands alone before a title (one may open a text, and no word runs into it)."""
    begin = end
    while begin > max(0, end - _LONGEST_NAME - 1) and "\u3400" <= text[begin - 1] <= "\u9fff":
        begin -= 1
    name = text[begin:end]
    if not 1 <= len(name) <= _LONGEST_NAME or not (name[0] in SINGLE or name[:2] in COMPOUND):
        return
    if len(name) == _LONGEST_NAME and name[:2] not in COMPOUND:
        return
    if name in _TITLE_WORDS or name in _NOT_NAMES or _NOT_GIVEN.search(name[1:]):
        return
    found.append(Span(begin, end, "name", "context"))


_LONGEST_NAME = 4
_NEED_A_MARK = (
    "通知",
    "用户",
    "客户",
    "员工",
    "学生",
    "本人",
    "法人",
    "我是",
    "家长",
    "患者",
    "名字",
    "业主",
    "乘客",
    "旅客",
    "致电给",
)


def _addresses(text: str, found: list[Span]) -> None:
    reached = 0
    for numbered in _NUMBERED.finditer(text):
        if numbered.start() < reached:
            continue
        back = _BACK.search(text, max(reached, numbered.start() - 40), numbered.start())
        start = _begin(back[0], back.start()) if back is not None else numbered.start()
        if numbered.start() - start < 1:
            continue
        end = numbered.end()
        while end - numbered.end() < 40 and (more := _FORTH.match(text, end)) is not None:
            end = more.end()
        found.append(Span(start, end, "address", "shaped"))
        reached = end
    found.extend(
        Span(labelled.start("place"), labelled.end("place"), "address", "context")
        for labelled in _LABELLED_ADDRESS.finditer(text)
    )


def _begin(before: str, start: int) -> int:
    """Return where the address begins in the characters before its street: at its province, else after a lead word."""
    province = _PROVINCE.search(before)
    if province is not None:
        return start + province.start()
    lead = _LEAD.match(before)
    return start + (lead.end() if lead is not None else 0)
