"""The commands that only look: config, methods, doctor."""

import contextlib
import json
import re
import shutil
from pathlib import Path
from typing import Any

import apsw

from heliograph.config import rows

FIXTURES = Path(__file__).parents[1] / "storage" / "fixtures"


def test_config_lists_every_setting_and_limit_with_its_reason(heliograph: Any) -> None:
    shown = heliograph("config")
    assert shown.returncode == 0
    lacking = [row.name for row in rows() if row.name not in shown.stdout]
    assert lacking == []
    assert all(row.reason in shown.stdout and row.unit in shown.stdout for row in rows())


def test_config_shows_the_values_in_force(heliograph: Any) -> None:
    shown = heliograph("config", "--json", HELIOGRAPH_HTTP="127.0.0.1:1")
    found = {row["name"]: row for row in json.loads(shown.stdout)}
    assert found["http"]["value"] == "127.0.0.1:1"
    assert found["http"]["default"] == "127.0.0.1:8080"
    assert found["code_lifetime_s"]["unit"] == "s"


def test_methods_counts_what_is_there_against_the_api(heliograph: Any) -> None:
    listed = json.loads(heliograph("methods", "--json").stdout)
    present = {method["name"] for method in listed if method["present"]}
    assert len(listed) == 813
    assert {"messages.sendMessage", "auth.sendCode", "invokeWithLayer"} <= present
    summary = heliograph("methods").stdout
    counted = [int(number) for number in re.findall(r"(\d+) (?:real|fixed)", summary)]
    assert sum(counted) == len(present)
    assert re.fullmatch(r"tier 1: \d+ real, \d+ fixed of 130", summary.splitlines()[0])
    assert "messages.sendMessage" not in heliograph("methods", "--lacking").stdout


def test_doctor_finds_nothing_bad_on_a_fresh_machine(heliograph: Any, folder: Path) -> None:
    looked = heliograph("doctor", "--data-dir", folder)
    assert looked.returncode == 0, looked.stdout
    assert "does not exist yet" in looked.stdout
    assert not folder.exists()


def findings(heliograph: Any, folder: Path, *flags: str) -> dict[str, dict[str, str]]:
    looked = heliograph("doctor", "--json", "--data-dir", folder, *flags)
    found = {finding["subject"]: finding for finding in json.loads(looked.stdout)}
    bad = any(finding["level"] == "bad" for finding in found.values())
    assert looked.returncode == int(bad)
    return found


def test_doctor_explains_a_running_server(heliograph: Any, servers: Any) -> None:
    server = servers.start("--codes", f"file:{servers.folder}-codes")
    found = findings(heliograph, servers.folder, "--store")
    assert found["store"]["level"] == "ok"
    assert server.ready["mtproto"] in found["server"]["text"]
    assert found["login codes"]["level"] == "ok"


def test_doctor_names_codes_that_go_nowhere_and_open_keys(heliograph: Any, servers: Any) -> None:
    assert servers.start().ready
    (servers.folder / "storage.key").chmod(0o640)
    found = findings(heliograph, servers.folder)
    assert found["login codes"]["level"] == "bad"
    assert "--codes file:PATH" in found["login codes"]["remedy"]
    assert found["storage.key"]["level"] == "bad"
    assert "chmod 600" in found["storage.key"]["text"]


def test_doctor_looks_at_a_folder_nobody_serves(heliograph: Any, servers: Any) -> None:
    servers.start().stop()
    found = findings(heliograph, servers.folder, "--store")
    assert found["store"]["level"] == "ok"
    assert found["server"]["level"] == "note"
    assert {finding["level"] for finding in found.values()} <= {"ok", "note"}


def test_doctor_leaves_an_empty_folder_empty(heliograph: Any, folder: Path) -> None:
    folder.mkdir(mode=0o700)
    found = findings(heliograph, folder, "--store")
    assert found["server"]["text"] == "none runs in this folder"
    assert "no database" in found["store"]["text"]
    assert list(folder.iterdir()) == []


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


def test_doctor_leaves_a_database_of_an_older_schema_as_it_is(
    heliograph: Any, folder: Path
) -> None:
    folder.mkdir(mode=0o700)
    shutil.copy(FIXTURES / "schema-1.sqlite", folder / "heliograph.db")
    before = contents(folder)
    found = findings(heliograph, folder, "--store")
    assert (found["database"]["level"], "schema 1" in found["database"]["text"]) == ("note", True)
    assert (found["store"]["level"], "newest schema alone" in found["store"]["text"]) == (
        "ok",
        True,
    )
    assert contents(folder) == before


def test_doctor_reads_the_log_of_a_killed_server_and_leaves_it(
    heliograph: Any, servers: Any
) -> None:
    server = servers.start()
    made = heliograph("user", "add", "--data-dir", servers.folder, "15550100001", "Alice")
    assert made.returncode == 0
    server.process.kill()
    server.process.wait()
    before = contents(servers.folder)
    assert before["heliograph.db-wal"]
    assert findings(heliograph, servers.folder, "--store")["store"]["level"] == "ok"
    after = contents(servers.folder)
    # SQLite's index of the log: made anew at will, and never trusted after a crash.
    assert {**after, "heliograph.db-shm": b""} == {**before, "heliograph.db-shm": b""}


def test_doctor_finds_a_damaged_store(heliograph: Any, servers: Any) -> None:
    servers.start().stop()
    with contextlib.closing(apsw.Connection(str(servers.folder / "heliograph.db"))) as database:
        database.execute("DELETE FROM mailboxes WHERE account_id = 777000")
    store = findings(heliograph, servers.folder, "--store")["store"]
    assert store["level"] == "bad"
    assert "account without mailbox" in store["text"]
    (servers.folder / "heliograph.db").write_bytes(b"not a database, but long enough" * 200)
    store = findings(heliograph, servers.folder, "--store")["store"]
    assert (store["level"], "heliograph.db" in store["text"]) == ("bad", True)
