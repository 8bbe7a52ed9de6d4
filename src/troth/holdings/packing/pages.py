"""The package to read: one page in the person's language, without script, without anything from elsewhere.

Rules
- Every value is escaped and stands in an element of its own (`bdi`), so that it can neither be markup nor turn the text
  around it; the page forbids itself scripts, pictures and connections (threat 90).

Example
    >>> b"&lt;script&gt;" in page_of(sections, labels, made)
    True
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from troth.holdings.packing.labels import OURS, Labels
from troth.holdings.packing.tables import Section
from troth.holdings.ports import Cell

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_STYLE = (
    "body{font:16px/1.6 system-ui,'Noto Sans SC','PingFang SC','Microsoft YaHei',sans-serif;max-width:72rem;"
    "margin:0 auto;padding:1rem;color:#1a1a1a;background:#fff}table{border-collapse:collapse;width:100%;margin:.5rem 0 2rem}"
    "th,td{border:1px solid #767676;padding:.3rem .6rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}"
    "th{background:#f1f1f1}small{color:#555}.scroll{overflow-x:auto}"
)
_TEXTS = {
    "en": {
        "title": "What {controller} holds about you",
        "made": "Made at {made}. The same data is in data.json (word for word) and data.csv (for spreadsheets; "
        "an apostrophe stands before what a spreadsheet could take for a formula).",
        "nothing": "Nothing about you was found.",
        "used": "What it is used for",
        "data": "Data",
        "purposes": "Purposes",
        "none": "not stated",
        "masked": "about somebody else",
        "contents": "Where it was found",
    },
    "zh": {
        "title": "{controller}持有的您的个人信息",
        "made": "生成时间：{made}。同样的内容另见 data.json（原样保留）和 data.csv（供电子表格使用；可能被当作公式的内容前加了单引号）。",
        "nothing": "没有找到您的个人信息。",
        "used": "使用目的",
        "data": "信息",
        "purposes": "目的",
        "none": "未说明",
        "masked": "他人信息，已隐去",
        "contents": "信息所在位置",
    },
}


def page_of(sections: Sequence[Section], labels: Labels, made: str) -> bytes:
    """Return the page in UTF-8."""
    texts = _TEXTS[labels.language]
    title = escape(texts["title"].format(controller=labels.controller))
    lines = [
        "<!DOCTYPE html>",
        f'<html lang="{"zh-Hans" if labels.language == "zh" else "en"}"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title><style>{_STYLE}</style></head><body><main><h1>{title}</h1>",
        f"<p>{escape(texts['made'].format(made=made))}</p>",
    ]
    if not sections:
        lines.append(f"<p>{texts['nothing']}</p>")
    else:
        lines += _contents(sections, labels, texts["contents"])
    heads = {
        each: escape(labels.element(each))
        for each in {each for section in sections for each in section.part.elements}
    }
    for number, section in enumerate(sections):
        lines += _section(number, section, labels, heads, texts["masked"])
    if sections:
        lines += _purposes(sections, labels)
    lines.append("</main></body></html>")
    return "\n".join(lines).encode()


def _contents(sections: Sequence[Section], labels: Labels, title: str) -> list[str]:
    items = [
        f'<li><a href="#s{number}">{_heading(section, labels)}</a></li>'
        for number, section in enumerate(sections)
    ]
    return [f"<h2>{title}</h2><ul>", *items, "</ul>"]


def _heading(section: Section, labels: Labels) -> str:
    place = escape(labels.place(section.place))
    return f"{place} · {escape(labels.part(section.part.name))}" if section.part.name else place


def _section(
    number: int, section: Section, labels: Labels, headed: Mapping[str, str], masked: str
) -> list[str]:
    heads = "".join(
        f'<th scope="col">{headed[element]}<br><small>{escape(column)}</small></th>'
        for column, element in zip(section.part.columns, section.part.elements, strict=True)
    )
    note = f"<small>{masked}</small>"
    rows = [
        "<tr><td>" + "</td><td>".join([_cell(cell, note) for cell in row]) + "</td></tr>"
        for row in section.rows
    ]
    opening = f'<h2 id="s{number}">{_heading(section, labels)}</h2><div class="scroll"><table><thead><tr>{heads}</tr></thead><tbody>'
    return [opening, *rows, "</tbody></table></div>"]


def _cell(cell: Cell, note: str) -> str:
    if isinstance(cell, str):
        return f"<bdi>{cell if cell.isalnum() else escape(cell)}</bdi>"
    return "" if cell is None else note


def _purposes(sections: Sequence[Section], labels: Labels) -> list[str]:
    texts = _TEXTS[labels.language]
    elements = sorted({each for section in sections for each in section.part.elements if each not in OURS})
    rows = [
        f'<tr><th scope="row">{escape(labels.element(each))}</th>'
        f"<td>{escape('; '.join(labels.used_for(each)) or texts['none'])}</td></tr>"
        for each in elements
    ]
    opening = (
        f'<h2>{texts["used"]}</h2><table><thead><tr><th scope="col">{texts["data"]}</th>'
        f'<th scope="col">{texts["purposes"]}</th></tr></thead><tbody>'
    )
    return [opening, *rows, "</tbody></table>"]
