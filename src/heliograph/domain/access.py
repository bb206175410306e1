"""Access hashes: what proves that a viewer was shown an object, without a table of who saw what.

https://core.telegram.org/api/peers
"""

import hashlib
import hmac
import struct

from heliograph.domain.file_references import FileReferences

# Domain separation between the kinds of objects that have access hashes.
_USER = 1
_ENCRYPTED_CHAT = 2
_CHANNEL = 3
_CONTACT_TOKEN = 4

_SUBJECT = struct.Struct("<Bqq")
_HASH = struct.Struct("<q")


class AccessHasher:
    """Makes and checks the signed 64-bit access hash of an object for one viewer.

    The hash is a keyed BLAKE2b over viewer, kind and id: the same object has another hash for
    every viewer, and nobody can make one without having been shown the object. Files are the same
    for everybody: what proves that somebody was shown one are its `files` references.
    """

    __slots__ = ("_keyed", "files")

    def __init__(self, key: bytes, *, files: FileReferences | None = None) -> None:
        self._keyed = hashlib.blake2b(key=key, digest_size=_HASH.size)
        # Without a clock, for whoever shows people alone, no reference is ever good.
        self.files = files or FileReferences(key, now=int, lifetime_s=0)

    def of_user(self, viewer_id: int, user_id: int) -> int:
        """The access hash of `user_id` for `viewer_id`."""
        made: int = _HASH.unpack(self._digest(_USER, viewer_id, user_id))[0]
        return made

    def may_use_user(self, viewer_id: int, user_id: int, access_hash: int) -> bool:
        """Whether `viewer_id` was given this hash for `user_id`; takes constant time."""
        expected = self._digest(_USER, viewer_id, user_id)
        return hmac.compare_digest(expected, _HASH.pack(access_hash))

    def of_channel(self, viewer_id: int, channel_id: int) -> int:
        """The access hash of a supergroup or channel for `viewer_id`."""
        made: int = _HASH.unpack(self._digest(_CHANNEL, viewer_id, channel_id))[0]
        return made

    def may_use_channel(self, viewer_id: int, channel_id: int, access_hash: int) -> bool:
        """Whether `viewer_id` was given this hash for the channel; takes constant time."""
        expected = self._digest(_CHANNEL, viewer_id, channel_id)
        return hmac.compare_digest(expected, _HASH.pack(access_hash))

    def of_encrypted_chat(self, viewer_id: int, chat_id: int) -> int:
        """The access hash of an end-to-end chat for one of its two sides."""
        made: int = _HASH.unpack(self._digest(_ENCRYPTED_CHAT, viewer_id, chat_id))[0]
        return made

    def may_use_encrypted_chat(self, viewer_id: int, chat_id: int, access_hash: int) -> bool:
        """Whether `viewer_id` was given this hash for the chat; takes constant time."""
        expected = self._digest(_ENCRYPTED_CHAT, viewer_id, chat_id)
        return hmac.compare_digest(expected, _HASH.pack(access_hash))

    def of_contact_token(self, account_id: int, expires: int) -> int:
        """What proves that an account gave a link to itself until then."""
        made: int = _HASH.unpack(self._digest(_CONTACT_TOKEN, account_id, expires))[0]
        return made

    def may_use_contact_token(self, account_id: int, expires: int, proof: int) -> bool:
        """Whether the account gave such a link; takes constant time."""
        expected = self._digest(_CONTACT_TOKEN, account_id, expires)
        return hmac.compare_digest(expected, _HASH.pack(proof))

    def _digest(self, kind: int, viewer_id: int, object_id: int) -> bytes:
        keyed = self._keyed.copy()
        keyed.update(_SUBJECT.pack(kind, viewer_id, object_id))
        return keyed.digest()
