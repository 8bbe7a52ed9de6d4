"""Where the keys that wrap the vault's keys lie: files of the home folder, a device, or a key service.

Rules
- `TROTH_VAULT_KEYS` is `files` (default), `pkcs11:LIBRARY?token=NAME` (the PIN in `TROTH_VAULT_PIN`, never in the address) or
  `kms:REGION` with `prefix=` and `endpoint=`; a device and a service need the extra that holds their library.
- A PIN that everybody tries first opens nothing (threat 57).
- `TROTH_VAULT_PROFILE` is `international` (AES-256-GCM, BLAKE2b) or `sm` (SM4-GCM, SM3). What another profile sealed still opens.

Example
    >>> keys_of("pkcs11:/usr/lib/softhsm/libsofthsm2.so?token=troth", pin, folder, SM, randomness)
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from troth.adapters.keystores import FileWrapKeys, open_device, open_service
from troth.assembly.secrets import SettingsError
from troth.ledger.ports import Randomness
from troth.vault import PROFILES, Profile
from troth.vault.ports import KeyStore
from troth.vocabulary import Message, Plain

BAD_KEYS = Message(
    "settings.vault-keys",
    "TROTH_VAULT_KEYS cannot be used: {why}",
    "TROTH_VAULT_KEYS 无法使用：{why_zh}",
    "write `files`, `pkcs11:LIBRARY?token=NAME` with TROTH_VAULT_PIN, or `kms:REGION`",
    "请写 `files`、`pkcs11:库文件?token=名称`（另设 TROTH_VAULT_PIN）或 `kms:区域`",
)
BAD_PROFILE = Message(
    "settings.vault-profile",
    "TROTH_VAULT_PROFILE names no profile",
    "TROTH_VAULT_PROFILE 不是已有的算法配置",
    "write `international` (AES, BLAKE2) or `sm` (SM4, SM3)",
    "请写 `international`（AES、BLAKE2）或 `sm`（SM4、SM3）",
)
KNOWN_PIN = Message(
    "settings.vault-pin",
    "TROTH_VAULT_PIN is a PIN that everybody tries first, or repeats itself",
    "TROTH_VAULT_PIN 过于常见或有重复规律，极易被猜中",
    "set a PIN of your own in the device, then the same in TROTH_VAULT_PIN",
    "请先在设备上改用自定的 PIN，再将 TROTH_VAULT_PIN 设为同一值",
)
_KNOWN_PINS = frozenset(
    "1122 112233 11223344 121314 123123 123321 1234abcd 123456aa 147258 1470 159753 2580 520520 5201314 648219 696969 888168"
    " 3537363231383830 admin administrator abc123 changeme default hsm password passw0rd pin qwerty secret softhsm test troth user"
    " userpin".split()
)
"""PINs that devices come with, that documentation shows, and that lists of PINs begin with."""
KNOWN = {"files": (), "pkcs11": ("token",), "kms": ("prefix", "endpoint")}


def profile_of(name: str | None) -> Profile:
    """Return the profile called `name` (None: international). Raises SettingsError."""
    found = PROFILES.get(name or "international")
    if found is None:
        raise SettingsError(BAD_PROFILE)
    return found


def keys_of(
    address: str | None, pin: str | None, folder: Path, profile: Profile, randomness: Randomness
) -> KeyStore:
    """Return the key store at `address` (None: files in `folder`). Raises SettingsError."""
    kind, _, rest = (address or "files").partition(":")
    place = urlsplit(rest)
    asked = dict(parse_qsl(place.query))
    if kind not in KNOWN or set(asked) - set(KNOWN[kind]):
        raise _refused("it is none of the forms", "不是可用的写法")
    if kind == "files":
        return FileWrapKeys(folder, randomness, profile)
    try:
        return (
            _device(place.path, asked, pin, randomness) if kind == "pkcs11" else _service(place.path, asked)
        )
    except ImportError:
        raise _refused(f"the extra `{kind}` is not installed", f"未安装扩展 `{kind}`") from None


def is_known_pin(pin: str) -> bool:
    """Return whether `pin` is one that everybody tries first, counts up or down, or says the same again.

    A PIN is short, and its device counts wrong tries: more is not asked of it.
    """
    codes = [ord(each) for each in pin.lower()]
    steps = {(after - before) % 10 for before, after in pairwise(codes)}
    again = any(codes[by:] == codes[:-by] for by in range(1, len(codes) // 2 + 1))
    counts = pin.isdigit() and steps in ({1}, {9})
    return again or counts or pin.lower() in _KNOWN_PINS


def _device(library: str, asked: dict[str, str], pin: str | None, randomness: Randomness) -> KeyStore:
    if not pin or not library or "token" not in asked:
        raise _refused("library, token or TROTH_VAULT_PIN is missing", "缺少库文件、token 或 TROTH_VAULT_PIN")
    if is_known_pin(pin):
        raise SettingsError(KNOWN_PIN)
    return open_device(library, asked["token"], pin, randomness)


def _service(region: str, asked: dict[str, str]) -> KeyStore:
    if not region:
        raise _refused("the region is missing", "缺少区域")
    return open_service(region, asked.get("endpoint"), asked.get("prefix", "troth"))


def _refused(why: str, why_zh: str) -> SettingsError:
    return SettingsError(BAD_KEYS, why=Plain(why), why_zh=Plain(why_zh))
