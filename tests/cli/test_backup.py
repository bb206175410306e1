"""`heliograph backup`, `backup-key`, `restore` and `jobs`, as an operator runs them."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import apsw
import pytest

COMMAND = str(Path(sys.executable).with_name("heliograph"))
PASSPHRASE = "correct horse battery staple"
WITHIN_S = 20
KILLS = 8


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A private file with a passphrase."""
    file = tmp_path / "passphrase"
    file.touch(0o600)
    file.write_text(f"{PASSPHRASE}\nwhat follows is not part of it\n")
    return file


@pytest.fixture
def served(servers: Any, folder: Path, begun: Path) -> Any:
    """A running server with one account."""
    shutil.copytree(begun, folder)
    server = servers.start()
    assert server.ready
    return server


def _kept(folder: Path) -> set[str]:
    """All but what a running server keeps beside it: a file that is new has to be restored."""
    left_out = {"control.sock", "heliograph.db-wal", "heliograph.db-shm"}
    return {entry.name for entry in folder.iterdir()} - left_out


def people(run: Any, folder: Path) -> list[str]:
    listed = json.loads(run("user", "list", "--data-dir", folder, "--json").stdout)
    return [account["first_name"] for account in listed]


@pytest.mark.parametrize("running", [True, pytest.param(False, marks=pytest.mark.long)])
def test_a_backup_for_a_recipient_brings_everything_back(
    heliograph: Any, at_once: Any, served: Any, folder: Path, tmp_path: Path, running: bool
) -> None:
    if not running:
        served.stop()
    key, file, target = tmp_path / "key", tmp_path / "backup.tar", tmp_path / "restored"
    made = at_once("backup-key", key)
    assert key.stat().st_mode & 0o777 == 0o600
    again = at_once("backup-key", key)
    assert (again.returncode, "backups may need it" in again.stderr) == (1, True)
    public = made.stdout.strip()
    done = heliograph("backup", file, "--data-dir", folder, "--recipient", public)
    assert done.returncode == 0, done.stderr
    without = at_once("restore", file, "--data", target)
    assert (without.returncode, "give --key" in without.stderr) == (1, True)
    done = heliograph("restore", file, "--data", target, "--key", key)
    assert done.returncode == 0, done.stderr
    assert people(at_once, target) == ["Alice"]
    assert _kept(folder) == _kept(target)
    assert not list(folder.glob("snapshot-*"))


def test_a_folder_in_use_is_refused(
    at_once: Any, served: Any, folder: Path, secret: Path, tmp_path: Path
) -> None:
    file = tmp_path / "backup.tar"
    at_once("backup", file, "--data-dir", folder, "--passphrase-file", secret)
    refused = at_once("restore", file, "--data", folder, "--passphrase-file", secret)
    assert refused.returncode == 1
    assert "is in use by another heliograph" in refused.stderr
    assert refused.stderr.count("\n") == 1


def examined(run: Any, folder: Path) -> str:
    found: str = run("doctor", "--data-dir", folder).stdout
    return found


REFUSED: list[tuple[tuple[str, ...], int, str]] = [
    ((), 1, "nobody is here to be asked for a passphrase"),
    (("--passphrase-file", "SECRET", "--recipient", "x"), 2, "either a recipient"),
    (("--passphrase-file", "OPEN"), 1, "may be read by other users"),
    (("--passphrase-file", "SHORT"), 1, "12 characters"),
    (("--passphrase-file", "NONE"), 1, "there is no"),
    (("--recipient", "age1something"), 1, "no public key for backups"),
]


def test_keys_are_never_written_unsealed(
    heliograph: Any, at_once: Any, served: Any, folder: Path, tmp_path: Path
) -> None:
    files = (("SECRET", 0o600, PASSPHRASE), ("OPEN", 0o644, PASSPHRASE), ("SHORT", 0o600, "short"))
    for name, mode, text in files:
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(mode)
    file = tmp_path / "backup.tar"
    for given, status, says in REFUSED:
        flags = [str(tmp_path / word) if word.isupper() else word for word in given]
        # A process of its own has nobody at its terminal.
        run = at_once if flags else heliograph
        done = run("backup", file, "--data-dir", folder, *flags)
        assert (done.returncode, says in done.stderr) == (status, True), done.stderr
    assert not list(tmp_path.glob("*backup.tar*"))


def test_a_passphrase_is_asked_for_at_the_terminal_and_not_shown(
    served: Any, folder: Path, tmp_path: Path, at_once: Any, secret: Path
) -> None:
    file, target = tmp_path / "backup.tar", tmp_path / "restored"
    pid, terminal = os.forkpty()
    if not pid:
        os.execv(COMMAND, [COMMAND, "backup", str(file), "--data-dir", str(folder)])
    shown = b""
    for _ in range(2):
        while not shown.endswith(b": "):
            shown += os.read(terminal, 1_000)
        os.write(terminal, f"{PASSPHRASE}\n".encode())
        shown += os.read(terminal, 1_000)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    os.close(terminal)
    assert PASSPHRASE.encode() not in shown
    done = at_once("restore", file, "--data", target, "--passphrase-file", secret)
    assert done.returncode == 0, done.stderr


