"""The shelf: every loaded version of every policy, and which one governs a person.

Rules
- The version a person agreed to goes on governing until they agree to another; what is new is only looked at to say
  what may be asked (docs/DECISIONS.md, `new-since`).
- Versions stand in the order of publication. A version never changes once it is on the shelf.
- A version is in force from its `effective` day on (where none is written, its version if that is a date, else at once);
  until then it is announced: it can be read, and nothing is decided under it.

Example
    >>> shelf.governing("jeejio", agreed="2023-07-20", purpose="registration").version
    '2023-07-20'
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from troth.calendars import Clock, day_in
from troth.gate.errors import NOT_YET, UNKNOWN_POLICY, NotYet, Unknown
from troth.policy import Compiled, Loaded, Policy, load
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


def begins(policy: Policy) -> str:
    """Return the ISO day from which `policy` is in force; empty for at once."""
    dated = policy.version if _DATE.fullmatch(policy.version) else ""
    return policy.effective or dated


def _older(version: str, current: str) -> bool:
    """Return whether both are dates and the first is earlier; other versions stand in the order of publication."""
    return bool(_DATE.match(version) and _DATE.match(current)) and version < current


_DATE = re.compile(r"\d{4}-\d\d-\d\d")


class Shelf:
    """Policies by id, each with its versions from old to new."""

    def __init__(self, clock: Clock) -> None:
        """Begin empty; `clock` tells which versions are in force by now."""
        self._versions: dict[str, list[Loaded]] = {}
        self._clock = clock

    def add(self, text: str | bytes, name: str = "policy") -> Loaded:
        """Put a policy file on the shelf as the newest version of its policy.

        Raises:
            Unreadable, Unsound: the file cannot be used.
            VersionTaken: the same version stands there with another content.
        """
        plain = text if isinstance(text, str) else text.decode("utf-8", errors="replace")
        for each in (version for of_one in self._versions.values() for version in of_one):
            if each.text == plain:  # the very file: reading it again would tell nothing new
                return each
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

    def in_force(self, policy: str) -> Compiled:
        """Return the newest version of `policy` that is in force. Raises Unknown, NotYet."""
        found = self.readable(policy)
        if not self._has_begun(found):
            raise NotYet(NOT_YET, id=policy, version=found.policy.version, day=begins(found.policy))
        return found.compiled

    def readable(self, policy: str) -> Loaded:
        """Return the version of `policy` to read: the one in force, else the first that is announced. Raises Unknown."""
        versions = self.versions(policy)
        return next((each for each in reversed(versions) if self._has_begun(each)), versions[0])

    def current(self, policy: str) -> Compiled:
        """Return `readable` as it is compiled. Raises Unknown."""
        return self.readable(policy).compiled

    def announced(self, policy: str) -> Sequence[Loaded]:
        """Return the versions of `policy` that are not in force yet, old to new. Raises Unknown."""
        return [each for each in self.versions(policy) if not self._has_begun(each)]

    def agreed(self, policy: str, version: str | None) -> Compiled:
        """Return `version` of `policy`, which a person agreed to or a case is kept under, if it has begun; else `current`."""
        for each in self.versions(policy):
            if each.policy.version == version and self._has_begun(each):
                return each.compiled
        return self.current(policy)

    def _has_begun(self, loaded: Loaded) -> bool:
        today = day_in(loaded.policy.calendar, self._clock.now())
        return begins(loaded.policy) <= today.isoformat()

    def governing(self, policy: str, agreed: str | None, purpose: str = "") -> Compiled:
        """Return the version that governs a person who agreed to version `agreed`, for a step for `purpose`.

        A purpose that the agreed version does not know is looked up in the one in force, which then asks.
        Raises Unknown, NotYet.
        """
        current = self.in_force(policy)
        for each in self.versions(policy):
            if each.policy.version == agreed and self._has_begun(each):
                knows = each.policy.entry(purpose) is not None or current.policy.entry(purpose) is None
                return each.compiled if knows else current
        return current
