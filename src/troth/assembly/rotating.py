"""Rotating the keys of the vault of an installation, beside normal work and from where it stopped.

Rules
- Every key is wrapped again under the next generation; a rotation that was killed is continued by the next call.
- How far it is stands in the books of the controller while it runs (`running`).
- `retire` destroys the generations before, and with them whatever older backups still hold: a step that is asked for, never taken.

Example
    >>> rotate_keys(settings, "acme", tell, retire=False)
    Rotated(controller='acme', generation=2, done=1200, retired=())
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from troth.assembly.opening import install
from troth.assembly.running import Runs
from troth.assembly.settings import Settings
from troth.vault import Rotation


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

    Raises Unknown, NoKey, SettingsError, StoreUnavailable: what was wrapped again stays, and the next call goes on.
    """
    installation = install(settings, [])
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