def killed_after(seconds: float, *arguments: object) -> None:
    """Run a command and kill it, unless it is done before."""
    process = subprocess.Popen([COMMAND, *map(str, arguments)], stdin=subprocess.DEVNULL)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def moments(seconds: float) -> list[float]:
    """From when the program is loaded to the end of what took so long."""
    return [seconds * (0.4 + 0.6 * number / KILLS) for number in range(KILLS)]


@pytest.mark.long
@pytest.mark.timeout(600)
def test_backups_and_restores_that_are_killed_leave_nothing_half_done(
    heliograph: Any, served: Any, folder: Path, secret: Path, tmp_path: Path
) -> None:
    opened = ("--passphrase-file", secret)
    whole, target = tmp_path / "whole.tar", tmp_path / "restored"
    began = time.monotonic()
    assert heliograph("backup", whole, "--data-dir", folder, *opened).returncode == 0
    took = time.monotonic() - began
    for number, moment in enumerate(moments(took)):
        file = tmp_path / f"{number}.tar"
        killed_after(moment, "backup", file, "--data-dir", folder, *opened)
        if file.exists():
            done = heliograph("restore", file, "--data", tmp_path / f"from-{number}", *opened)
            assert done.returncode == 0, done.stderr
        else:
            assert heliograph("backup", file, "--data-dir", folder, *opened).returncode == 0
        assert not list(tmp_path.glob(".*.part"))
    began = time.monotonic()
    assert heliograph("restore", whole, "--data", tmp_path / "first", *opened).returncode == 0
    for moment in moments(time.monotonic() - began):
        killed_after(moment, "restore", whole, "--data", target, *opened)
        if (target / ".restoring").exists():
            refused = heliograph("serve", "--data-dir", target)
            assert (refused.returncode, "did not come to its end" in refused.stderr) == (1, True)
            assert "BAD   restore:" in examined(heliograph, target)
        if not (target / "heliograph.db").exists() or (target / ".restoring").exists():
            done = heliograph("restore", whole, "--data", target, *opened)
            assert done.returncode == 0, done.stderr
        assert people(heliograph, target) == ["Alice"]
        target.rename(tmp_path / f"done-{moment}")


@pytest.mark.long
def test_a_server_that_is_killed_during_a_backup_leaves_none(
    heliograph: Any, servers: Any, served: Any, folder: Path, secret: Path, tmp_path: Path
) -> None:
    file = tmp_path / "backup.tar"
    process = subprocess.Popen(
        [COMMAND, "backup", file, "--data-dir", folder, "--passphrase-file", secret],
        stderr=subprocess.PIPE,
    )
    deadline = time.monotonic() + WITHIN_S
    while not list(folder.glob("snapshot-*")) and process.poll() is None:
        assert time.monotonic() < deadline
    served.stop(signal.SIGKILL)
    process.communicate()
    # Either the copy was whole when the server died, or there is no backup.
    if process.returncode:
        assert not file.exists()
        again = heliograph("backup", file, "--data-dir", folder, "--passphrase-file", secret)
        assert again.returncode == 0, again.stderr
    target = tmp_path / "restored"
    done = heliograph("restore", file, "--data", target, "--passphrase-file", secret)
    assert done.returncode == 0, done.stderr
    assert servers.start(folder=target).ready


def test_what_is_due_waits_for_the_operator(
    at_once: Any, servers: Any, served: Any, folder: Path, secret: Path, tmp_path: Path
) -> None:
    served.stop()
    database = apsw.Connection(str(folder / "heliograph.db"))
    database.execute(
        "INSERT INTO account_terms (account_id, session_days, account_days, delete_at)"
        " SELECT id, 365, 730, 1700000000 FROM accounts WHERE first_name = 'Alice'"
    )
    database.close()
    file, target = tmp_path / "backup.tar", tmp_path / "restored"
    at_once("backup", file, "--data-dir", folder, "--passphrase-file", secret)
    done = at_once("restore", file, "--data", target, "--passphrase-file", secret)
    assert "1    2023-11-14 22:13  account deletions asked for" in done.stdout
    listed = at_once("jobs", "--data-dir", target).stdout
    assert "1    2023-11-14 22:13  account deletions asked for" in listed
    assert "waits for heliograph jobs --release" in listed
    # Servers do what is due as soon as they have started.
    restored = servers.start(folder=target)
    assert restored.ready
    assert people(at_once, target) == ["Alice"]
    assert "note  restore: the folder was restored" in examined(at_once, target)
    assert json.loads(at_once("jobs", "--data-dir", target, "--json").stdout)["restored"]
    released = at_once("jobs", "--data-dir", target, "--release")
    assert released.stdout == "what is due happens from now on\n"
    deadline = time.monotonic() + WITHIN_S
    while people(at_once, target) == ["Alice"]:
        assert time.monotonic() < deadline
    assert "restore:" not in examined(at_once, target)
    again = at_once("jobs", "--data-dir", target, "--release")
    assert again.stdout == "nothing was held back\n"
    restored.stop()
    assert "Restored from a backup" in restored.errors()
