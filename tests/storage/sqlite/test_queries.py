"""Every named statement is valid SQL on the newest schema, and read as written."""

import re
from importlib import resources
from pathlib import Path
from typing import Any

import apsw
import pytest

from heliograph.storage.sqlite import queries
from heliograph.storage.sqlite.connection import know_time, machine_now
from heliograph.storage.sqlite.safety.held_numbers import know_numbers
from heliograph.storage.sqlite.search_index import know_words
from heliograph.storage.sqlite.word_hiding import WordHider
from support.empty_store import lay_empty_store

FOLDER = resources.files("heliograph.storage.sqlite") / "queries"
TOPICS = sorted(file.name.removesuffix(".sql") for file in FOLDER.iterdir())
STATEMENTS = [(topic, name) for topic in TOPICS for name in vars(queries.load(topic))]


# What reads a table whole, and why it may.
WHOLE_TABLES = {
    "keys.some_key": "no more than its first row",
    "bots.bots": "the operator asks",
    "channel_erasing.next_erasure": "as many as were deleted just now",
    "code_mails.forget_code_mails": "as many as the operator wrote down",
    "deletion.drop_exports": "they live for minutes",
    "deletion.next_erasure": "as many as were deleted just now",
    "dialogs.every_draft": "once after a restore",
    "listing.next": "as many as were closed just now",
    "kept_of_topics.every_draft": "once after a restore",
    "exports.owned_bots": "as many as the operator made, once in an export",
    "public_log.all_pending": "once after a restore",
    "public_log.attested": "a few a month",
    "withholding.limited": "an index of those alone, mostly of none",
    "public_log.head": "no more than its first row",
    "public_log.pending": "the first so many",
    "public_log.totals": "published as a whole, once for each head",
    "public_log.waiting": "what came within seconds",
    "public_log.witnesses": "as many as the operator trusts",
    "push.accounts": "once at the start",
    "push.unnoted": "once at the start",
    "push.waiting": "once in as many tasks as there was room for",
    "safety_files.blocked_in": "what is kept out, whatever the channel holds",
    "safety_decisions.open_appeals": "the index of those that wait alone",
    "sending.forget_sends": "the first so many",
    "staff.everybody": "as many as decide",
    "staff_acts.acts": "the first so many of an index of what people did",
    "staff_acts.proposals": "the index of those that wait alone",
    "staff.forget_sessions": "a few for each who decides",
    "staff_acts.overtake_of": "the index of those that wait alone",
    "sign_in.forget_codes": "they live for a day",
    "sign_in.forget_invites": "as many as the operator made",
}
SINGLE_ROWS = ("search_progress",)
# Asked for by an operator, and never while others wait.
WHOLE_TOPICS = ("blobs", "community", "due", "integrity", "leap")


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> apsw.Connection:
    """An empty store; nothing is run on it, only explained."""
    path = tmp_path_factory.mktemp("store") / "store.sqlite"
    lay_empty_store(path)
    db = apsw.Connection(str(path))
    know_time(db, machine_now)
    know_words(db, WordHider(bytes(32)))
    know_numbers(db, bytes(32))
    db.execute("ATTACH ':memory:' AS stage")
    db.execute(queries.load("community").make_stage)
    return db


def explained(db: apsw.Connection, statement: str, how: str) -> list[tuple[Any, ...]]:
    """What SQLite says of a statement, with something in the place of each parameter."""
    parameters = {mark for mark in statement.replace("(", " ").split() if mark.startswith("?")}
    count = max((int(mark.strip("?,);+-")) for mark in parameters), default=0)
    named = dict.fromkeys(re.findall(r"[ (]:(\w+)", statement), 0)
    return db.execute(f"{how} {statement}", named or (0,) * count).fetchall()


@pytest.mark.parametrize(("topic", "name"), STATEMENTS)
def test_a_statement_prepares(db: apsw.Connection, topic: str, name: str) -> None:
    statement: str = getattr(queries.load(topic), name)
    assert "--" not in statement
    assert ";" not in statement
    assert explained(db, statement, "EXPLAIN")


def reads_a_table_whole(plan: list[str]) -> bool:
    """Whether a step goes through a table row by row: not a list, an index of words, or a part."""
    parts = {step.split()[1] for step in plan if step.startswith(("CO-ROUTINE", "MATERIALIZE"))}
    scans = [step for step in plan if step.startswith("SCAN ") and "VIRTUAL TABLE" not in step]
    scanned = {step.split()[1] for step in scans if "ROW VALUES" not in step}
    return bool(scanned - parts - {*SINGLE_ROWS, "CONSTANT"})


def test_no_statement_reads_a_table_whole_but_those_that_may(db: apsw.Connection) -> None:
    whole = set()
    for topic, name in STATEMENTS:
        plan = explained(db, getattr(queries.load(topic), name), "EXPLAIN QUERY PLAN")
        if topic not in WHOLE_TOPICS and reads_a_table_whole([step[3] for step in plan]):
            whole.add(f"{topic}.{name}")
    assert whole - WHOLE_TABLES.keys() == set()


def test_unread_statements_are_found(path: Path) -> None:
    """No statement is written that nothing runs."""
    package = Path(queries.__file__).parent
    code = "".join(file.read_text() for file in package.rglob("*.py"))
    # All of some topics are run, one after another.
    whole = ("due", "integrity")
    unused = [name for topic, name in STATEMENTS if f".{name}" not in code and topic not in whole]
    assert unused == []
