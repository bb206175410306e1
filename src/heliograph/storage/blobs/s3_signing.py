"""Signing requests to an S3 server (AWS Signature Version 4, in headers).

https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import quote

import msgspec

_ALGORITHM = "AWS4-HMAC-SHA256"


class S3Key(msgspec.Struct, frozen=True):
    """What a server knows us by, and the secret it shares with us."""

    access: str
    secret: str
    region: str = "us-east-1"

    def __repr__(self) -> str:
        return "S3Key(...)"


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A request to be signed: `path` unquoted, `payload` the SHA-256 of its body as digits."""

    method: str
    host: str
    path: str
    query: Mapping[str, str]
    payload: str


def target(asked: Asked) -> str:
    """Path and query as the request line carries them and as they are signed."""
    path = quote(asked.path, safe="/~")
    return f"{path}?{_query(asked)}" if asked.query else path


def signed_headers(asked: Asked, key: S3Key, moment: datetime) -> dict[str, str]:
    """The headers that such a request needs at that moment (UTC); servers allow for 15 minutes."""
    stamp = moment.strftime("%Y%m%dT%H%M%SZ")
    headers = {
        "host": asked.host,
        "x-amz-content-sha256": asked.payload,
        "x-amz-date": stamp,
    }
    names = ";".join(headers)
    canonical = "\n".join(
        [
            asked.method,
            quote(asked.path, safe="/~"),
            _query(asked),
            *(f"{name}:{value}" for name, value in headers.items()),
            "",
            names,
            asked.payload,
        ]
    )
    scope = f"{stamp[:8]}/{key.region}/s3/aws4_request"
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    signature = hmac.new(
        _derived(key, stamp[:8]), f"{_ALGORITHM}\n{stamp}\n{scope}\n{digest}".encode(), "sha256"
    ).hexdigest()
    headers["authorization"] = (
        f"{_ALGORITHM} Credential={key.access}/{scope}, SignedHeaders={names}, "
        f"Signature={signature}"
    )
    return headers


def _query(asked: Asked) -> str:
    pairs = sorted((quote(name, safe="~"), quote(v, safe="~")) for name, v in asked.query.items())
    return "&".join(f"{name}={value}" for name, value in pairs)


def _derived(key: S3Key, day: str) -> bytes:
    derived = f"AWS4{key.secret}".encode()
    for part in (day, key.region, "s3", "aws4_request"):
        derived = hmac.digest(derived, part.encode(), "sha256")
    return derived
