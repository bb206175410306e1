"""Devices of browsers, as their push services name them."""

import base64
import json

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


class Browser:
    """Keys as a browser makes them for a subscription; `endpoint` is its push service's."""

    def __init__(self, endpoint: str = "https://push.example.org/send/1") -> None:
        self.endpoint = endpoint
        self.private_key = ec.generate_private_key(ec.SECP256R1())
        self.public_key = self.private_key.public_key().public_bytes(
            Encoding.X962, PublicFormat.UncompressedPoint
        )
        self.auth = bytes(range(16))

    def token(self, **changes: object) -> str:
        """The token a client registers; `changes` replace p256dh, auth or the endpoint."""
        said = {"endpoint": self.endpoint, "p256dh": b64(self.public_key), "auth": b64(self.auth)}
        said |= changes  # type: ignore[arg-type]
        return json.dumps(
            {
                "endpoint": said["endpoint"],
                "keys": {"p256dh": said["p256dh"], "auth": said["auth"]},
            }
        )


def b64(content: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
