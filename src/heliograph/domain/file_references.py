"""References to files: what proves that an account was shown a file, and not too long ago.

They survive restarts, name nobody, and are withdrawn by raising the file's generation.

https://core.telegram.org/api/file_reference
"""

import hashlib
import hmac
import struct
from collections.abc import Callable

from heliograph.domain import errors
from heliograph.domain.files import AnyFile

_SENT_ON = 1
_FETCHED_ALONE = 2
_HEAD = struct.Struct("<BII")
_SUBJECT = struct.Struct("<BIIqq")
_MAC_BYTES = 12

ROUNDED_S = 3_600
"""The same reference is given for an hour: clients save a message anew that comes with another."""


class FileReferences:
    """Makes and judges references; `now` is domain time, they are good for `lifetime_s` seconds."""

    __slots__ = ("_keyed", "_lifetime_s", "_now")

    def __init__(self, key: bytes, *, now: Callable[[], int], lifetime_s: int) -> None:
        self._keyed = hashlib.blake2b(key=key, digest_size=_MAC_BYTES, person=b"file-reference")
        self._now = now
        self._lifetime_s = lifetime_s

    def issue(self, viewer_id: int, file: AnyFile, *, sent_on: bool = True) -> bytes:
        """The reference by which `viewer_id` may fetch the file, and send it on unless told not."""
        version = _SENT_ON if sent_on else _FETCHED_ALONE
        issued = self._now() // ROUNDED_S * ROUNDED_S
        mac = self._mac(version, issued, file.generation, file.id, viewer_id)
        return _HEAD.pack(version, issued, file.generation) + mac

    def check(
        self, viewer_id: int, file: AnyFile, reference: bytes, *, sent_on: bool = False
    ) -> None:
        """Raise unless it is one that `viewer_id` was given for the file, and still good.

        FILE_REFERENCE_EMPTY, FILE_REFERENCE_INVALID, or FILE_REFERENCE_EXPIRED, at which clients
        ask for the message anew. `file` is the file as it stands now; `sent_on` that the viewer is
        about to send it on. Takes constant time.
        """
        if not reference:
            raise errors.FileReferenceEmpty
        if len(reference) != _HEAD.size + _MAC_BYTES:
            raise errors.FileReferenceInvalid
        version, issued, generation = _HEAD.unpack_from(reference)
        expected = self._mac(version, issued, generation, file.id, viewer_id)
        good = (_SENT_ON,) if sent_on else (_SENT_ON, _FETCHED_ALONE)
        if not hmac.compare_digest(expected, reference[_HEAD.size :]) or version not in good:
            raise errors.FileReferenceInvalid
        if generation != file.generation or self._now() >= issued + self._lifetime_s:
            raise errors.FileReferenceExpired

    def _mac(
        self, version: int, issued: int, generation: int, file_id: int, viewer_id: int
    ) -> bytes:
        keyed = self._keyed.copy()
        keyed.update(_SUBJECT.pack(version, issued, generation, file_id, viewer_id))
        return keyed.digest()
