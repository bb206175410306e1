"""Every named statement is valid SQL on the newest schema, and read as written."""

import re
from importlib import resources
from pathlib import Path

import apsw
import pytest

from heliograph.storage.sqlite import queries
from heliograph.storage.sqlite.connection import know_time, machine_now
from heliograph.storage.sqlite.migrate import migrate
from heliograph.storage.sqlite.search_index import know_words
from heliograph.storage.sqlite.word_hiding import WordHider

FOLDER = resources.files("heliograph.storage.sqlite") / "queries"
TOPICS = sorted(file.name.removesuffix(".sql") for file in FOLDER.iterdir())
STATEMENTS = [(topic, name) for topic in TOPICS for name in vars(queries.load(topic))]


@pytest.mark.parametrize(("topic", "name"), STATEMENTS)
def test_a_statement_prepares(path: Path, topic: str, name: str) -> None:
    db = apsw.Connection(str(path))
    migrate(db, backup_folder=None)
    know_time(db, machine_now)
    know_words(db, WordHider(bytes(32)))
    db.execute("ATTACH ':memory:' AS stage")
    db.execute(queries.load("community").make_stage)
    statement: str = getattr(queries.load(topic), name)
    assert "--" not in statement
    assert ";" not in statement
    parameters = {mark for mark in statement.replace("(", " ").split() if mark.startswith("?")}
    count = max((int(mark.strip("?,);+-")) for mark in parameters), default=0)
    named = dict.fromkeys(re.findall(r"[ (]:(\w+)", statement), 0)
    assert db.execute("EXPLAIN " + statement, named or (0,) * count).fetchall()


def test_unread_statements_are_found(path: Path) -> None:
    """No statement is written that nothing runs."""
    package = Path(queries.__file__).parent
    code = "".join(file.read_text() for file in package.glob("*.py"))
    # All of some topics are run, one after another.
    whole = ("due", "integrity")
    unused = [name for topic, name in STATEMENTS if f".{name}" not in code and topic not in whole]
    assert unused == []
