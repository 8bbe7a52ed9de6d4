"""Files that somebody names: read only if they are files, and only so much of them.

Rules
- Only a regular file is read: a device never ends, and a pipe waits for whoever writes into it.
- No more than one byte over the limit is ever held, whatever the file says its size is.

Example
    >>> text = read_whole(Path("policies/jeejio.yaml"))
"""

from __future__ import annotations

import os
import stat
from io import BufferedReader
from pathlib import Path

from troth.vocabulary import Message, TrothError, why_of

LARGEST = 16 * 1024 * 1024  # of a file that is held as a whole; a policy file may have an eighth of it

UNREADABLE = Message(
    "files.unreadable",
    "the file {file} cannot be read: {why}",
    "无法读取文件 {file}：{why_zh}",
    "give the path of a file that you may read",
    "请给出可读取的文件路径",
)
NOT_A_FILE = Message(
    "files.not-a-file",
    "{file} is not a file but a folder, a device or a pipe",
    "{file} 不是普通文件，而是目录、设备或管道",
    "save what you want to be read in a file and give its path",
    "请先将内容存为文件，再给出该文件的路径",
)
TOO_LARGE = Message(
    "files.too-large",
    "the file {file} is larger than {most} bytes",
    "文件 {file} 超过 {most} 字节",
    "give a smaller file",
    "请换用较小的文件",
)


class FileError(TrothError):
    """A file that was named cannot be used."""


def open_file(path: Path) -> BufferedReader:
    """Return the regular file `path`, opened for reading.

    Raises:
        FileError: there is none, it may not be read, or it is something else.
    """
    # a pipe that nobody writes into would keep an ordinary open waiting for ever
    flags = os.O_RDONLY
    for name in ("O_NONBLOCK", "O_CLOEXEC", "O_BINARY"):
        flags |= getattr(os, name, 0)
    try:
        descriptor = os.open(path, flags)
    except (OSError, ValueError) as error:
        raise FileError(UNREADABLE, file=path, **why_of(error)) from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise FileError(NOT_A_FILE, file=path)
    return os.fdopen(descriptor, "rb")


def read_whole(path: Path, most: int = LARGEST) -> bytes:
    """Return the bytes of the regular file `path`, of which there are at most `most`.

    Raises:
        FileError: it cannot be read, is no regular file, or is larger.
    """
    with open_file(path) as stream:
        try:
            found = stream.read(most + 1)
        except OSError as error:
            raise FileError(UNREADABLE, file=path, **why_of(error)) from error
    if len(found) > most:
        raise FileError(TOO_LARGE, file=path, most=most)
    return found
