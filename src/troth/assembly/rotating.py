"""Rotating the keys of the vault of an installation, beside normal work and from where it stopped.

Rules
- Every key is wrapped again under the next generation; a rotation that was killed is continued by the next call.
- How far it is stands in the books of the controller while it runs (`running`).
- `retire` destroys the generations before, and with them whatever older backups still hold: a step that is asked for, never taken.
- The key of a blind index rotates by element: values are looked up in both indexes until the last one is moved.
- The embedded store belongs to the process that serves: there an operator asks for it at the console, and the workers of that process
  carry it out (`key_work`). This command says so where it finds the store occupied.

Example
    >>> rotate_keys(settings, "acme", tell, retire=False)
    Rotated(controller='acme', generation=2, done=1200, retired=())
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from troth.adapters.stores.errors import Occupied
from troth.assembly.opening import Installation, install
from troth.assembly.running import Runs
from troth.assembly.settings import Settings
from troth.vault import Rotation
from troth.vocabulary import Message

AT_THE_CONSOLE = Message(
    "vault.served",
    "another process has the books open: `troth serve`, most likely",
    "账簿正由另一个进程使用，通常是 `troth serve`",
    "begin it at the console of that Troth, at {address} (officer or administrator): it rotates the keys itself, while it serves;"
    " old keys are destroyed there, too. Or stop that process and call this again",
    "请由个人信息保护负责人或组织管理员在控制台 {address} 开始轮换，该进程会在提供服务的同时完成；销毁旧密钥也在该页提出。或先停止该进程，再运行本命令",
)


@dataclass(frozen=True)
class Rotated:
    """What a rotation did: the generation in force, how many keys were wrapped again, the generations destroyed."""

    controller: str
    generation: int
    done: int
    retired: tuple[int, ...]


def rotate_keys(
    settings: Settings, controller: str, tell: Callable[[int, int], None], *, retire: bool
) -> Rotated:
    """Wrap every key of `controller` under the next generation; `tell` is told how many of how many are done.

    Raises Unknown, NoKey, SettingsError, Occupied, StoreUnavailable: what was wrapped again stays, and the next call goes on.
    """
    installation = _alone(settings, controller)
    try:
        installation.gate.shelf.versions(controller)  # a controller that is not known has no keys
        rotation = Rotation(installation.vault, installation.clock, installation.randomness)
        progress, done = rotation.begin(controller), 0
        runs = Runs(installation.gate.store, installation.clock)
        if progress.left:
            with runs.watch(controller, "rotation", f"generation-{progress.generation}") as watch:
                while progress.left:
                    progress = rotation.step(controller)
                    done += progress.done
                    watch.tell(done, done + progress.left)
                    tell(done, done + progress.left)
        retired = rotation.retire(controller) if retire else []
        return Rotated(controller, progress.generation, done, tuple(retired))
    finally:
        installation.gate.close()


def rotate_index(
    settings: Settings, controller: str, element: str, tell: Callable[[int, int], None]
) -> Rotated:
    """Put every value of `element` into a new index under a new key; as `rotate_keys`, `generation` is the series of the index.

    Raises NotFindable, BadVault and what `rotate_keys` raises: what was moved stays, and the next call goes on.
    """
    installation = install(settings, [])
    try:
        installation.gate.shelf.versions(controller)
        rotation = Rotation(installation.vault, installation.clock, installation.randomness)
        progress, done = rotation.begin_index(controller, element), 0
        runs = Runs(installation.gate.store, installation.clock)
        with runs.watch(controller, "rotation", f"index-{progress.generation}-{element}") as watch:
            while True:
                progress = rotation.step_index(controller, element)
                done += progress.done
                watch.tell(done, done + progress.left)
                tell(done, done + progress.left)
                if not progress.left:
                    return Rotated(controller, progress.generation, done, ())
    finally:
        installation.gate.close()


def _alone(settings: Settings, controller: str) -> Installation:
    """Return the installation on the books of `settings`. Raises Occupied, which says where to go instead."""
    try:
        return install(settings, [])
    except Occupied:
        address = f"{settings.origin or ''}/console/{controller}/keys"
        raise Occupied(AT_THE_CONSOLE, address=address) from None
