"""Keys that wrap keys, in a key service that speaks the AWS KMS protocol: they never leave it.

Rules
- One key of the service per controller and generation, found by its alias `alias/PREFIX-CONTROLLER-GENERATION`.
- Wrapping is the service's `Encrypt` under an encryption context; of what the vault binds a key to, the service sees a digest only.
- `destroy` disables the key at once and has the service delete it after the shortest time that it allows; until then nobody
  can use it, and the alias is gone.
- What the service refuses is `NoKey` with the service's own code, never with a value.

Example
    >>> KmsKeys.at("cn-north-1").make("acme", 1)
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from troth.vault.errors import NO_KEY, NoKey
from troth.vocabulary import Plain

SHORTEST_DAYS = 7
"""The service deletes no key sooner than that."""
_OTHER = re.compile(r"[^a-zA-Z0-9-]")


class KmsKeys:
    """Keys of the service behind `client`. Implements `troth.vault.ports.KeyStore`."""

    def __init__(self, client: Any, prefix: str = "troth") -> None:
        """Use `client` (boto3's, for `kms`); aliases begin with `prefix`."""
        self._client, self._prefix = client, prefix

    @classmethod
    def at(cls, region: str, endpoint: str | None = None, prefix: str = "troth") -> KmsKeys:
        """Return the keys of the service in `region`; who calls is known as boto3 finds it (environment, role)."""
        return cls(boto3.client("kms", region_name=region, endpoint_url=endpoint), prefix)

    def make(self, controller: str, generation: int) -> None:
        """Make the key in the service, unless its alias is there. Raises NoKey."""
        alias = self._alias(controller, generation)
        with _told(controller, generation):
            if alias in self._aliases():
                return
            made = self._client.create_key(
                Description=alias.removeprefix("alias/"), KeySpec="SYMMETRIC_DEFAULT"
            )
            self._client.create_alias(AliasName=alias, TargetKeyId=made["KeyMetadata"]["KeyId"])

    def wrap(self, controller: str, generation: int, key: bytes, context: bytes) -> bytes:
        """Return `key` wrapped, bound to `context`. Raises NoKey."""
        with _told(controller, generation):
            said = self._client.encrypt(
                KeyId=self._alias(controller, generation), Plaintext=key, EncryptionContext=_context(context)
            )
            return bytes(said["CiphertextBlob"])

    def unwrap(self, controller: str, generation: int, wrapped: bytes, context: bytes) -> bytes:
        """Return the key that was wrapped with the same `context`. Raises NoKey."""
        with _told(controller, generation):
            said = self._client.decrypt(
                KeyId=self._alias(controller, generation),
                CiphertextBlob=wrapped,
                EncryptionContext=_context(context),
            )
            return bytes(said["Plaintext"])

    def generations(self, controller: str) -> list[int]:
        """Return the generations that the service has, in order. Raises NoKey."""
        head = self._alias(controller, 0)[:-1]
        with _told(controller, 0):
            numbers = [each.removeprefix(head) for each in self._aliases() if each.startswith(head)]
        return sorted(int(number) for number in numbers if number.isascii() and number.isdigit())

    def destroy(self, controller: str, generation: int) -> None:
        """Have the service disable and delete the key. Raises NoKey."""
        alias = self._alias(controller, generation)
        with _told(controller, generation):
            key = self._aliases().get(alias)
            if key is not None:
                self._client.disable_key(KeyId=key)
                self._client.schedule_key_deletion(KeyId=key, PendingWindowInDays=SHORTEST_DAYS)
                self._client.delete_alias(AliasName=alias)

    def _aliases(self) -> dict[str, str]:
        pages = self._client.get_paginator("list_aliases").paginate()
        every = (each for page in pages for each in page["Aliases"])
        return {each["AliasName"]: each["TargetKeyId"] for each in every if "TargetKeyId" in each}

    def _alias(self, controller: str, generation: int) -> str:
        """Aliases hold letters, digits and dashes: another name is told apart by its digest."""
        plain = _OTHER.sub("-", controller)
        if plain != controller:
            plain = f"{plain}-{hashlib.sha256(controller.encode()).hexdigest()[:16]}"
        return f"alias/{self._prefix}-{plain}-{generation}"


def _context(context: bytes) -> dict[str, str]:
    return {"troth": hashlib.sha256(context).hexdigest()}


@contextmanager
def _told(controller: str, generation: int) -> Iterator[None]:
    try:
        yield
    except (ClientError, BotoCoreError) as error:
        code = error.response["Error"]["Code"] if isinstance(error, ClientError) else type(error).__name__
        reason, reason_zh = f"the key service says {code}", f"密钥服务返回 {code}"
        raise NoKey(
            NO_KEY,
            controller=controller,
            generation=generation,
            reason=Plain(reason),
            reason_zh=Plain(reason_zh),
        ) from None
