"""Signed notes: heads of the log with the log's signature and what witnesses add to it.

https://c2sp.org/signed-note, https://c2sp.org/tlog-checkpoint, https://c2sp.org/tlog-cosignature
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator, Sequence

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from heliograph.safety.log.merkle import HASH_BYTES

ED25519 = 1
"""The kind of a log's signatures."""

COSIGNATURE = 4
"""The kind of a witness's: `cosignature/v1`, with the time."""

NOTE_BYTES_MAX = 16_384
_SIGNATURES_MAX = 64
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
_NAME = re.compile(r"[^\s+]{1,255}")
_KEY_ID_BYTES = 4
_TIME_BYTES = 8
_SIGNATURE_BYTES = 64
_PUBLIC_BYTES = 32


class BadNote(ValueError):
    """No signed note, or none that it should be; the text says why."""


class Checkpoint(msgspec.Struct, frozen=True):
    """A head of a log: whose, over how many leaves, and the root."""

    origin: str
    size: int
    root: bytes

    def body(self) -> str:
        """The text that is signed, with its last newline."""
        return f"{self.origin}\n{self.size}\n{_b64(self.root)}\n"


class Key(msgspec.Struct, frozen=True):
    """Who signs, with what, and which kind of signatures (`ED25519`, `COSIGNATURE`)."""

    name: str
    public: bytes
    kind: int

    @property
    def key_id(self) -> bytes:
        kind = bytes((self.kind,))
        whole = hashlib.sha256(self.name.encode() + b"\n" + kind + self.public)
        return whole.digest()[:_KEY_ID_BYTES]

    def vkey(self) -> str:
        """The key in one word, as verifiers are told it."""
        return f"{self.name}+{self.key_id.hex()}+{_b64(bytes((self.kind,)) + self.public)}"


class Note(msgspec.Struct, frozen=True):
    """A text, the head it says, and the signature lines: name, and key id with signature."""

    body: str
    checkpoint: Checkpoint
    signatures: Sequence[tuple[str, bytes]]


def parse_vkey(said: str) -> Key:
    """A key from its one word. Raises BadNote."""
    name, _, rest = said.partition("+")
    key_id, _, material = rest.partition("+")
    content = _unb64(material)
    if not _NAME.fullmatch(name) or len(content) != 1 + _PUBLIC_BYTES:
        raise BadNote("a verifier key is name+id+key")
    key = Key(name, content[1:], content[0])
    if key.kind not in (ED25519, COSIGNATURE) or key.key_id.hex() != key_id:
        raise BadNote(f"the id of the key of {name} is not of that key")
    return key


def is_name(said: str) -> bool:
    """Whether a signer may have this name."""
    return _NAME.fullmatch(said) is not None


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


def log_key(key: Ed25519PrivateKey) -> Key:
    """The public half of a log's key. The log's name is made from the key: it stays when the
    server moves to another address, and nobody else's log has it."""
    public = public_bytes(key)
    name = f"heliograph-{hashlib.sha256(public).hexdigest()[:16]}/log"
    return Key(name, public, ED25519)


def sign(key: Ed25519PrivateKey, *, size: int, root: bytes) -> str:
    """A head of the log of this key, signed: the text of `/log/checkpoint`."""
    own = log_key(key)
    body = Checkpoint(own.name, size, root).body()
    return f"{body}\n{_line(own, key.sign(body.encode()))}"


def cosign(key: Ed25519PrivateKey, *, name: str, body: str, date: int) -> str:
    """A witness's line under a head, dated (Unix seconds)."""
    own = Key(name, public_bytes(key), COSIGNATURE)
    return _line(own, date.to_bytes(_TIME_BYTES) + key.sign(_witnessed(body, date)))


def parse_note(text: str) -> Note:
    """A signed head, whoever signed it. Raises BadNote."""
    if len(text.encode()) > NOTE_BYTES_MAX:
        raise BadNote("the note is too long")
    body, mark, rest = text.rpartition("\n\n")
    lines = rest.splitlines()
    if not mark or not rest.endswith("\n") or not 1 <= len(lines) <= _SIGNATURES_MAX:
        raise BadNote("a note is a text, an empty line, and lines of signatures")
    body += "\n"
    return Note(body, parse_checkpoint(body), [_signature(line) for line in lines])


def parse_checkpoint(body: str) -> Checkpoint:
    """The head that a text says. Raises BadNote."""
    lines = body.split("\n")
    if len(lines) < 4 or lines[-1] or not lines[0] or not _SIZE.fullmatch(lines[1]):
        raise BadNote("a checkpoint is an origin, a size and a root")
    found = _unb64(lines[2])
    if len(found) != HASH_BYTES or any(not line for line in lines[:-1]):
        raise BadNote("a checkpoint's root has 32 bytes")
    return Checkpoint(lines[0], int(lines[1]), found)


def is_signed(note: Note, key: Key) -> bool:
    """Whether the note bears a good signature of this key, of the key's kind."""
    return any(True for _ in _good_ones(note, key))


def line_of(note: Note, key: Key) -> str:
    """The good signature line of a key, as it stands in the note: another one before it, which
    anybody can put there, is not taken for it. Raises BadNote if it has none."""
    for signature in _good_ones(note, key):
        return f"— {key.name} {_b64(signature)}\n"
    raise BadNote(f"nothing is signed by {key.name}")


def signed_at(note: Note, witness: Key) -> int:
    """When a witness signed the note, by its own clock (Unix seconds). Raises BadNote if it did
    not."""
    for signature in _good_ones(note, witness):
        return _time_of(signature[_KEY_ID_BYTES:])
    raise BadNote(f"nothing is signed by {witness.name}")


def _good_ones(note: Note, key: Key) -> Iterator[bytes]:
    """The good signatures of a key, each with the key's id."""
    for name, signature in note.signatures:
        own = name == key.name and signature[:_KEY_ID_BYTES] == key.key_id
        if own and _is_good(note.body, key, signature[_KEY_ID_BYTES:]):
            yield signature


def _time_of(signature: bytes) -> int:
    return int.from_bytes(signature[:_TIME_BYTES])


def _is_good(body: str, key: Key, signature: bytes) -> bool:
    text = body.encode()
    if key.kind == COSIGNATURE:
        text, signature = _witnessed(body, _time_of(signature)), signature[_TIME_BYTES:]
    if len(signature) != _SIGNATURE_BYTES:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, text)
    except InvalidSignature:
        return False
    return True


def _witnessed(body: str, date: int) -> bytes:
    return f"cosignature/v1\ntime {date}\n{body}".encode()


def _line(key: Key, signature: bytes) -> str:
    return f"— {key.name} {_b64(key.key_id + signature)}\n"


def _signature(line: str) -> tuple[str, bytes]:
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != "—" or not _NAME.fullmatch(parts[1]):
        raise BadNote("a signature line is a dash, a name and a signature")
    signature = _unb64(parts[2])
    if len(signature) <= _KEY_ID_BYTES:
        raise BadNote("a signature has more than its key's id")
    return parts[1], signature


def _b64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _unb64(said: str) -> bytes:
    try:
        return base64.b64decode(said, validate=True)
    except (binascii.Error, ValueError):
        raise BadNote("what should be base64 is not") from None
