"""Every table that says whose its rows are says what becomes of them when an account ends."""

import re

import apsw

from heliograph.storage.sqlite import queries

OWNERS = {"account_id", "owner_id"}

NOT_AT_ONCE = {
    "audit": "says whom the operator read, by an id that is a deleted account's then",
    "authorizations": "ended with their keys",
    "mailboxes": "emptied step by step",
    "contact_photos": "go with the contacts",
    "copies": "taken out step by step",
    "saved_copies": "go with the copies",
    "kept_bodies": "go with the copies",
    "pinned_messages": "go with the copies",
    "unread_mentions": "go with the copies",
    "unread_reactions": "go with the copies",
    "chat_members": "say that they left, so that what they wrote has a writer who was there",
    "media_use": "counts the files",
    "files": "go with the last message that shows them, others' too",
    "scheduled_files": "go with the scheduled messages",
    "threads": "are of groups, whose peer the owner is",
    "thread_messages": "as the threads",
    "bot_queue": "forgotten within a day, fetched or not",
    "bots": "a bot is no person, and its owner's id becomes a deleted account's",
    "bot_commands": "as the bot",
    "poll_votes": "count where they were cast, as messages stay where they were sent",
    "push_devices": "ended with their authorizations",
}


def test_what_is_an_accounts_goes_with_it(connection: apsw.Connection) -> None:
    tables = [
        row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    ]
    owned = {
        table
        for table in tables
        if OWNERS & {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
    }
    statements = " ".join(vars(queries.load("deletion")).values())
    dropped = set(re.findall(r"DELETE FROM (\w+)", statements))
    assert owned - dropped == NOT_AT_ONCE.keys()
