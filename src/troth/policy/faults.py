"""What a YAML reader complains about, in our own words and both languages.

Rules
- A message says what stands in the file, never how a reader is built; what we have no words for is just not valid.

Example
    >>> fault("could not find expected ':'")[0]
    'a key has no colon after it'
"""

from __future__ import annotations

import re

_TABLE = r"""
character '\\t'|a tab stands where spaces are needed|缩进应使用空格，此处出现了制表符
could not find expected ':'|a key has no colon after it|键后面缺少冒号
mapping values are not allowed here|a colon stands where no key can be|此处不能出现冒号，文字含冒号时请加引号
found unexpected end of stream|a quote or bracket is never closed|引号或括号没有闭合
expected ',' or '[]}]'|a comma or a closing bracket is missing|缺少逗号或右括号
expected <block end>|the line is not in line with its neighbours|该行与相邻行的缩进不一致
expected the node content|a value is missing|此处缺少内容
unknown escape character|the quoted text has an unknown escape|引号内含有未知的转义字符
cannot start any token|a character that needs quotes begins the value|此处的字符需要加引号
block sequence|a list item stands where none can be|此处不能出现列表项
block scalar|the text block after `|` or `>` is not written as YAML asks|文本块的写法不正确
directive|YAML directives are not allowed|不允许使用 YAML 指令
incompatible YAML document|YAML directives are not allowed|不允许使用 YAML 指令
anchor|anchors and aliases are not allowed|不允许使用锚点和别名
alias|anchors and aliases are not allowed|不允许使用锚点和别名
tag|tags are not allowed|不允许使用标签
"""
_OTHER = ("this is not valid YAML", "不是有效的 YAML")
_ROW = re.compile(r"(.+?)\|(.+)\|(.+)")
_FAULTS = [
    (re.compile(row[1]), (row[2], row[3]))
    for row in (_ROW.fullmatch(line) for line in _TABLE.strip().splitlines())
    if row
]


def fault(problem: str) -> tuple[str, str]:
    """Return what is wrong, in English and in Chinese, for the `problem` that a YAML reader reports."""
    return next((texts for pattern, texts in _FAULTS if pattern.search(problem)), _OTHER)
