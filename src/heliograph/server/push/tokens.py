"""JSON web tokens, by which push services learn who is asking."""

import base64
import json

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils

SigningKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


def sign_token(header: dict[str, str], claims: dict[str, str | int], key: SigningKey) -> str:
    """A token signed with ES256 or, by an RSA key, with RS256, which its header must say.

    RFC 7515, 7518
    """
    parts = [b64(json.dumps(part, separators=(",", ":")).encode()) for part in (header, claims)]
    signed = ".".join(parts)
    return f"{signed}.{b64(_signature(signed.encode(), key))}"


def _signature(content: bytes, key: SigningKey) -> bytes:
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(content, padding.PKCS1v15(), hashes.SHA256())
    r, s = utils.decode_dss_signature(key.sign(content, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def b64(content: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode("ascii")
