"""The laws and standards that advice cites, and how each is named in both languages.

Rules
- A citation key is `FAMILY.PLACE` (`pipl.57`, `gbt35273.8.7`) or a family alone; the family is in `FAMILIES`.
- Engineering material, not legal advice: what stands on a recommended standard or on a second-hand text says so in
  docs/ADVICE.md, and a lawyer confirms before publication.

Example
    >>> citation("pipl.57", "en"), citation("gbt35273.8.7", "zh")
    ('Personal Information Protection Law, article 57', '《信息安全技术 个人信息安全规范》（GB/T 35273-2020）第 8.7 条')
"""

from __future__ import annotations

from dataclasses import dataclass

_TABLE = """
pipl|Personal Information Protection Law|article|《个人信息保护法》|条|https://www.npc.gov.cn/npc/c2/c30834/202108/t20210820_313088.html
netdata|Network Data Security Management Regulations|article|《网络数据安全管理条例》|条|https://www.gov.cn/zhengce/content/202409/content_6977766.htm
small|Simplified Measures for Small Handlers (Order 25)|article|《小型个人信息处理者个人信息保护简化措施规定》|条|https://www.cac.gov.cn/2026-07/24/c_1786638889443160.htm
face|Face Recognition Measures (Order 19)|article|《人脸识别技术应用安全管理办法》|条|https://www.gov.cn/zhengce/zhengceku/202503/content_7016075.htm
incident|Incident Reporting Measures|article|《国家网络安全事件报告管理办法》|条|https://www.cac.gov.cn/2025-09/15/c_1759583017717009.htm
csl|Cybersecurity Law (as amended 2026)|article|《网络安全法》（2026 年施行）|条|
ecom|E-Commerce Law|article|《电子商务法》|条|
ads|Advertising Law|article|《广告法》|条|
app|Identification Method of Illegal Collection by Apps|class|《App违法违规收集使用个人信息行为认定方法》|类|https://www.cac.gov.cn/2019-12/27/c_1578986455686625.htm
gbt35273|GB/T 35273-2020|clause|《信息安全技术 个人信息安全规范》（GB/T 35273-2020）|条|
"""


@dataclass(frozen=True)
class Family:
    """One law or standard: its names, how its places are counted, and where its text stands (empty: not known)."""

    en: str
    step: str
    zh: str
    unit: str
    address: str


FAMILIES: dict[str, Family] = {
    row[0]: Family(*row[1:]) for row in (line.split("|") for line in _TABLE.strip().splitlines())
}


def citation(key: str, language: str) -> str:
    """Return the law and the place that the citation `key` means, in `language`.

    Raises:
        KeyError: nobody knows the family of the key.
    """
    family, _, place = key.partition(".")
    law = FAMILIES[family]
    if language == "zh":
        return f"{law.zh}第 {place} {law.unit}" if place else law.zh
    return f"{law.en}, {law.step} {place}" if place else law.en


def address(key: str) -> str:
    """Return where the law of the citation `key` stands, or an empty text. Raises KeyError as `citation` does."""
    return FAMILIES[key.partition(".")[0]].address
