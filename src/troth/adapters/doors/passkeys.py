"""Passkeys (W3C WebAuthn level 3) through `webauthn`.

Rules
- The key is discoverable (no name is typed), and the device must verify its user, by a PIN or otherwise, every time.
- Origin and domain are those of the installation, not what the browser claims. No attestation is asked for.
- A counter that does not go up tells of a copy, unless the device keeps none (0).

Example
    >>> keys = open_passkeys()
    >>> json.loads(keys.request(Site("https://privacy.example", "privacy.example"), challenge))["userVerification"]
    'required'
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

from troth.operators.errors import COPIED, REFUSED, PasskeyCopied, SignInRefused
from troth.operators.ports import Passkey, Passkeys, Site

NAME = "Troth"
LONGEST_ANSWER = 16_384
TIMEOUT = 5 * 60 * 1000
_ALGORITHMS = (-8, -7, -257)  # EdDSA, ES256, RS256


def open_passkeys() -> Passkeys | None:
    """Return what registers and checks passkeys, or None where the extra `operators` is not installed."""
    return WebPasskeys() if find_spec("webauthn") is not None else None


class WebPasskeys:
    """A `Passkeys` on `webauthn`."""

    def creation(self, site: Site, handle: str, name: str, challenge: bytes, known: Sequence[str]) -> str:
        """Return the options by which a browser makes a passkey, as JSON."""
        from webauthn import base64url_to_bytes, generate_registration_options, options_to_json
        from webauthn.helpers import structs
        from webauthn.helpers.cose import COSEAlgorithmIdentifier

        options = generate_registration_options(
            rp_id=site.domain,
            rp_name=NAME,
            user_id=bytes.fromhex(handle),
            user_name=name,
            challenge=challenge,
            timeout=TIMEOUT,
            authenticator_selection=structs.AuthenticatorSelectionCriteria(
                resident_key=structs.ResidentKeyRequirement.REQUIRED,
                user_verification=structs.UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=[
                structs.PublicKeyCredentialDescriptor(id=base64url_to_bytes(each)) for each in known
            ],
            supported_pub_key_algs=[COSEAlgorithmIdentifier(each) for each in _ALGORITHMS],
        )
        return options_to_json(options)

    def created(self, site: Site, challenge: bytes, answer: str) -> tuple[str, str, int]:
        """Return (id, public key, counter) of the passkey in a browser's `answer`. Raises SignInRefused."""
        from webauthn import verify_registration_response
        from webauthn.helpers import bytes_to_base64url
        from webauthn.helpers.exceptions import WebAuthnException

        try:
            made = verify_registration_response(
                credential=_read(answer),
                expected_challenge=challenge,
                expected_rp_id=site.domain,
                expected_origin=site.origin,
                require_user_verification=True,
            )
        except (WebAuthnException, ValueError, KeyError, TypeError) as error:
            raise SignInRefused(REFUSED) from error
        return (
            bytes_to_base64url(made.credential_id),
            bytes_to_base64url(made.credential_public_key),
            made.sign_count,
        )

    def request(self, site: Site, challenge: bytes) -> str:
        """Return the options by which a browser signs in with any passkey of this site, as JSON."""
        from webauthn import generate_authentication_options, options_to_json
        from webauthn.helpers import structs

        options = generate_authentication_options(
            rp_id=site.domain,
            challenge=challenge,
            timeout=TIMEOUT,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        )
        return options_to_json(options)

    def named(self, answer: str) -> tuple[str, str]:
        """Return (id of the passkey, handle of the operator) that a browser's `answer` names. Raises SignInRefused."""
        from webauthn import base64url_to_bytes

        given = _read(answer)
        try:
            return str(given["id"]), base64url_to_bytes(given["response"]["userHandle"]).hex()
        except (KeyError, TypeError, ValueError) as error:
            raise SignInRefused(REFUSED) from error

    def confirmed(self, site: Site, challenge: bytes, answer: str, passkey: Passkey) -> int:
        """Return the new counter when `answer` is signed by `passkey`. Raises SignInRefused, PasskeyCopied."""
        from webauthn import base64url_to_bytes, verify_authentication_response
        from webauthn.helpers.exceptions import WebAuthnException

        try:
            # the counter is compared below: only here is known what a step back means
            found = verify_authentication_response(
                credential=_read(answer),
                expected_challenge=challenge,
                expected_rp_id=site.domain,
                expected_origin=site.origin,
                credential_public_key=base64url_to_bytes(passkey.key),
                credential_current_sign_count=0,
                require_user_verification=True,
            )
        except (WebAuthnException, ValueError, KeyError, TypeError) as error:
            raise SignInRefused(REFUSED) from error
        if (found.new_sign_count or passkey.count) and found.new_sign_count <= passkey.count:
            raise PasskeyCopied(COPIED)
        return found.new_sign_count


def _read(answer: str) -> dict[str, Any]:
    if len(answer) > LONGEST_ANSWER:
        raise SignInRefused(REFUSED)
    try:
        given = json.loads(answer)
    except ValueError as error:
        raise SignInRefused(REFUSED) from error
    if not isinstance(given, dict):
        raise SignInRefused(REFUSED)
    return given
