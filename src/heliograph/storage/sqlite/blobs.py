"""Records kept whole inside a row: a version byte, then MessagePack."""

import msgspec

from heliograph.domain.authorizations import ClientInfo
from heliograph.domain.entities import Entity

_VERSION = b"\x01"

_encode = msgspec.msgpack.Encoder().encode
_entities = msgspec.msgpack.Decoder(tuple[Entity, ...])
_client = msgspec.msgpack.Decoder(ClientInfo)
_ids = msgspec.msgpack.Decoder(tuple[int, ...])


class UnknownBlob(ValueError):
    """A blob's version byte is none this program has written."""


def pack_entities(entities: tuple[Entity, ...]) -> bytes | None:
    """None for no entities, as most messages have none."""
    return _VERSION + _encode(entities) if entities else None


def unpack_entities(blob: bytes | None) -> tuple[Entity, ...]:
    return _entities.decode(_content(blob)) if blob else ()


def pack_client(client: ClientInfo) -> bytes:
    return _VERSION + _encode(client)


def unpack_client(blob: bytes | None) -> ClientInfo | None:
    return _client.decode(_content(blob)) if blob else None


def pack_ids(ids: tuple[int, ...]) -> bytes:
    return _VERSION + _encode(ids)


def unpack_ids(blob: bytes) -> tuple[int, ...]:
    return _ids.decode(_content(blob))


def _content(blob: bytes) -> memoryview:
    if blob[:1] != _VERSION:
        raise UnknownBlob(f"blob version {blob[0]}")
    return memoryview(blob)[1:]
