"""Invented Chinese and English lines with values in them, and lines that only look as if they had.

Rules
- Seeded: one seed gives the same lines. Every value is drawn by chance; check digits are computed here, by other
  code than the recognisers'.
- A line knows where its values are and what they are. A near miss holds nothing.

Example
    >>> next(iter(lines(1, 1)))
    Line(text='...', values=((3, 14, 'mobile'),))
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

PROVINCES = "11 12 13 14 21 22 31 32 33 34 35 36 37 41 42 43 44 45 50 51 52 53 61 62 63 64 65".split()
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹彭曾萧田董潘袁蔡蒋余杜叶程魏苏吕丁任卢姚沈"
)
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红娥玲芬燕彬鹏宇浩凯欣怡雨涵梓轩子墨一诺思远嘉琪晓东文博"
CITIES = (
    "北京市朝阳区",
    "上海市浦东新区",
    "广东省深圳市南山区",
    "浙江省杭州市西湖区",
    "四川省成都市武侯区",
    "江苏省南京市鼓楼区",
)
ROADS = ("人民路", "中山大道", "解放街", "科技园路", "和平里", "长江西路", "文化巷", "建设大街")
PLATE_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
FIRST_NAMES = (
    "Ada Grace Alan Linus Edith Oscar Clara Hugo Nora Felix Iris Jonas Mabel Otto Petra Ruth".split()
)
LAST_NAMES = (
    "Byron Hopper Turing Marsh Keller Lindgren Novak Okafor Petrov Quist Rossi Silva Tanaka Weber".split()
)
STREETS = "Garden Harbour Maple Station Church Mill Park River Market Castle".split()


@dataclass(frozen=True)
class Line:
    """A text and where its values are: (start, end, what)."""

    text: str
    values: tuple[tuple[int, int, str], ...]


def digits(chance: random.Random, count: int) -> str:
    return "".join(chance.choice("0123456789") for _ in range(count))


def luhn_digit(body: str) -> str:
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def other(digit: str) -> str:
    return str((int(digit) + 3) % 10)


def birth(chance: random.Random) -> str:
    return f"{chance.randint(1940, 2012)}{chance.randint(1, 12):02d}{chance.randint(1, 28):02d}"


def resident(chance: random.Random) -> str:
    body = f"{chance.choice(PROVINCES)}{chance.randint(1, 20):02d}{chance.randint(0, 99):02d}{birth(chance)}{digits(chance, 3)}"
    return body + resident_check(body)


def resident_check(body: str) -> str:
    remainder = 0
    for digit in body:  # ISO 7064 as it is written in the standard: not the weights that the program uses
        remainder = (remainder + int(digit)) * 2 % 11
    return "0123456789X"[(12 - remainder) % 11]


def mobile(chance: random.Random) -> str:
    return f"1{chance.choice('3456789')}{digits(chance, 9)}"


def card(chance: random.Random) -> str:
    body = f"62{digits(chance, chance.choice([13, 16]))}"
    return body + luhn_digit(body)


def visa(chance: random.Random) -> str:
    body = chance.choice(["4", "51", "55"])
    body += digits(chance, 15 - len(body))
    return body + luhn_digit(body)


def in_fours(value: str) -> str:
    return " ".join(value[place : place + 4] for place in range(0, len(value), 4))


def imei(chance: random.Random) -> str:
    body = f"86{digits(chance, 12)}"
    return body + luhn_digit(body)


def plate(chance: random.Random) -> str:
    head = chance.choice(PLATE_PROVINCES) + chance.choice("ABCDEFG")
    if chance.random() < 0.3:
        return f"{head}D{digits(chance, 5)}"
    return f"{head}{chance.choice(LETTERS)}{digits(chance, 4)}"


def credit_code(chance: random.Random) -> str:
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = f"91{chance.choice(PROVINCES)}{digits(chance, 4)}MA{''.join(chance.choice(alphabet) for _ in range(7))}"
    total = sum(alphabet.index(each) * pow(3, place, 31) for place, each in enumerate(body))
    return body + alphabet[-total % 31]


def name(chance: random.Random) -> str:
    return chance.choice(SURNAMES) + "".join(chance.choice(GIVEN) for _ in range(chance.choice([1, 2, 2])))


def english_name(chance: random.Random) -> str:
    return f"{chance.choice(FIRST_NAMES)} {chance.choice(LAST_NAMES)}"


def address(chance: random.Random) -> str:
    tail = chance.choice(
        [
            "",
            f"{chance.randint(1, 20)}栋{chance.randint(101, 2804)}室",
            f"{chance.randint(1, 9)}单元{chance.randint(101, 909)}",
        ]
    )
    tail = tail if not tail.endswith(tuple("0123456789")) else tail + "室"
    return f"{chance.choice(CITIES)}{chance.choice(ROADS)}{chance.randint(1, 999)}号{tail}"


def street(chance: random.Random) -> str:
    return f"{chance.randint(1, 999)} {chance.choice(STREETS)} {chance.choice(['Road', 'Street', 'Lane', 'Avenue'])}"


def email(chance: random.Random) -> str:
    return f"{chance.choice(FIRST_NAMES).lower()}.{chance.choice(LAST_NAMES).lower()}{digits(chance, 2)}@{chance.choice(['mail', 'shop', 'post'])}.example.com"


def ip(chance: random.Random) -> str:
    return f"{chance.randint(11, 126)}.{chance.randint(0, 255)}.{chance.randint(0, 255)}.{chance.randint(1, 254)}"


def ipv6(chance: random.Random) -> str:
    return f"2001:db8:{chance.randrange(1, 65536):x}:{chance.randrange(1, 65536):x}::{chance.randrange(1, 65536):x}"


def mac(chance: random.Random) -> str:
    return ":".join(f"{chance.randrange(256):02x}" for _ in range(6))


def landline(chance: random.Random) -> str:
    return f"{chance.choice(['010', '021', '0755', '0571'])}-{chance.randint(2, 8)}{digits(chance, 7)}"


def american(chance: random.Random) -> str:
    return f"({chance.randint(212, 989)}) {chance.randint(212, 989)}-{digits(chance, 4)}"


def abroad(chance: random.Random) -> str:
    return chance.choice(
        [
            f"+1 {chance.randint(212, 789)}-{chance.randint(212, 989)}-{digits(chance, 4)}",
            f"+44 20 7{digits(chance, 3)} {digits(chance, 4)}",
        ]
    )


def iban(chance: random.Random) -> str:
    account = f"37040044{digits(chance, 10)}"
    return f"DE{98 - int(account + '131400') % 97:02d}{account}"


def passport(chance: random.Random) -> str:
    return f"{chance.choice('EG')}{digits(chance, 8)}"


def hong_kong(chance: random.Random) -> str:
    letter, body = chance.choice(LETTERS), digits(chance, 6)
    total = 36 * 9 + (ord(letter) - 55) * 8 + sum(int(each) * (7 - place) for place, each in enumerate(body))
    return f"{letter}{body}({'0123456789A'[(11 - total % 11) % 11]})"


def position(chance: random.Random) -> str:
    return f"{chance.uniform(20, 50):.6f}, {chance.uniform(75, 130):.6f}"


def security(chance: random.Random) -> str:
    return f"{chance.randint(100, 665)}-{chance.randint(10, 99)}-{chance.randint(1000, 9999)}"


def link(chance: random.Random) -> str:
    return f"https://shop.example/order?uid={digits(chance, 8)}&page={chance.randint(1, 9)}"


def account(chance: random.Random) -> str:
    return f"{chance.choice(FIRST_NAMES).lower()}_{digits(chance, 4)}"


def hyphened(value: str) -> str:
    return f"{value[:3]}-{value[3:7]}-{value[7:]}"


def wide(value: str) -> str:
    return "".join(chr(ord(each) + 0xFEE0) for each in value)


def hidden(value: str) -> str:
    return value[:5] + "\u200b" + value[5:]


def spoken(value: str) -> str:
    return value.translate(str.maketrans("0123456789", "零一二三四五六七八九"))


Maker = Callable[[random.Random], str]
CHINESE: tuple[tuple[str, Maker, tuple[str, ...]], ...] = (
    ("resident-id", resident, ("身份证号{}", "证件号码：{}，请核对", "{}", "登记身份证{}的客户来访")),
    ("resident-id", lambda c: wide(resident(c)), ("身份证号：{}", "登记{}已核验")),
    ("mobile", mobile, ("手机{}", "请拨打{}联系我", "{}", "电话：{}，下午有空", "联系方式{}备用")),
    ("mobile", lambda c: hyphened(mobile(c)), ("手机：{}", "回电{}谢谢")),
    ("mobile", lambda c: wide(mobile(c)), ("手机：{}", "回电{}谢谢")),
    ("mobile", lambda c: hidden(mobile(c)), ("手机：{}", "回电{}谢谢")),
    ("mobile", lambda c: spoken(mobile(c)), ("电话是{}", "请记一下，{}。")),
    ("mobile", lambda c: f"+86 {mobile(c)}", ("致电{}", "国际格式{}")),
    ("landline", landline, ("座机{}", "公司电话：{}转前台")),
    ("bank-card", card, ("银行卡{}", "退款到卡号：{}", "{}")),
    ("bank-card", lambda c: in_fours(card(c)), ("卡号 {} 已绑定", "银行卡：{}")),
    ("plate", plate, ("车牌{}", "{}违停", "车辆{}已入场")),
    ("credit-code", credit_code, ("统一社会信用代码{}", "税号：{}")),
    ("name", name, ("姓名：{}", "收货人：{}，电话稍后提供", "联系人 {}", "{}先生您好")),
    ("address", address, ("地址：{}", "请送到{}", "住在{}")),
    ("email", email, ("请发送至{}处理", "邮箱{}已验证", "{}")),
    ("passport", passport, ("护照号{}", "持护照{}入境")),
    ("hong-kong-id", hong_kong, ("香港身份证{}", "证件 {} 已登记")),
    ("imei", imei, ("IMEI：{}", "串号{}")),
    ("ip", ip, ("登录IP：{}", "来自{}的请求")),
    ("mac", mac, ("网卡{}", "MAC地址：{}")),
    ("messaging-account", account, ("微信号：{}", "加我微信: {}")),
    ("position", position, ("坐标：{}", "定位在 {} 附近")),
)
ENGLISH: tuple[tuple[str, Maker, tuple[str, ...]], ...] = (
    ("email", email, ("mail {} now", "contact: {}", "{}", "write to {}.")),
    ("phone", american, ("call me at {}", "tel {}", "{}")),
    ("phone", abroad, ("call {} today", "{}")),
    ("mobile", lambda c: f"+86 {mobile(c)}", ("call me at {}", "phone {}")),
    ("credit-card", visa, ("card {} exp 09/27", "paid with {}", "{}")),
    ("credit-card", lambda c: in_fours(visa(c)), ("card {} exp 09/27", "paid with {}")),
    ("ip", ip, ("ip {} order 12", "login from {}", "{}")),
    ("ip", ipv6, ("peer {} connected", "from {}")),
    ("mac", mac, ("device {} joined", "mac {}")),
    ("iban", iban, ("transfer to {}", "IBAN {}", "iban: {} please")),
    ("social-security-number", security, ("SSN {}", "ssn: {} on file")),
    ("name", english_name, ("Name: {}", "Mr. {} called", "Dear {},")),
    ("address", street, ("ship to {}", "lives at {}, top floor")),
    ("url-with-id", link, ("see {}", "opened {} twice")),
)


def _near(chance: random.Random) -> str:
    number = resident(chance)
    wrong = number[:17] + ("1" if number[17] != "1" else "2")
    return chance.choice(
        (
            lambda: f"流水号{wrong}",
            lambda: f"编号 {number[:10]}13{number[12:]} 无效",
            lambda: f"订单号12{digits(chance, 9)}",
            lambda: f"order 10{digits(chance, 9)} shipped",
            lambda: f"时间戳{chance.randint(15 * 10**8, 17 * 10**8)}{digits(chance, 3)}",
            lambda: f"ticket 62{digits(chance, 13)}{other(luhn_digit('62' + '0' * 13))[:0]}",
            lambda: f"金额0.{mobile(chance)}元",
            lambda: f"单号SF{mobile(chance)}",
            lambda: f"id 550e8400-e29b-41d4-a716-44665544{digits(chance, 4)}",
            lambda: (
                f"version {chance.randint(1, 9)}.{chance.randint(0, 20)}.{chance.randint(0, 20)}.{chance.randint(0, 9)}"
            ),
            lambda: "子网掩码255.255.255.0",
            lambda: f"icon@2x.png and logo@{chance.randint(2, 4)}x.jpg",
            lambda: (
                f"会议于{chance.randint(2015, 2026)}-{chance.randint(10, 12)}-{chance.randint(10, 28)} 12:30:45 开始"
            ),
            lambda: f"第{chance.randint(1, 99)}号文件，共{chance.randint(100, 999)}页",
            lambda: f"地铁{chance.randint(1, 18)}号线",
            lambda: f"库存{digits(chance, 5)}件，单价{chance.randint(10, 999)}.{digits(chance, 2)}元",
            lambda: "平台为用户提供服务，请及时查看通知",
            lambda: "联系人信息应当真实，姓名不得为空",
            lambda: "Dear Customer, your order is ready",
            lambda: f"note {digits(chance, 8)} nothing else",
            lambda: f"sku-{digits(chance, 4)}-{mobile(chance)}",
            lambda: "高级经理负责项目管理",
            lambda: f"build {digits(chance, 6)} of std::vector",
            lambda: f"扫码{digits(chance, 6)}，验证码{digits(chance, 4)}",
            lambda: "the total was 12,345,678.90 last year",
            lambda: f"ratio {chance.random():.6f}",
            lambda: f"{chance.randint(100, 999)} Items in Stock",
        )
    )()


HARD: tuple[tuple[str, Maker, tuple[str, ...]], ...] = (
    ("name", name, ("昨天{}来过门店", "把文件转给{}看一下")),
    ("name", english_name, ("yesterday {} came by", "ask {} about it")),
    ("mobile", lambda c: f"{(n := mobile(c))[:6]}\n{n[6:]}", ("回拨{}即可",)),
    ("email", lambda c: email(c).replace("@", " (at) "), ("write to {}", "邮箱{}")),
    ("address", lambda c: f"{c.choice(CITIES)}{c.choice(ROADS)}", ("常在{}一带活动",)),
    ("mobile", lambda c: f"{(n := mobile(c))[:3]},{n[3:7]},{n[7:]}", ("手机{}",)),
)
"""Values that stand without anything that gives them away, or taken apart: mostly missed, and counted."""


def lines(seed: int, count: int, near: float = 0.35, hard: float = 0.0) -> Iterator[Line]:
    """Yield `count` lines; `near` of them are near misses, and `hard` hold values that are hard to see."""
    chance = random.Random(seed)
    for _ in range(count):
        kind = chance.random()
        if kind < near:
            yield Line(_near(chance), ())
            continue
        what, maker, templates = chance.choice(HARD if kind < near + hard else CHINESE + ENGLISH)
        value, template = maker(chance), chance.choice(templates)
        start = template.index("{}")
        yield Line(template.replace("{}", value), ((start, start + len(value), what),))
