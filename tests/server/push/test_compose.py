"""Vendors are there for who has their credentials, and for nobody else."""

import time
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from heliograph.config import Settings
from heliograph.domain.push import TokenKind
from heliograph.server.push.compose import vendors_of


def test_nobody_has_a_vendor_by_default() -> None:
    assert vendors_of(Settings(), wire_now=time.time) == {}


def test_a_key_of_apples_opens_the_way_to_its_devices(tmp_path: Path) -> None:
    path = tmp_path / "key.p8"
    path.write_bytes(
        ec.generate_private_key(ec.SECP256R1()).private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    path.chmod(0o600)
    settings = Settings(
        push_apns_key_file=str(path),
        push_apns_key_id="KEY",
        push_apns_team_id="TEAM",
        push_apns_topic="org.example",
    )
    assert list(vendors_of(settings, wire_now=time.time)) == [TokenKind.APNS]
