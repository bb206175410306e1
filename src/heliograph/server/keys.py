"""The server's secrets: its RSA key, and the storage key with what is derived from it."""

import os
from pathlib import Path

import msgspec
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from heliograph.mtproto.rsa import fingerprint, fingerprint_hex
from heliograph.server.files import UnsafeFile, read_private, write_durably

RSA_FILE = "server_key.pem"
RSA_PUBLIC_FILE = "server_key.pub.pem"
STORAGE_FILE = "storage.key"
VAPID_FILE = "push_vapid.pem"
LOG_FILE = "safety_log.pem"
SECRET_FILES = (RSA_FILE, STORAGE_FILE)
"""What a backup must hold beside the database to bring a server back."""

LATER_SECRET_FILES = (VAPID_FILE, LOG_FILE)
"""What it holds, too, if a server has made it by then."""

DATABASE_FILE = "heliograph.db"
BLOBS_FOLDER = "blobs"
UPLOADS_FOLDER = "uploads"
STORAGE_KEY_BYTES = 32
RSA_BITS = 2048


class SubKeys(msgspec.Struct, frozen=True, kw_only=True):
    """Keys derived from `storage.key`, one for each use, 32 bytes each."""

    auth_keys: bytes
    access_hash: bytes
    login_codes: bytes
    passwords: bytes
    blobs: bytes
    file_references: bytes
    evidence: bytes
    decisions: bytes
    report_options: bytes
    page_forms: bytes
    staff: bytes

    def __repr__(self) -> str:
        return "SubKeys(...)"


def load_rsa_key(folder: Path) -> rsa.RSAPrivateKey:
    """The RSA key of key exchanges, made on first use, with its public half beside it.

    The public file is PKCS#1 (`BEGIN RSA PUBLIC KEY`), as client libraries read it, and is
    written again whenever it does not match. Raises UnsafeFile.
    """
    key = read_rsa_key(folder)
    if key is None:
        key = _make_rsa_key()
        write_durably(folder / RSA_FILE, _private_pem(key))
    public = public_pem(key)
    public_path = folder / RSA_PUBLIC_FILE
    if not public_path.exists() or public_path.read_bytes() != public:
        write_durably(public_path, public, mode=0o644)
    return key


def read_rsa_key(folder: Path) -> rsa.RSAPrivateKey | None:
    """The RSA key, None if there is none yet. Raises UnsafeFile."""
    path = folder / RSA_FILE
    content = read_private(path)
    return None if content is None else _parse(path, content)


def load_vapid_key(folder: Path) -> ec.EllipticCurvePrivateKey:
    """The key that push services know this server by (RFC 8292), made on first use.

    Browsers that subscribed for it can be told of nothing under another: it belongs into the
    backup. Raises UnsafeFile.
    """
    path = folder / VAPID_FILE
    content = read_private(path)
    if content is None:
        key = ec.generate_private_key(ec.SECP256R1())
        write_durably(path, _private_pem(key))
        return key
    try:
        found = serialization.load_pem_private_key(content, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise UnsafeFile(f"{path} is no unencrypted PEM private key: {error}") from None
    if not isinstance(found, ec.EllipticCurvePrivateKey) or found.curve.name != "secp256r1":
        raise UnsafeFile(f"{path} must hold a key on the curve P-256: push services take no other")
    return found


def load_log_key(folder: Path, *, name: str = LOG_FILE) -> Ed25519PrivateKey:
    """The key that signs the public log, or heads of others' logs, made on first use.

    Whoever has it can sign another history, and without it the log cannot go on: it belongs into
    the backup. Raises UnsafeFile.
    """
    path = folder / name
    content = read_private(path)
    if content is None:
        key = Ed25519PrivateKey.generate()
        write_durably(path, _pkcs8(key))
        return key
    try:
        found = serialization.load_pem_private_key(content, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise UnsafeFile(f"{path} is no unencrypted PEM private key: {error}") from None
    if not isinstance(found, Ed25519PrivateKey):
        raise UnsafeFile(f"{path} must hold an Ed25519 key: the log is signed with no other")
    return found


def public_pem(key: rsa.RSAPrivateKey) -> bytes:
    """The public half in PKCS#1 PEM."""
    return key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.PKCS1
    )


def load_sub_keys(folder: Path) -> SubKeys:
    """The keys under which the store keeps secrets; `storage.key` is made on first use.

    Losing that file loses every auth key: `heliograph backup` seals it.
    Raises UnsafeFile.
    """
    master = read_storage_key(folder)
    if master is None:
        master = os.urandom(STORAGE_KEY_BYTES)
        write_durably(folder / STORAGE_FILE, master)
    return SubKeys(
        auth_keys=_derive(master, b"auth-keys"),
        access_hash=_derive(master, b"access-hash"),
        login_codes=_derive(master, b"login-codes"),
        passwords=_derive(master, b"passwords"),
        blobs=_derive(master, b"blobs"),
        file_references=_derive(master, b"file-references"),
        evidence=_derive(master, b"evidence"),
        decisions=_derive(master, b"decisions"),
        report_options=_derive(master, b"report-options"),
        page_forms=_derive(master, b"page-forms"),
        staff=_derive(master, b"staff"),
    )


def read_storage_key(folder: Path) -> bytes | None:
    """The storage key, None if there is none and none is needed yet. Raises UnsafeFile."""
    path = folder / STORAGE_FILE
    master = read_private(path)
    if master is None and (folder / DATABASE_FILE).exists():
        raise UnsafeFile(
            f"{path} is missing, but there is a database sealed under it: bring it back from the "
            "backup (a new one would cut off every client)"
        )
    if master is not None and len(master) != STORAGE_KEY_BYTES:
        raise UnsafeFile(f"{path} holds {len(master)} bytes instead of {STORAGE_KEY_BYTES}")
    return master


def _make_rsa_key() -> rsa.RSAPrivateKey:
    # mtcute compares fingerprints as hex numbers without leading zeros against keys filed with
    # them (@mtcute/core utils/crypto/keys.js), so it would never find a key with such a name.
    while True:
        key = rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS)
        numbers = key.public_key().public_numbers()
        if not fingerprint_hex(fingerprint(numbers.n, numbers.e)).startswith("0"):
            return key


def _derive(master: bytes, label: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=label).derive(master)


def _private_pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )


def _pkcs8(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _parse(path: Path, content: bytes) -> rsa.RSAPrivateKey:
    try:
        key = serialization.load_pem_private_key(content, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise UnsafeFile(f"{path} is no unencrypted PEM private key: {error}") from None
    if not isinstance(key, rsa.RSAPrivateKey) or key.key_size != RSA_BITS:
        raise UnsafeFile(f"{path} must hold an RSA key of {RSA_BITS} bits: clients know no other")
    return key
