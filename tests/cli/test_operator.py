"""The operator's commands, with a server running and without one."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(params=["offline", "running"])
def data(request: pytest.FixtureRequest, servers: Any, folder: Path) -> Iterator[Path]:
    """A folder that a server made and has left, or still serves."""
    server = servers.start()
    assert server.ready
    if request.param == "offline":
        server.stop()
    return folder


def test_account_is_added_listed_and_disabled(heliograph: Any, data: Path) -> None:
    added = heliograph("user", "add", "--data-dir", data, "+1 555 010 0001", "Alice", "Liddell")
    assert added.returncode == 0, added.stderr
    account_id = int(re.search(r"account (\d+) for \+15550100001", added.stdout)[1])
    disabled = heliograph("user", "disable", "--data-dir", data, "+15550100001")
    assert disabled.stdout == "disabled, 0 session(s) ended\n"
    listed = json.loads(heliograph("user", "list", "--data-dir", data, "--json").stdout)
    (alice,) = [account for account in listed if account["id"] == account_id]
    assert (alice["first_name"], alice["disabled"]) == ("Alice", True)
    heliograph("user", "disable", "--undo", "--data-dir", data, account_id)
    table = heliograph("user", "list", "--data-dir", data).stdout
    assert re.search(rf"{account_id}\s+15550100001\s+-\s+active\s.*Alice Liddell", table)
    sessions = heliograph("user", "sessions", "--data-dir", data, "--json", account_id)
    assert json.loads(sessions.stdout) == []


def test_account_is_given_another_name(heliograph: Any, data: Path) -> None:
    heliograph("user", "add", "--data-dir", data, "+15550100001", "Alice")
    given = heliograph("user", "give-username", "--data-dir", data, "+15550100001", "@alice_a")
    assert (given.stdout, given.returncode) == ("shown: @alice_a\n", 0)
    found = heliograph("user", "sessions", "--data-dir", data, "--json", "@alice_a")
    assert found.returncode == 0
    taken = heliograph("user", "give-username", "--data-dir", data, "@alice_a", "ALICE_A")
    assert "USERNAME_OCCUPIED" in taken.stderr


def test_names_are_granted_and_withdrawn(heliograph: Any, data: Path) -> None:
    heliograph("user", "add", "--data-dir", data, "+15550100001", "Alice")
    given = heliograph("username", "grant", "--data-dir", data, "+15550100001", "@alice_a")
    assert (given.stdout, given.returncode) == ("shown: @alice_a\n", 0)
    taken = heliograph("username", "withdraw", "--data-dir", data, "@alice_a", "alice_a")
    assert (taken.stdout, taken.returncode) == ("shown: -\n", 0)
    again = heliograph("username", "withdraw", "--data-dir", data, "+15550100001", "alice_a")
    assert "USERNAME_INVALID" in again.stderr
    nothing = heliograph("username", "grant", "--data-dir", data, "-100777", "nobody_here")
    assert "CHANNEL_INVALID" in nothing.stderr


def test_refusal_is_one_plain_line(heliograph: Any, data: Path) -> None:
    add = ("user", "add", "--data-dir", data, "15550100001", "Alice")
    assert heliograph(*add).returncode == 0
    again = heliograph(*add)
    assert again.returncode == 1
    assert "PHONE_NUMBER_OCCUPIED (the number has an account already)" in again.stderr
    assert again.stderr.count("\n") == 1
    unknown = heliograph("user", "disable", "--data-dir", data, "+999")
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert "no account" in unknown.stderr


def test_invitation_is_a_number_and_a_code(heliograph: Any, data: Path) -> None:
    printed = heliograph("invite", "create", "--data-dir", data).stdout
    assert re.fullmatch(r"number \+\d{7,15}\ncode   \d{5,8}\n", printed)


def test_commands_on_a_missing_folder_say_so_and_make_none(heliograph: Any, tmp_path: Path) -> None:
    missing = heliograph("user", "list", "--data-dir", tmp_path / "nowhere")
    assert missing.returncode == 1
    assert "no data folder" in missing.stderr
    assert not (tmp_path / "nowhere").exists()


def test_asked_methods_need_a_running_server(heliograph: Any, servers: Any) -> None:
    server = servers.start()
    asked = heliograph("methods", "--asked", "--json", "--data-dir", servers.folder)
    assert json.loads(asked.stdout) == []
    server.stop()
    refused = heliograph("methods", "--asked", "--data-dir", servers.folder)
    assert refused.returncode == 1
    assert "no server runs" in refused.stderr


def test_clock_moves_only_where_that_is_allowed(servers: Any) -> None:
    from heliograph.server.control import CommandError, ask

    plain = servers.start()
    assert plain.ready
    with pytest.raises(CommandError, match="allow_clock_shift"):
        ask(servers.folder, "clock.shift", {"seconds": 60}, timeout_s=5)
    plain.stop()
    assert servers.start(HELIOGRAPH_ALLOW_CLOCK_SHIFT="true").ready
    before = ask(servers.folder, "clock.shift", {"seconds": 0}, timeout_s=5)["now"]
    after = ask(servers.folder, "clock.shift", {"seconds": 3_600}, timeout_s=5)["now"]
    assert after >= before + 3_600
    with pytest.raises(CommandError, match="forward"):
        ask(servers.folder, "clock.shift", {"seconds": -1}, timeout_s=5)


@pytest.mark.parametrize(
    "command", [("user", "list"), ("user", "disable", "1"), ("user", "sessions", "1")]
)
def test_commands_that_look_make_no_database(
    heliograph: Any, folder: Path, command: tuple[str, ...]
) -> None:
    folder.mkdir(mode=0o700)
    refused = heliograph(*command, "--data-dir", folder)
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)
    assert "no database" in refused.stderr
    assert list(folder.iterdir()) == []


def test_odd_arguments_are_refused_in_one_line(heliograph: Any, data: Path) -> None:
    for odd in (
        ("user", "disable", "9" * 23),
        ("user", "sessions", "+" + "9" * 5_000),
        ("user", "add", "15550100009", "\udcff\udcfe"),
    ):
        refused = heliograph(*odd, "--data-dir", data)
        assert (refused.returncode, refused.stderr.count("\n")) == (1, 1), refused.stderr
        assert "fault" not in refused.stderr


def test_hostile_name_reaches_the_terminal_escaped(heliograph: Any, data: Path) -> None:
    added = heliograph("user", "add", "--data-dir", data, "15550100009", "A\x1b[2JB")
    assert added.returncode == 0, added.stderr
    assert "\x1b" not in heliograph("user", "list", "--data-dir", data).stdout


def test_fault_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from heliograph.cli import main

    def broken() -> None:
        raise LookupError("a detail\nof two lines")

    monkeypatch.setattr(main, "heliograph", broken)
    with pytest.raises(SystemExit) as ended:
        main.main()
    assert ended.value.code == 1
    told = capsys.readouterr().err
    assert "LookupError" in told
    assert told.count("\n") == 1


def test_bot_is_added_listed_given_another_token_and_disabled(heliograph: Any, data: Path) -> None:
    heliograph("user", "add", "--data-dir", data, "+15550100001", "Alice")
    owner = ("--owner", "+15550100001")
    made = heliograph("bot", "add", "--data-dir", data, "Echo", "@echo_bot", *owner)
    assert made.returncode == 0, made.stderr
    bot_id, token = re.search(r"bot   (\d+) @echo_bot\ntoken (\1:\S{35})\n", made.stdout).groups()
    again = heliograph("bot", "token", "--data-dir", data, "@echo_bot").stdout
    assert re.fullmatch(rf"{bot_id}:\S{{35}}\n", again)
    assert again.strip() != token
    listed = heliograph("bot", "list", "--data-dir", data, "--json").stdout
    assert token not in listed
    (echo,) = json.loads(listed)
    assert (str(echo["id"]), echo["username"], echo["name"]) == (bot_id, "echo_bot", "Echo")
    assert echo["owner"]
    hearing = heliograph("bot", "privacy", "--data-dir", data, "@echo_bot", "--hears", "all")
    assert hearing.stdout == "hears  all\ngroups yes\n"
    hearing = heliograph("bot", "privacy", "--data-dir", data, bot_id, "--groups", "no")
    assert hearing.stdout == "hears  all\ngroups no\n"
    disabled = heliograph("bot", "disable", "--data-dir", data, bot_id)
    assert disabled.stdout == "disabled\n"
    assert re.search(r"@?echo_bot\s+disabled", heliograph("bot", "list", "--data-dir", data).stdout)
    refused = heliograph("bot", "disable", "--data-dir", data, "+15550100001")
    assert (refused.returncode, refused.stderr) == (1, "heliograph: +15550100001 is no bot\n")
    for username, said in (("echo", "USERNAME_INVALID"), ("echo_bot", "USERNAME_OCCUPIED")):
        assert said in heliograph("bot", "add", "--data-dir", data, "X", username).stderr
