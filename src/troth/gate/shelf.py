"""The shelf: every loaded version of every policy, and which one governs a person.

Rules
- The version a person agreed to goes on governing until they agree to another; what is new is only looked at to say
  what may be asked (docs/DECISIONS.md, `new-since`).
- Versions stand in the order of publication; the last is current. A version never changes once it is on the shelf.

Example
    >>> shelf.governing("jeejio", agreed="2023-07-20", purpose="registration").version
    '2023-07-20'
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from troth.gate.errors import UNKNOWN_POLICY, Unknown
from troth.policy import Compiled, Loaded, load
from troth.vocabulary import Message, TrothError

VERSION_TAKEN = Message(
    "policy.version-taken",
    "version {version} of {id} is already published with another content",
    "政策 {id} 的版本 {version} 已以其他内容发布",
    "give the changed file a new version",
    "请为修改后的文件使用新的版本号",
)


VERSION_OLDER = Message(
    "policy.version-older",
    "version {version} of {id} is older than the one in force",
    "政策 {id} 的版本 {version} 早于现行版本",
    "publish a changed policy under a later version",
    "请以更晚的版本号发布修改后的政策",
)


class VersionTaken(TrothError):
    """A published version may not change."""


def _older(version: str, current: str) -> bool:
    """Return whether both are dates and the first is earlier; other versions stand in the order of publication."""
    return bool(_DATE.match(version) and _DATE.match(current)) and version < current


_DATE = re.compile(r"\d{4}-\d\d-\d\d")


class Shelf:
    """Policies by id, each with its versions from old to new."""

    def __init__(self) -> None:
        """Begin empty."""
        self._versions: dict[str, list[Loaded]] = {}

    def add(self, text: str | bytes, name: str = "policy") -> Loaded:
        """Put a policy file on the shelf as the newest version of its policy.

        Raises:
            Unreadable, Unsound: the file cannot be used.
            VersionTaken: the same version stands there with another content.
        """
        loaded = load(text, name)
        versions = self._versions.setdefault(loaded.policy.id, [])
        for each in versions:
            if each.policy.version == loaded.policy.version:
                if each.compiled.hash != loaded.compiled.hash:
                    raise VersionTaken(VERSION_TAKEN, version=loaded.policy.version, id=loaded.policy.id)
                return each
        if versions and _older(loaded.policy.version, versions[-1].policy.version):
            raise VersionTaken(VERSION_OLDER, version=loaded.policy.version, id=loaded.policy.id)
        if versions:
            loaded = load(text, name, versions[-1].compiled)
        versions.append(loaded)
        return loaded

    @property
    def ids(self) -> Sequence[str]:
        """The ids of the policies, sorted."""
        return sorted(self._versions)

    def versions(self, policy: str) -> Sequence[Loaded]:
        """Return the versions of `policy`, old to new. Raises Unknown."""
        if policy not in self._versions:
            raise Unknown(UNKNOWN_POLICY)
        return self._versions[policy]

    def current(self, policy: str) -> Compiled:
        """Return the newest version of `policy`. Raises Unknown."""
        return self.versions(policy)[-1].compiled

    def governing(self, policy: str, agreed: str | None, purpose: str = "") -> Compiled:
        """Return the version that governs a person who agreed to version `agreed`, for a step for `purpose`.

        A purpose that the agreed version does not know is looked up in the current one, which then asks.
        """
        current = self.current(policy)
        for each in self.versions(policy):
            if each.policy.version == agreed:
                knows = each.policy.entry(purpose) is not None or current.policy.entry(purpose) is None
                return each.compiled if knows else current
        return current
