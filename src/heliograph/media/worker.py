"""The process that makes pictures: one job after the other by a socket, nothing else in reach."""

import os
import socket
import sys
from collections.abc import Callable
from typing import BinaryIO, Literal, cast

import msgspec

from heliograph.media import pictures
from heliograph.media.confinement import (
    end_with_parent,
    leave_files,
    leave_network_and_processes,
    limit,
)
from heliograph.ports.probe import MadePhoto, Seen

Kind = Literal["photo", "profile_photo", "thumbnail", "document"]
_NICE = 5
LENGTH_BYTES = 4
"""How an answer begins: with how long the rest of it is."""


class Failed(msgspec.Struct, frozen=True, tag="failed"):
    """Why nothing was made: a token that clients know."""

    token: str


class PhotoMade(msgspec.Struct, frozen=True, tag="photo"):
    """What came of a photo."""

    photo: MadePhoto


class DocumentSeen(msgspec.Struct, frozen=True, tag="document"):
    """What came of a picture that was sent as a file."""

    seen: Seen


Answer = Failed | PhotoMade | DocumentSeen
_MAKERS: dict[str, Callable[..., MadePhoto]] = {
    "photo": pictures.photo,
    "profile_photo": pictures.profile_photo,
    "thumbnail": pictures.thumbnail,
}


def make(kind: Kind, source: BinaryIO, *, pixels_max: int) -> Answer:
    """Do one job; never raises for what a file holds."""
    try:
        if kind == "document":
            return DocumentSeen(pictures.document(source, pixels_max=pixels_max))
        return PhotoMade(_MAKERS[kind](source, pixels_max=pixels_max))
    except pictures.BadPicture as bad:
        return Failed(str(bad))
    except (Exception, MemoryError):
        # A stranger's file can break a decoder in ways nobody has listed.
        return Failed("IMAGE_PROCESS_FAILED")


def serve(jobs: socket.socket, *, pixels_max: int) -> None:
    """Take jobs until the other end is closed: a kind, and the open file beside it."""
    encode = msgspec.msgpack.Encoder().encode
    while True:
        kind, descriptors, _, _ = socket.recv_fds(jobs, 64, 1)
        if not kind or not descriptors:
            return
        with os.fdopen(descriptors[0], "rb") as source:
            made = make(cast(Kind, kind.decode()), source, pixels_max=pixels_max)
        answer = encode(made)
        jobs.sendall(len(answer).to_bytes(LENGTH_BYTES) + answer)


def main(arguments: list[str]) -> None:
    """The descriptor of the socket, bytes of memory, and how many pixels may be looked at."""
    descriptor, memory_bytes, pixels_max = map(int, arguments)
    end_with_parent()
    os.nice(_NICE)
    pictures.load_decoders()
    limit(memory_bytes=memory_bytes, cpu_s=None, written_bytes=0)
    leave_files()
    leave_network_and_processes()
    with socket.socket(fileno=descriptor) as jobs:
        serve(jobs, pixels_max=pixels_max)


if __name__ == "__main__":
    main(sys.argv[1:])
