"""Key stores whose library is an extra: it is imported when one of them is asked for.

Example
    >>> open_device("/usr/lib/softhsm/libsofthsm2.so", "troth", pin, os.urandom)
"""

from __future__ import annotations

from troth.ledger.ports import Randomness
from troth.vault.ports import KeyStore


def open_device(library: str, token: str, pin: str, randomness: Randomness) -> KeyStore:
    """Return the keys on a token of a PKCS#11 module. Raises ImportError without the extra `pkcs11`."""
    from troth.adapters.keystores.hsm import Pkcs11Keys

    return Pkcs11Keys(library, token, pin, randomness)


def open_service(region: str, endpoint: str | None, prefix: str) -> KeyStore:
    """Return the keys of a service that speaks the AWS KMS protocol. Raises ImportError without the extra `kms`."""
    from troth.adapters.keystores.service import KmsKeys

    return KmsKeys.at(region, endpoint, prefix)
