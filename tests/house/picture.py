"""The picture of the house: in `.importlinter`, in docs/ARCHITECTURE.md, and as folders.

What docs/ARCHITECTURE.md holds, for the tests:
- the picture, a fenced block of layers from the top down, joined by `>` and `|`:  `cli > web > assembly`
- every package that exists once, at the start of a line of a list, a table or a tree:  `vault/  sealed data ...`
  (with a bullet, a bar or a backtick before it if you like); the slash makes it a package's line.
"""

from __future__ import annotations

import configparser
import re

PACKAGE_LINE = re.compile(
    r"^[ \t]*(?:[-*|+]\s*)?\*{0,2}`?(?:src/troth/)?([a-z_]+)/`?\*{0,2}(?=[\s|:,]|$)", re.MULTILINE
)
FENCE = re.compile(r"^```[a-z]*\n(.*?)^```", re.MULTILINE | re.DOTALL)

Layers = list[set[str]]


def layers_of_contract(text: str) -> Layers:
    """Return the layers of `.importlinter`, top first; packages side by side are one set."""
    parser = configparser.ConfigParser()
    parser.read_string(text)
    lines = parser["importlinter:contract:layers"]["layers"].split("\n")
    return [{part.strip(" ()") for part in line.split("|")} for line in lines if line.strip()]


def layers_of_picture(text: str) -> Layers:
    """Return the layers that the picture in the text draws; ValueError if there is none, or more than one."""
    pictures = [block for block in FENCE.findall(text) if re.search(r"\bcli\s*>", block)]
    if len(pictures) != 1:
        raise ValueError(f"one picture of the layers is needed, {len(pictures)} are there")
    return [{part.strip() for part in layer.split("|")} for layer in " ".join(pictures[0].split()).split(">")]


def packages_described(text: str) -> list[str]:
    """Return the packages that have a line of their own in the text, as often as they have one."""
    return PACKAGE_LINE.findall(text)
