"""Why the system refused a file or a connection, in both languages: what `strerror` says is English, whoever reads it.

Rules
- The numbers that people meet have words; for any other the Chinese text says its number.

Example
    >>> why_of(FileNotFoundError(2, "No such file or directory"))["why_zh"]
    '没有这个文件或目录'
"""

from __future__ import annotations

import errno
import os

from troth.vocabulary.errors import Plain

_ZH = {
    errno.ENOENT: "没有这个文件或目录",
    errno.EACCES: "没有权限",
    errno.EPERM: "不允许此操作",
    errno.EEXIST: "已经存在",
    errno.ENOTDIR: "路径中有一段不是目录",
    errno.EISDIR: "这是一个目录",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "已超出磁盘配额",
    errno.EROFS: "文件系统只读",
    errno.ENAMETOOLONG: "文件名过长",
    errno.ELOOP: "符号链接层数过多",
    errno.EMLINK: "链接数过多",
    errno.EXDEV: "不在同一文件系统",
    errno.EFBIG: "文件过大",
    errno.EIO: "读写出错",
    errno.ENXIO: "没有这个设备",
    errno.ENODEV: "没有这个设备",
    errno.EBUSY: "正被占用",
    errno.ETXTBSY: "文件正在执行",
    errno.EINVAL: "参数无效",
    errno.EMFILE: "打开的文件过多",
    errno.ENFILE: "系统打开的文件过多",
    errno.ENOMEM: "内存不足",
    errno.ENOTEMPTY: "目录不为空",
    errno.ENOTSUP: "不支持此操作",
    errno.ESTALE: "网络文件已失效",
    errno.EADDRINUSE: "端口已被占用",
    errno.EADDRNOTAVAIL: "本机没有这个地址",
}


def why_of(error: Exception) -> dict[str, object]:
    """Return why the system refused: `why` in English, as the system says it, and `why_zh` in Chinese."""
    if not isinstance(error, OSError) or not error.errno:
        said = getattr(error, "strerror", None)
        return {"why": said or "unknown", "why_zh": Plain("原因不明")}
    why = error.strerror or os.strerror(error.errno)
    return {"why": why, "why_zh": Plain(_ZH.get(error.errno, f"系统错误 {error.errno}"))}
