"""Binding temporary keys, dropping them, and destroying any key for good."""

from collections.abc import Callable, Collection, Sequence

import apsw

from heliograph.domain.errors import EncryptedMessageInvalid
from heliograph.domain.key_binding import BindContext, BindRequest
from heliograph.storage.sqlite import keys, people, queries, rows

_SQL = queries.load("key_binding")


def bind_temporary_key(
    db: apsw.Connection,
    request: BindRequest,
    decide: Callable[[BindRequest, BindContext], Sequence[int]],
) -> Sequence[int]:
    """See `ports.key_binding_store.KeyBindingOperations.bind_temporary_key`."""
    if not rows.number(db, _SQL.is_permanent, (request.permanent_key_id,)):
        raise EncryptedMessageInvalid
    found = rows.fetch(db, _SQL.temporary_key, (request.temporary_key_id,))
    bound = rows.fetch(db, _SQL.bound_keys, (request.permanent_key_id,))
    context = BindContext(
        is_temporary=bool(found),
        bound_to=found[0][0] if found else None,
        others=tuple(row[0] for row in bound if row[0] != request.temporary_key_id),
    )
    displaced = decide(request, context)
    if context.bound_to is None:
        db.execute(_SQL.drop_keys, (people.as_json(displaced),))
        db.execute(_SQL.bind, (request.temporary_key_id, request.permanent_key_id))
    return displaced


def drop_temporary_keys(
    db: apsw.Connection, permanent_key_id: int, keep: Collection[int]
) -> Sequence[int]:
    dropped = rows.fetch(db, _SQL.drop_bound_keys, (permanent_key_id, people.as_json(keep)))
    return [row[0] for row in dropped]


def destroy_auth_key(db: apsw.Connection, auth_key_id: int) -> Sequence[int]:
    """Forget a key; gives those that lost what they had imported from it."""
    ended = keys.end_authorization_of_key(db, auth_key_id)
    db.execute(_SQL.destroy_key, (auth_key_id,))
    return [one for one in ended if one != auth_key_id]


def forget_expired(db: apsw.Connection, *, before: int, at_most: int) -> None:
    """Drop temporary keys whose time was over before a Unix time."""
    db.execute(_SQL.forget_expired, (before, at_most))
