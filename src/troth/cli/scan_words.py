"""What `troth scan` says, in English and Chinese.

Rules
- Texts as data: by language, then by what is said. A line about a column names it, its kind and its state, never a value.

Example
    >>> SUM["en"].format(columns="4 columns", found=1, unread=0)
    '4 columns: personal data in 1, 0 not scanned'
"""

from __future__ import annotations

ROWS = {"en": "rows of {table}:", "zh": "{table} 已扫描行数"}
SURE = {
    "en": {"checked": "checked", "context": "by the words before it", "shaped": "by its form"},
    "zh": {"checked": "已校验", "context": "依前后文判断", "shaped": "依格式判断"},
}
KIND = {"en": "{id}", "zh": "{kind}（{id}）"}
"""A kind of data: its id is what a data map names."""
SPAN = {"en": "{at}: {id} ({what}, {sure})", "zh": "{at}：{kind}（{id}；{what}，{sure}）"}
STATE = {
    "en": {
        "found": "personal data found; everything was read",
        "part": "personal data found; {scanned} was read, the rest was not scanned",
        "clean": "clean: everything was read, nothing was found",
        "not-scanned": "not scanned: {scanned} was read; nothing was found in that part",
    },
    "zh": {
        "found": "发现个人信息，且已全部读取",
        "part": "发现个人信息；仅读取 {scanned}，其余未扫描",
        "clean": "未发现个人信息，且已全部读取",
        "not-scanned": "未扫描完：已读取 {scanned}，该部分未发现个人信息",
    },
}
COLUMN = {
    "en": {
        "found": "{name}: {kind}, {share} of the cells ({by}){doubt}",
        "said": "{name}: {kind}, by its heading alone{doubt}",
        "clean": "{name}: clean",
        "not-scanned": "{name}: not scanned ({scanned} of the rows were read)",
        "cells": "{name}: not scanned: not every cell could be read as text",
        "part": "; {scanned} of the rows were read",
        "heading": "its heading",
        "values": "its values",
        "and": " and ",
        "doubtful": "; chance may explain it, a person decides",
    },
    "zh": {
        "found": "{name}：{kind}，占非空单元格的 {share}（依据{by}）{doubt}",
        "said": "{name}：{kind}，仅依据列名{doubt}",
        "clean": "{name}：未发现个人信息",
        "not-scanned": "{name}：未扫描（已读取 {scanned} 的行）",
        "cells": "{name}：未完成扫描，部分单元格无法作为文本读取",
        "part": "；已读取 {scanned} 的行",
        "heading": "列名",
        "values": "内容",
        "and": "和",
        "doubtful": "；可能只是巧合，须人工判断",
    },
}
SUM = {
    "en": "{columns}: personal data in {found}, {unread} not scanned",
    "zh": "共 {all} 列：{found} 列含个人信息，{unread} 列未扫描",
}
LEFT = {
    "en": {
        "left": "Not scanned to the end: {names}{more}.",
        "spent": " The time given was up (--seconds).",
        "more": " and {count} more",
        "and": ", ",
    },
    "zh": {
        "left": "未扫描完的列：{names}{more}。",
        "spent": "已到 --seconds 规定的时间。",
        "more": " 等，另有 {count} 列",
        "and": "、",
    },
}
"""The last line, where something was not read."""
DRIFT = {
    "en": {
        "unclassified": "{name}: not on the data map",
        "gone": "{name}: on the data map, but no longer there",
        "sum": "{columns}: {open} without a classification, {gone} gone",
    },
    "zh": {
        "unclassified": "{name}：数据地图上没有分类",
        "gone": "{name}：数据地图上有，实际已不存在",
        "sum": "共 {all} 列：{open} 列没有分类，{gone} 列已不存在",
    },
}
