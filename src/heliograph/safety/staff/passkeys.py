"""Passkeys: a key pair on somebody's device, which asks for a finger, a face or a PIN each time.

https://www.w3.org/TR/webauthn-3/
"""

import struct
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from heliograph.safety.errors import SafetyRefused
from heliograph.safety.staff.records import Passkey, Staff
from heliograph.safety.staff.store import NewPasskey

CHALLENGE_S = 180
"""To find the key, plug it in and touch it."""

_WAITING_MAX = 1_000
_MALFORMED = (ValueError, KeyError, TypeError, IndexError, AttributeError, AssertionError)
NAME_LENGTH_MAX = 60


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """Whom passkeys are for, as browsers have it: `id` is a host without its port, `origin` the
    whole beginning of its addresses."""

    id: str
    origin: str


class Challenges:
    """What was asked of browsers and waits for an answer: each is taken once, and not for long."""

    def __init__(self) -> None:
        self._waiting: OrderedDict[str, tuple[int, int]] = OrderedDict()

    def keep(self, challenge: str, *, staff_id: int, now: int) -> None:
        """Remember a challenge to somebody, 0 to whoever signs in."""
        self._waiting[challenge] = (staff_id, now + CHALLENGE_S)
        if len(self._waiting) > _WAITING_MAX:
            self._waiting.popitem(last=False)

    def take(self, challenge: str, *, staff_id: int, now: int) -> bool:
        """Whether it was asked of them, and not too long ago; never again."""
        kept = self._waiting.pop(challenge, (-1, 0))
        return kept[0] == staff_id and now < kept[1]


def ask_to_make(
    party: Party, staff: Staff, known: Sequence[Passkey], *, challenge: bytes
) -> Mapping[str, Any]:
    """What a browser makes a passkey by, as JSON can have it."""
    from fido2.webauthn import (
        PublicKeyCredentialDescriptor,
        PublicKeyCredentialType,
        PublicKeyCredentialUserEntity,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    options, _ = _server(party).register_begin(
        PublicKeyCredentialUserEntity(
            id=staff.id.to_bytes(8, "big"), name=staff.name, display_name=staff.name
        ),
        credentials=[
            PublicKeyCredentialDescriptor(
                type=PublicKeyCredentialType.PUBLIC_KEY, id=one.credential
            )
            for one in known
        ],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
        challenge=challenge,
    )
    asked: Mapping[str, Any] = dict(options)["publicKey"]
    return asked


def made(party: Party, answer: Mapping[str, Any], *, challenge: str, name: str) -> NewPasskey:
    """The passkey that a browser made. SafetyRefused for what is none, or another one's."""
    try:
        data = _server(party).register_complete(_state(challenge), answer)
        credential = data.credential_data
        return NewPasskey(
            credential=bytes(credential.credential_id),
            public_key=bytes(credential),
            sign_count=int(data.counter),
            name=name,
        )
    except (*_MALFORMED, struct.error) as error:
        raise SafetyRefused("that is no passkey of this console") from error


def ask_to_prove(party: Party, *, challenge: bytes) -> Mapping[str, Any]:
    """What a browser signs in by, with whichever passkey of ours it has."""
    from fido2.webauthn import UserVerificationRequirement

    options, _ = _server(party).authenticate_begin(
        user_verification=UserVerificationRequirement.REQUIRED, challenge=challenge
    )
    asked: Mapping[str, Any] = dict(options)["publicKey"]
    return asked


def proved(party: Party, passkey: Passkey, answer: Mapping[str, Any], *, challenge: str) -> int:
    """How often the passkey was used, now that it proved itself. SafetyRefused."""
    from fido2.webauthn import AttestedCredentialData, AuthenticationResponse

    try:
        known = AttestedCredentialData(passkey.public_key)
        _server(party).authenticate_complete(_state(challenge), [known], answer)
        data = AuthenticationResponse.from_dict(answer).response.authenticator_data
        return int(data.counter)
    except (*_MALFORMED, struct.error) as error:
        raise SafetyRefused("that passkey did not prove itself") from error


def _server(party: Party) -> Any:
    # Only where somebody uses one is it needed.
    from fido2.server import Fido2Server
    from fido2.webauthn import PublicKeyCredentialRpEntity

    entity = PublicKeyCredentialRpEntity(id=party.id, name=f"Console of {party.id}")
    return Fido2Server(entity, verify_origin=lambda origin: origin == party.origin)


def _state(challenge: str) -> Mapping[str, Any]:
    from fido2.webauthn import UserVerificationRequirement

    return {"challenge": challenge, "user_verification": UserVerificationRequirement.REQUIRED}
