"""Seeded accounts: ready keys, bench limits, and loopback alone."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import apsw
import pytest

from heliograph.domain.access import AccessHasher
from heliograph.domain.people import FIRST_ACCOUNT_ID
from heliograph.domain.search import Mark, SearchQuery
from heliograph.domain.words import sought_in
from heliograph.mtproto.envelope import AuthSecret
from heliograph.server.community import COMMUNITY, Community
from heliograph.server.keys import load_sub_keys
from heliograph.storage.sqlite import searching
from heliograph.storage.sqlite.connection import know_time, machine_now
from heliograph.storage.sqlite.unserved import look
from heliograph.storage.sqlite.word_hiding import WordHider


def test_seeded_folder_has_accounts_keys_and_bench_limits(
    heliograph: Any, servers: Any, tmp_path: Path
) -> None:
    out = tmp_path / "accounts.json"
    seed = ("dev", "seed", "--data-dir", servers.folder, "--users", 302, "--out", out)
    made = heliograph(*seed)
    assert made.returncode == 0, made.stderr
    assert out.stat().st_mode & 0o777 == 0o600
    accounts = json.loads(out.read_text())
    assert len(accounts["users"]) == len({user[0] for user in accounts["users"]}) == 302
    for user_id, auth_key_id, key in accounts["users"]:
        assert user_id > 0
        assert AuthSecret(bytes.fromhex(key)).key_id == auth_key_id
    access = AccessHasher(load_sub_keys(servers.folder).access_hash)
    first, second = accounts["users"][0][0], accounts["users"][1][0]
    assert access.may_use_user(first, second, accounts["pairs"]["0"])
    assert access.may_use_user(second, first, accounts["pairs"]["1"])
    assert access.may_use_user(accounts["users"][300][0], first, accounts["dm300"]["0"])
    assert accounts["groups"] == accounts["chats"] == {}
    assert servers.start().ready["limits"] == "bench"


def test_groups_of_the_first_accounts_are_made(
    heliograph: Any, folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "accounts.json"
    seed = ("dev", "seed", "--data-dir", folder, "--users", 5, "--out", out, "--groups")
    for wrong in ("6", "1", "a few"):
        assert heliograph(*seed, wrong).returncode == 2
    assert heliograph(*seed, "2,4").returncode == 0
    accounts = json.loads(out.read_text())
    ids = [user[0] for user in accounts["users"]]
    connection = apsw.Connection(str(folder / "heliograph.db"), flags=apsw.SQLITE_OPEN_READONLY)
    access = AccessHasher(load_sub_keys(folder).access_hash)
    for size in (2, 4):
        group, chat_id = accounts["groups"][str(size)], accounts["chats"][str(size)]
        assert access.may_use_channel(ids[0], group["id"], group["hash"])
        for members, place in (
            ("SELECT account_id FROM chat_members WHERE chat_id = ?", chat_id),
            ("SELECT account_id FROM channel_members WHERE channel_id = ?", group["id"]),
        ):
            found = connection.execute(members, (place,)).fetchall()
            assert sorted(row[0] for row in found) == sorted(ids[:size])


def test_other_settings_of_the_folder_stay(heliograph: Any, folder: Path, tmp_path: Path) -> None:
    folder.mkdir()
    (folder / "heliograph.toml").write_text('limits = "default"\nlog_level = "error"\n')
    out = tmp_path / "accounts.json"
    heliograph("dev", "seed", "--data-dir", folder, "--users", 2, "--out", out)
    assert (folder / "heliograph.toml").read_text() == 'limits = "bench"\nlog_level = "error"\n'
    assert json.loads(out.read_text())["dm300"] == {}


def test_seeding_is_refused_off_loopback(heliograph: Any, folder: Path, tmp_path: Path) -> None:
    folder.mkdir()
    (folder / "heliograph.toml").write_text('advertise = "192.0.2.1:443"\n')
    out = tmp_path / "accounts.json"
    refused = heliograph("dev", "seed", "--data-dir", folder, "--users", 2, "--out", out)
    assert refused.returncode == 2
    assert "loopback" in refused.stderr
    assert not out.exists()
    assert not (folder / "heliograph.db").exists()


def test_seeded_server_does_not_start_where_others_can_reach_it(
    heliograph: Any, folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "accounts.json"
    heliograph("dev", "seed", "--data-dir", folder, "--users", 2, "--out", out)
    refused = heliograph(
        *("serve", "--data-dir", folder, "--mtproto", "0.0.0.0:0", "--advertise", "192.0.2.1:443")
    )
    assert refused.returncode == 2
    assert "bench" in refused.stderr


def test_what_the_seeding_cannot_do_it_finds_before_it_changes_anything(
    heliograph: Any, folder: Path, tmp_path: Path
) -> None:
    folder.mkdir()
    file = folder / "heliograph.toml"
    file.write_text('log_level = "error"\n')
    seed = ("dev", "seed", "--data-dir", folder, "--users", 2, "--out")
    refused = [
        heliograph(*seed, tmp_path / "nowhere" / "accounts.json"),
        heliograph(*seed, tmp_path / "accounts.json", HELIOGRAPH_LIMITS="default"),
    ]
    assert [(one.returncode, one.stderr.count("\n")) for one in refused] == [(2, 1), (2, 1)]
    assert file.read_text() == 'log_level = "error"\n'
    assert list(folder.iterdir()) == [file]


def test_seeding_a_served_folder_is_refused_and_leaves_its_limits(
    heliograph: Any, servers: Any, tmp_path: Path
) -> None:
    assert servers.start().ready
    out = tmp_path / "accounts.json"
    refused = heliograph("dev", "seed", "--data-dir", servers.folder, "--users", 2, "--out", out)
    assert refused.returncode == 1
    assert "in use" in refused.stderr
    assert not (servers.folder / "heliograph.toml").exists()


@pytest.mark.parametrize("key", ['"limits"', "'limits'", " limits "])
def test_limits_in_any_spelling_are_replaced(
    heliograph: Any, folder: Path, tmp_path: Path, key: str
) -> None:
    folder.mkdir()
    file = folder / "heliograph.toml"
    file.write_text(f'log_level = "error"\n{key}= "default"\n')
    out = tmp_path / "accounts.json"
    made = heliograph("dev", "seed", "--data-dir", folder, "--users", 2, "--out", out)
    assert made.returncode == 0, made.stderr
    assert file.read_text() == 'limits = "bench"\nlog_level = "error"\n'


def test_file_that_cannot_be_changed_safely_is_left_alone(
    heliograph: Any, folder: Path, tmp_path: Path
) -> None:
    folder.mkdir()
    file = folder / "heliograph.toml"
    file.write_text('"l\\u0069mits" = "default"\n')
    out = tmp_path / "accounts.json"
    refused = heliograph("dev", "seed", "--data-dir", folder, "--users", 2, "--out", out)
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    assert "by hand" in refused.stderr
    assert list(folder.iterdir()) == [file]


def test_a_community_is_a_whole_store_with_messages_that_are_found(
    heliograph: Any, folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "accounts.json"
    seed = ("dev", "seed", "--data-dir", folder, "--users", 12, "--out", out)
    made = heliograph(*seed, "--profile", "community", "--scale", "0.0005")
    assert made.returncode == 0, made.stderr
    store = folder / "heliograph.db"
    assert look(store, whole=True).problems == []
    db = apsw.Connection(str(store), flags=apsw.SQLITE_OPEN_READONLY)
    assert db.execute("SELECT count(*) FROM bodies").get == 2_500
    assert db.execute("SELECT count(*) FROM dialogs").get == 1_000
    assert db.execute("SELECT sum(unread) > 0 FROM mailboxes").get
    for table in ("contacts", "blocks", "usernames", "sends"):
        assert db.execute(f"SELECT count(*) FROM {table}").get, table
    left = "max(created, online_until) < ? AND id >= ?"
    long_ago = (machine_now() - 61 * 86_400, FIRST_ACCOUNT_ID)
    assert db.execute(f"SELECT count(*) FROM accounts WHERE {left}", long_ago).get == 0
    know_time(db, machine_now)
    accounts = json.loads(out.read_text())
    busiest = accounts["busy"][0]
    owner_id = accounts["users"][busiest["index"]][0]
    query = SearchQuery(
        owner_id=owner_id, peer_id=busiest["peer_id"], mark=Mark.LINK, scan_max=0, matches_max=9
    )
    hider = WordHider(load_sub_keys(folder).auth_keys)
    assert searching.search(db, query, hider).page.count
    word = db.execute("SELECT text FROM bodies WHERE id = 2").get.split()[0]
    sender_id = db.execute("SELECT sender_id FROM bodies WHERE id = 2").get
    query = SearchQuery(
        owner_id=sender_id, peer_id=None, sought=sought_in(word), scan_max=0, matches_max=9
    )
    assert searching.search(db, query, hider).page.count
    refused = heliograph(*seed, "--profile", "mailbox")
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    assert "new folder" in refused.stderr


def test_the_same_community_is_drawn_everywhere() -> None:
    shape = COMMUNITY.scaled(0.001)
    first, second = Community(shape), Community(shape)
    assert first.chats == second.chats
    assert list(first.messages()) == list(second.messages())
    assert len(set(first.chats)) == shape.chats
    dialogs = Counter(person for chat in first.chats for person in chat)
    assert dialogs[0] >= 50
    assert sum(dialogs.values()) / shape.accounts == 20
