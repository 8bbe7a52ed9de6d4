"""`troth serve`: runs Troth on policy files, over HTTP.

Rules
- The port is taken before anything is made or opened: a start that fails here leaves no key that was shown to nobody.
- A folder stands for the policy files in it.
- What is owed is done too, by one worker beside the server: the embedded store has room for one process only.
"""

from __future__ import annotations

import errno
import hashlib
import os
import socket
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from troth.assembly import Installation, Settings, Workers, install, open_sweeps
from troth.cli.console import FileError, fail, language_of, read_file
from troth.vocabulary import Message

NO_POLICIES = Message(
    "cli.no-policies",
    "no policy file was named, and there is no folder `policies` here",
    "未指定政策文件，当前目录下也没有 policies 目录",
    "name policy files: troth serve my-policy.yaml",
    "请指定政策文件：troth serve my-policy.yaml",
)
EMPTY_FOLDER = Message(
    "cli.no-policies-in",
    "there is no policy file (*.yaml) in the folder {folder}",
    "目录 {folder} 中没有政策文件（*.yaml）",
    "name policy files or a folder that holds some; `troth new` makes one",
    "请指定政策文件或含有政策文件的目录；也可以用 `troth new` 新建一份",
)
PORT_TAKEN = Message(
    "cli.port-taken",
    "another program listens on {host}, port {port}, perhaps a Troth that was started before",
    "{host} 的端口 {port} 已被其他程序占用，也可能是先前启动的 Troth",
    "stop it, or name another port: --port {other}",
    "请停止该程序，或换一个端口：--port {other}",
)
NO_LISTENING = Message(
    "cli.address",
    "nothing can listen on {host}, port {port}: {why}",
    "无法监听 {host} 的端口 {port}：{why}",
    "name an address of this machine with --host and a port above 1023 with --port",
    "请用 --host 指定本机地址，用 --port 指定 1023 以上的端口",
)
OPEN_DEMO = Message(
    "cli.open-demo",
    "everybody who reaches {host} can enter as the invented people of --demo",
    "任何能访问 {host} 的人，都可以用 --demo 的演示身份进入",
    "leave --host away, so that only this machine is served, or leave --demo away",
    "如只在本机使用，请去掉 --host；正式使用时，请去掉 --demo",
)
_TEXTS = {
    "en": {
        "new-key": "API key of this installation, shown this once: {key}",
        "set-key": "API key: the one in TROTH_API_KEY",
        "old-key": "API key: shown at the first start; if it is lost, start again with TROTH_API_KEY set to one of your own",
        "others": "Also in this store, from earlier starts, and answered for: {ids}",
    },
    "zh": {
        "new-key": "本机 API 密钥（仅显示一次）：{key}",
        "set-key": "API 密钥：采用 TROTH_API_KEY 中的值",
        "old-key": "API 密钥：首次启动时已显示过；如已遗失，请自行设置 TROTH_API_KEY 后重新启动",
        "others": "此存储中还有先前发布的政策，同样生效：{ids}",
    },
}


def serve(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Policy files (default: policies/*.yaml).", show_default=False)
    ] = None,
    store: Annotated[
        str | None,
        typer.Option(
            help="Where books are kept: sqlite:///PATH, postgresql://..., memory:.",
            show_default="a file in the home folder",
        ),
    ] = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=0, max=65535)] = 8377,
    demo: Annotated[
        bool, typer.Option("--demo", help="Add a few invented people to look at, in books of their own.")
    ] = False,
) -> None:
    """Run Troth: the API, the privacy centre and the console."""
    with listening(host, port) as listener:
        _run(
            Settings.of(os.environ, store), files_of(files), listener, host, demo=demo, own_store=bool(store)
        )


def _run(
    settings: Settings, files: list[Path], listener: socket.socket, host: str, *, demo: bool, own_store: bool
) -> None:
    import uvicorn

    from troth.cli.demo import people
    from troth.web import make_app

    if demo and not own_store and not os.environ.get("TROTH_STORE"):
        settings = replace(settings, store=demo_store(settings.home, files))
    installation = install(settings, files)
    try:
        found = people(installation.gate) if demo else []
        if demo and host not in LOCAL:
            fail(FileError(OPEN_DEMO, host=host), language_of(None))
        _announce(installation, files, host, listener.getsockname()[1])
        config = uvicorn.Config(
            make_app(installation, found), log_level="warning", server_header=False, proxy_headers=False
        )
        open_sweeps(installation)
        with Workers(installation), suppress(KeyboardInterrupt):  # Ctrl-C is how it is stopped
            uvicorn.Server(config).run(sockets=[listener])
    finally:
        installation.gate.close()


LOCAL = frozenset({"127.0.0.1", "::1", "localhost"})


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens on `host` and `port` (0: any free one).

    Raises:
        FileError: another program does, or the address is none of this machine's.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        found = socket.socket(family, kind, protocol)
    except OSError as error:
        raise FileError(NO_LISTENING, host=host, port=port, why=error.strerror or "unknown") from error
    try:
        if os.name == "posix":  # elsewhere it would let two programs listen on one port
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind(address)
        found.listen()
    except OSError as error:
        found.close()
        if error.errno == errno.EADDRINUSE:
            other = port + 1 if port < 65535 else 0
            raise FileError(PORT_TAKEN, host=host, port=port, other=other) from error
        raise FileError(NO_LISTENING, host=host, port=port, why=error.strerror or "unknown") from error
    return found


def files_of(named: Sequence[Path] | None) -> list[Path]:
    """Return the policy files that were named, folders opened; without any those of the folder `policies`.

    Raises:
        FileError: there are none.
    """
    if not named:
        found = sorted(Path("policies").glob("*.yaml"))
        if not found:
            raise FileError(NO_POLICIES)
        return found
    found = []
    for each in named:
        inside = sorted(each.glob("*.yaml")) if each.is_dir() else [each]
        if not inside:
            raise FileError(EMPTY_FOLDER, folder=each)
        found += inside
    return found


def demo_store(home: Path, files: list[Path]) -> str:
    """Return the store of a first look, which goes with the very policies.

    A published version never changes, so other files begin other books, and the earlier ones stay beside them.
    """
    digest = hashlib.sha256(b"".join(read_file(file) for file in files if file.is_file())).hexdigest()
    return f"sqlite:///{home / f'demo-{digest[:12]}.sqlite'}"


def _announce(installation: Installation, files: Iterable[Path], host: str, port: int) -> None:
    said = _TEXTS[language_of(None)]
    shown = f"[{host}]" if ":" in host else host
    every = installation.gate.shelf.ids
    lines = [f"Troth: http://{shown}:{port}  ({', '.join(every)})"]
    if installation.new_key:
        lines.append(said["new-key"].format(key=installation.api_key))
    else:
        lines.append(said["set-key" if installation.settings.api_key else "old-key"])
    texts = {read_file(each).decode("utf-8", errors="replace") for each in files}
    shelf = installation.gate.shelf
    others = [each for each in every if all(version.text not in texts for version in shelf.versions(each))]
    if others:
        lines.append(said["others"].format(ids=", ".join(others)))
    sys.stderr.write("\n".join(lines) + "\n")
    sys.stderr.flush()
