"""Seeded accounts: ready keys, bench limits, and loopback alone."""

import json
from pathlib import Path
from typing import Any

from heliograph.domain.access import AccessHasher
from heliograph.mtproto.envelope import AuthSecret
from heliograph.server.keys import load_sub_keys


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
    assert accounts["groups"] == {}
    assert servers.start().ready["limits"] == "bench"


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
