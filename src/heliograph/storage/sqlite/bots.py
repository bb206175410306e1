"""Bots, their tokens and their commands."""

from collections.abc import Callable, Sequence

import apsw
import msgspec
from msgspec.structs import replace

from heliograph.domain.authorizations import Authorization
from heliograph.domain.bots import Bot, BotCommand, BotEntry, BotInfo, NewBot
from heliograph.domain.errors import LimitInvalid, UserIdInvalid
from heliograph.domain.people import Account, Seen
from heliograph.domain.usernames import change_editable
from heliograph.storage.sqlite import keys, people, queries, rows, sign_in

_SQL = queries.load("bots")

_SCOPES_MAX = 200
"""Scopes and languages that one bot may have commands for."""

_decode = msgspec.json.Decoder(tuple[BotCommand, ...]).decode


def add_bot(
    db: apsw.Connection,
    new: NewBot,
    token_mac: Callable[[int], bytes],
    decide: Callable[[str, int | None], None],
) -> Account:
    """See `ports.bot_store.BotOperations.add_bot`."""
    decide(new.username, people.username_holder(db, new.username))
    if new.owner_id is not None:
        people.known_account(db, new.owner_id).check_enabled()
    account = sign_in.add_bot_account(db, name=new.name, date=new.date)
    db.execute(_SQL.add_bot, (account.id, new.owner_id, token_mac(account.id)))
    if new.owner_id is not None:
        # A bot stands under what its owner stands under, also one that is made meanwhile.
        db.execute(_SQL.hold_as_owner, (account.id, new.owner_id))
    return people.write_usernames(db, change_editable(account, new.username))


def bots(db: apsw.Connection) -> Sequence[tuple[Bot, Account]]:
    found = [_bot(row) for row in rows.fetch(db, _SQL.bots, ())]
    return [(bot, people.known_account(db, bot.account_id)) for bot in found]


def replace_token(db: apsw.Connection, account_id: int, token_mac: bytes) -> Sequence[int]:
    if _find(db, account_id) is None:
        raise UserIdInvalid
    db.execute(_SQL.replace_token, (account_id, token_mac))
    return keys.end_all_authorizations(db, account_id)


def let_bot_in(
    db: apsw.Connection,
    entry: BotEntry,
    decide: Callable[[BotEntry, Bot | None, Account | None], None],
) -> Authorization:
    decide(entry, _find(db, entry.account_id), people.account(db, entry.account_id))
    return keys.let_in(db, entry, entry.account_id, accepted=True)


def set_bot_commands(
    db: apsw.Connection,
    account_id: int,
    *,
    scope: str,
    language: str,
    commands: Sequence[BotCommand],
) -> None:
    where = (account_id, scope, language)
    if not commands:
        db.execute(_SQL.drop_commands, where)
        return
    if rows.number(db, _SQL.count_commands, (account_id,)) >= _SCOPES_MAX:
        raise LimitInvalid
    db.execute(_SQL.set_commands, (*where, msgspec.json.encode(commands)))


def bot_commands(
    db: apsw.Connection, account_id: int, *, scope: str, language: str
) -> tuple[BotCommand, ...]:
    found = rows.fetch(db, _SQL.commands, (account_id, scope, language))
    return _decode(found[0][0]) if found else ()


def set_bot_description(db: apsw.Connection, account_id: int, description: str) -> None:
    db.execute(_SQL.set_description, (account_id, description))


def bot_info(
    db: apsw.Connection, account_id: int, *, scopes: Sequence[str], language: str
) -> BotInfo:
    bot = _find(db, account_id)
    places = ((scope, spoken) for scope in scopes for spoken in (language, ""))
    offered = (bot_commands(db, account_id, scope=s, language=lang) for s, lang in places)
    return BotInfo(
        account_id=account_id,
        description=bot.description if bot else "",
        commands=next(filter(None, offered), ()),
    )


def set_bot_hearing(
    db: apsw.Connection, account_id: int, *, hears_all: bool | None, stays_out: bool | None
) -> Account:
    """See `ports.bot_store.BotOperations.set_bot_hearing`."""
    if _find(db, account_id) is None:
        raise UserIdInvalid
    bot = people.known_account(db, account_id)
    hears = bot.hears_all if hears_all is None else hears_all
    out = bot.stays_out if stays_out is None else stays_out
    bits = rows.HEARS_ALL * hears | rows.STAYS_OUT * out
    db.execute(_SQL.set_flags, (account_id, bits))
    return replace(bot, hears_all=hears, stays_out=out)


def owned(db: apsw.Connection, owner_id: int, at_most: int) -> Sequence[Seen]:
    """See `ports.bot_store.BotOperations.owned_bots`."""
    found = [row[0] for row in rows.fetch(db, _SQL.owned, (owner_id, at_most))]
    return people.seen(db, owner_id, found)


def met(db: apsw.Connection, owner_id: int, account_ids: Sequence[int]) -> frozenset[int]:
    found = rows.fetch(db, _SQL.met, (owner_id, people.as_json(account_ids)))
    return frozenset(row[0] for row in found)


def _find(db: apsw.Connection, account_id: int) -> Bot | None:
    found = rows.fetch(db, _SQL.bot, (account_id,))
    return _bot(found[0]) if found else None


def _bot(row: rows.Row) -> Bot:
    return Bot(
        account_id=row[0],
        owner_id=row[1],
        token_mac=row[2],
        former_mac=row[3],
        description=row[4],
    )
