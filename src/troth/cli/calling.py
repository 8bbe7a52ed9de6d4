"""What the library of the command line says of a wrong call, in Chinese where the locale is Chinese.

Rules
- The library words its messages in English and has no catalogue for most of them, so each is known here by its form. One that is
  not known is shown as it is, after words of ours; a test walks every kind that our commands can meet.
- Status, and what a call means, stay those of the library.

Example
    >>> in_chinese("No such command 'nosuch'.")
    '没有命令 nosuch'
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from typer.core import TyperGroup
from typer.exceptions import TyperException

from troth.cli.console import language_of

_KINDS = {"argument": "参数", "option": "选项", "parameter": "参数"}
_TYPES = {"integer": "整数", "int": "整数", "number": "数字", "float": "数字", "boolean": "是或否", "bool": "是或否",
          "string": "文字", "path": "路径", "date": "日期", "datetime": "日期和时间", "time": "时间", "UUID": "UUID"}  # fmt: skip
_PLACES = {"File": "文件", "Directory": "目录", "Path": "路径"}
_VALUES: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (r"(?:Value error, )?'(.*)' is not one of (.+)", lambda it: f"{it[1]} 不在可选范围内，可选：{_listed(it[2])}"),
    (r"Input should be (.+) or (\S+)", lambda it: f"可选：{_listed(f'{it[1]}, {it[2]}')}"),
    (r"Input should be a valid (\w+).*", lambda it: f"应为{_type(it[1])}"),
    (r"Value (.+) is not a valid (\w+)", lambda it: f"{_bare(it[1])} 应为{_type(it[2])}"),
    (r"Input should be less than or equal to (\S+)", lambda it: f"不得大于 {it[1]}"),
    (r"Input should be greater than or equal to (\S+)", lambda it: f"不得小于 {it[1]}"),
    (r"Input should be less than (\S+)", lambda it: f"应小于 {it[1]}"),
    (r"Input should be greater than (\S+)", lambda it: f"应大于 {it[1]}"),
    (r"(?:Value error, )?(.+) does not match the formats (.+)", lambda it: f"{_bare(it[1])} 应写成 {_listed(it[2])}"),
    (r"(\w+) (.+) does not exist", lambda it: f"{_PLACES.get(it[1], it[1])} {_bare(it[2])} 不存在"),
    (r"(\w+) (.+) is a file", lambda it: f"{_bare(it[2])} 是文件"),
    (r"(\w+) (.+) is a directory", lambda it: f"{_bare(it[2])} 是目录"),
    (r"(\w+) (.+) is not readable", lambda it: f"{_PLACES.get(it[1], it[1])} {_bare(it[2])} 无法读取"),
    (r"(\w+) (.+) is not writable", lambda it: f"{_PLACES.get(it[1], it[1])} {_bare(it[2])} 无法写入"),
)  # fmt: skip
_MESSAGES: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (r"No such command (.+?)\.?(?: Did you mean (.+)\?)?", lambda it: f"没有命令 {_bare(it[1])}{_meant(it[2])}"),
    (r"Missing command", lambda _: "缺少命令"),
    (r"Missing (argument|option|parameter)(?: (.+?))?(?:\. Choose from:\s*(.+))?",
     lambda it: f"缺少{_KINDS[it[1]]}{f' {_listed(it[2])}' if it[2] else ''}{f'，可选：{_listed(it[3])}' if it[3] else ''}"),
    (r"No such option: (\S+?)(?: \(Possible options: (.+)\))?", lambda it: f"没有选项 {it[1]}{_meant(it[2])}"),
    (r"Option (.+) requires an argument", lambda it: f"选项 {_bare(it[1])} 后面要写上值"),
    (r"Option (.+) requires (\d+) arguments", lambda it: f"选项 {_bare(it[1])} 后面要写上 {it[2]} 个值"),
    (r"Option (.+) does not take a value", lambda it: f"选项 {_bare(it[1])} 后面不写值"),
    (r"Argument (.+) takes (\d+) values", lambda it: f"参数 {_bare(it[1])} 要写 {it[2]} 个值"),
    (r"Got unexpected extra arguments?(?:\(s\))? \((.+)\)", lambda it: f"多余的参数：{it[1]}"),
    (r"Invalid value for (.+?): (.+)", lambda it: f"{_listed(it[1])} 的值不对：{_value(it[2])}"),
    (r"Invalid value: (.+)", lambda it: f"值不对：{_value(it[1])}"),
    (r"Could not open file (.+?): (.+)", lambda it: f"无法打开文件 {_bare(it[1])}：{it[2]}"),
)  # fmt: skip


def in_chinese(message: str) -> str:
    """Return a message of the library in Chinese, without its full stop; one that is not known as it is."""
    text = " ".join(message.split()).removesuffix(".")
    for form, said in _MESSAGES:
        found = re.fullmatch(form, text)
        if found is not None:
            return said(found)
    return f"命令写法有误：{text}"


def _value(text: str) -> str:
    for form, said in _VALUES:
        found = re.fullmatch(form, text)
        if found is not None:
            return said(found)
    return text


def _bare(name: str) -> str:
    return name.strip("'\"")


def _listed(names: str) -> str:
    return "、".join(_bare(each) for each in re.split(r", | / ", names))


def _type(name: str) -> str:
    return _TYPES.get(name, f" {name}")


def _meant(names: str | None) -> str:
    return f"，是否想写 {_listed(names)}？" if names else ""


def usage_in_chinese(usage: str) -> str:
    """Return a line of usage with its closed words in Chinese."""
    words = {"Usage:": "用法：", "[OPTIONS]": "[选项]", "COMMAND": "命令", "[ARGS]...": "[参数]..."}
    return " ".join(words.get(each, each) for each in usage.split()).replace("： ", "：")


class Speaking(TyperGroup):
    """The commands, which answer a wrong call in the language of the locale."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run; of a wrong call say so, with status 2."""
        alone = standalone_mode and language_of(None) != "zh"
        run = partial(super().main, args, prog_name, complete_var, alone, windows_expand_args, **extra)
        if alone or not standalone_mode:
            return run()
        try:
            code = run()
        except TyperException as error:
            sys.stderr.write(told(error))
            sys.exit(int(getattr(error, "exit_code", 1)))
        sys.exit(code if isinstance(code, int) else 0)


def told(error: TyperException) -> str:
    """Return what is said of `error`: the message, how the command is written, where all of it stands; help as it is."""
    if type(error).__name__ == "NoArgsIsHelpError":  # the help is printed already
        return ""
    if type(error).__name__ == "Abort":
        return "已中止。\n"
    context: Any = getattr(error, "ctx", None)
    said: str = error.format_message() if hasattr(error, "format_message") else str(error)
    lines = [f"troth：{in_chinese(said)} [cli.usage]"]
    if context is not None:
        lines += [
            f"  -> {usage_in_chinese(context.get_usage())}",
            f"  -> 说明：{context.command_path} --help",
        ]
    else:
        lines.append("  -> 说明：troth --help")
    return "\n".join(lines) + "\n"
