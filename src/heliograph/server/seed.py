"""Accounts with ready auth keys for load tests, in the form that load drivers read."""

import asyncio
import secrets
from collections.abc import Callable, Collection, Sequence
from typing import Any

from heliograph.actions.app import App
from heliograph.config import ConfigError, Settings
from heliograph.domain.access import AccessHasher
from heliograph.domain.authorizations import AuthKeyRecord, ClientInfo
from heliograph.domain.people import Account
from heliograph.domain.sign_in import SignUp, SignUpContext
from heliograph.mtproto.envelope import AUTH_KEY_BYTES, AuthSecret
from heliograph.server.clock import SystemClock
from heliograph.server.community import Community, Shape
from heliograph.server.keys import DATABASE_FILE, load_sub_keys
from heliograph.server.lock import FolderLock
from heliograph.server.offline import offline_app
from heliograph.server.seed_groups import make_groups
from heliograph.storage.sqlite.community import Content, Person, Written, fill
from heliograph.tl.layers import NEWEST

_AT_ONCE = 1_000
"""Accounts made side by side: enough to fill the writer's batches."""

_STAR = 300
"""The user who is also given everybody's access hash, for a driver with one busy sender."""

_BUSIEST = 10
"""The busiest of a community are the last of those with keys."""

_HISTORY_S = 2 * 365 * 86_400
"""How long a made-up community has been writing."""

_HOME_DC = 2
_PHONE_PREFIX = "888"
_OTHERS_PREFIX = "889"


async def seed_accounts(
    settings: Settings, users: int, *, groups: Sequence[int] = (), locked: Callable[[], None]
) -> dict[str, Any]:
    """Make `users` accounts, each signed in with a key of its own, and groups of the first of them.

    Gives `users` ([user_id, auth_key_id, auth_key_hex] each), `pairs` (by index i, the access hash
    of user i^1 for user i), `dm300`, and what `make_groups` gives. `locked` is called when the
    folder is this process's own, before any account is made. Raises ConfigError off loopback,
    FolderInUse.
    """
    if settings.limits_profile != "bench":
        raise ConfigError('seeding needs limits = "bench"')
    if any(not 2 <= size <= users for size in groups):
        raise ConfigError(f"groups have 2 to {users} members: no more than there are users")
    # Random, so that a folder may be seeded more than once.
    series = f"{_PHONE_PREFIX}{secrets.randbelow(10**4):04d}"
    made: list[tuple[int, AuthSecret]] = []
    async with offline_app(settings) as (app, _, _):
        locked()
        for start in range(0, users, _AT_ONCE):
            numbers = range(start, min(start + _AT_ONCE, users))
            made += await asyncio.gather(*(_make(app, series, number) for number in numbers))
        ids = [account_id for account_id, _ in made]
        access = AccessHasher(load_sub_keys(settings.folder).access_hash)
        together = await make_groups(app, ids, groups, access)
    return {
        "users": [[account_id, key.key_id, key.key.hex()] for account_id, key in made],
        "pairs": {
            i: access.of_user(ids[i], ids[i ^ 1]) for i in range(len(ids)) if i ^ 1 < len(ids)
        },
        "dm300": {
            j: access.of_user(ids[_STAR], ids[j]) for j in range(len(ids)) if len(ids) > _STAR
        },
        **together,
    }


async def seed_community(
    settings: Settings, users: int, shape: Shape, *, locked: Callable[[], None]
) -> dict[str, Any]:
    """As `seed_accounts`, and a community around them with its messages, indexed.

    `busy` are the busiest with keys, each with the dialog in which they write most: `index` in
    `users`, `peer_id`, `access_hash`. Raises ConfigError too if the folder has accounts already.
    """
    store = settings.folder / DATABASE_FILE
    if store.exists():
        raise ConfigError(f"{settings.folder} has a store already: a community needs a new folder")
    if users < _BUSIEST:
        raise ConfigError(f"a community needs at least {_BUSIEST} users with keys")
    made = await seed_accounts(settings, users, locked=locked)
    keyed = [user[0] for user in made["users"]]
    community = Community(shape)
    ids = _ids(keyed, people=max(shape.accounts, users))
    keys = load_sub_keys(settings.folder)
    lock = FolderLock(settings.folder)
    lock.acquire()
    try:
        content = _content(community, ids, keyed=set(keyed), now=SystemClock().now())
        fill(store, content, key_secret=keys.auth_keys)
    finally:
        lock.release()
    access = AccessHasher(keys.access_hash)
    busiest = min(_BUSIEST, sum(count for count, _ in shape.busy))
    favourites = {one: other for one, other in reversed(community.chats) if one < busiest}
    made["busy"] = [
        {
            "index": keyed.index(ids[person]),
            "peer_id": ids[peer],
            "access_hash": access.of_user(ids[person], ids[peer]),
        }
        for person, peer in sorted(favourites.items())
    ]
    return made


def _ids(keyed: Sequence[int], *, people: int) -> list[int]:
    """The accounts of a community's people: the busiest have keys, and so have ordinary ones."""
    others = range(max(keyed) + 1, max(keyed) + 1 + people - len(keyed))
    return [*keyed[-_BUSIEST:], *others, *keyed[:-_BUSIEST]]


def _content(community: Community, ids: list[int], *, keyed: Collection[int], now: int) -> Content:
    chats = [(ids[one], ids[other]) for one, other in community.chats]
    return Content(
        people=[
            Person(
                account_id=account_id,
                phone=f"{_OTHERS_PREFIX}{person:08d}",
                first_name=f"Person {person}",
                username=f"person_{person}" if person % 2 else None,
                # A load driver's people must be able to write to each other.
                privacy=None if account_id in keyed else community.privacy(person, ids),
            )
            for person, account_id in enumerate(ids)
        ],
        contacts=(pair for i, pair in enumerate(chats) if community.is_contact(i)),
        blocks=(pair for i, pair in enumerate(chats) if community.is_blocked(i)),
        messages=(
            Written(
                sender_id=ids[one],
                recipient_id=ids[other],
                text=text,
                link=text.index(" ") if linked else 0,
            )
            for one, other, text, linked in community.messages()
        ),
        count=community.shape.messages,
        begin=now - _HISTORY_S,
        end=now,
    )


async def _make(app: App, series: str, number: int) -> tuple[int, AuthSecret]:
    key = AuthSecret(secrets.token_bytes(AUTH_KEY_BYTES))
    now = app.clock.now()
    await app.store.save_auth_key(
        AuthKeyRecord(auth_key_id=key.key_id, secret=key.key, dc=_HOME_DC, created=now)
    )
    signed = await app.store.sign_up(
        SignUp(
            phone=f"{series}{number:07d}",
            code_hash="",
            first_name=f"Seed {number}",
            last_name="",
            auth_key_id=key.key_id,
            address="127.0.0.1",
            client=ClientInfo(layer=NEWEST, device_model="seed"),
            authorization_hash=app.random.below(2**63 - 1) + 1,
            date=now,
        ),
        decide=_without_code,
    )
    if signed.account is None:
        raise ConfigError(f"account {number} could not be made")
    return signed.account.id, key


def _without_code(request: SignUp, context: SignUpContext) -> Account | None:
    """The operator vouches for the number; what exists is left alone."""
    return context.account
