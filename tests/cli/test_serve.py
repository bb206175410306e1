"""What other programs rely on of `heliograph serve`."""

import importlib.util
import resource
import signal
import socket
import sys
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from heliograph.cli.main import heliograph
from heliograph.cli.serve import choose_codec
from heliograph.config import Limits, Settings
from heliograph.mtproto.rsa import ServerKey, fingerprint_hex
from heliograph.server.errors import CannotStart
from heliograph.server.keys import load_rsa_key
from heliograph.threads import SWITCH_S
from heliograph.tl.codec import CODEC_NAME


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_ready_line_is_the_only_output_and_names_what_is_served(servers: Any) -> None:
    server = servers.start("--codes", f"file:{servers.folder}-codes")
    ready = server.ready
    assert ready["codec"] == CODEC_NAME
    assert ready["limits"] == "default"
    key = load_rsa_key(servers.folder)
    assert ready["fingerprint"] == fingerprint_hex(ServerKey(key).fingerprint)
    host, port = ready["mtproto"].rsplit(":", 1)
    socket.create_connection((host, int(port)), timeout=5).close()
    with urllib.request.urlopen(ready["http"] + "/readyz", timeout=5) as answer:
        assert answer.status == 200
    assert server.stop() == 0
    assert server.process.stdout.read() == b""


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_signal_stops_it_cleanly_with_clients_connected(servers: Any, how: signal.Signals) -> None:
    server = servers.start()
    host, port = server.ready["mtproto"].rsplit(":", 1)
    with socket.create_connection((host, int(port)), timeout=5) as client:
        client.sendall(b"\xee" * 4)
        assert server.stop(how) == 0
    assert not (servers.folder / "control.sock").exists()
    assert "Traceback" not in server.errors()


def test_files_of_a_fresh_folder_are_private(servers: Any) -> None:
    server = servers.start("--codes", f"file:{servers.folder}-codes")
    assert server.ready
    folder = servers.folder
    assert mode(folder) == 0o700
    assert {f.name: oct(mode(f)) for f in folder.iterdir() if f.name != "server_key.pub.pem"} == {
        f.name: oct(0o700 if f.is_dir() else 0o600)
        for f in folder.iterdir()
        if f.name != "server_key.pub.pem"
    }
    assert {mode(part) for part in (folder / "blobs").iterdir()} == {0o700}
    assert {"server_key.pem", "storage.key", "lock", "control.sock", "heliograph.db"} <= {
        f.name for f in folder.iterdir()
    }
    public = (folder / "server_key.pub.pem").read_text()
    assert public.startswith("-----BEGIN RSA PUBLIC KEY-----\n")


def test_key_and_fingerprint_outlive_a_restart(servers: Any) -> None:
    first = servers.start()
    before = first.ready["fingerprint"]
    first.stop()
    assert servers.start().ready["fingerprint"] == before


def test_second_server_on_a_folder_is_refused_with_the_reason(
    servers: Any, heliograph: Any
) -> None:
    assert servers.start().ready
    second = heliograph("serve", "--data-dir", servers.folder, "--mtproto=127.0.0.1:0")
    assert second.returncode == 1
    assert "in use by another heliograph" in second.stderr
    assert second.stdout == ""


def test_server_starts_after_one_that_was_killed(servers: Any) -> None:
    killed = servers.start()
    assert killed.ready
    killed.stop(signal.SIGKILL)
    assert servers.start().ready


def test_without_a_terminal_it_starts_and_says_that_codes_go_nowhere(servers: Any) -> None:
    server = servers.start()
    assert server.ready
    server.stop()
    errors = server.errors()
    assert "codes go nowhere" in errors
    assert "file:PATH" in errors


def test_key_that_others_can_read_stops_the_start(servers: Any, heliograph: Any) -> None:
    servers.start().stop()
    (servers.folder / "server_key.pem").chmod(0o644)
    refused = heliograph("serve", "--data-dir", servers.folder, "--mtproto=127.0.0.1:0")
    assert refused.returncode == 1
    assert "chmod 600" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["--mtproto", "0.0.0.0:0"], "--advertise"),
        (["--mtproto", "nonsense"], "HOST:PORT"),
        (["--codes", "pigeon"], "none of console, file:PATH"),
        (["--frobnicate"], "No such option"),
    ],
)
def test_wrong_flag_ends_in_status_2_and_a_plain_sentence(
    heliograph: Any, folder: Path, flags: list[str], words: str
) -> None:
    wrong = heliograph("serve", "--data-dir", folder, *flags)
    assert wrong.returncode == 2
    assert words in wrong.stderr
    assert "Traceback" not in wrong.stderr
    assert not folder.exists()


def test_c_codec_that_was_not_built_is_a_plain_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(CannotStart, match="make install"):
        choose_codec(Settings(codec="c"))


def test_python_codec_can_be_asked_for(servers: Any) -> None:
    assert servers.start(HELIOGRAPH_CODEC="py").ready["codec"] == "py"


def test_port_in_use_is_a_plain_sentence(heliograph: Any, folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        for flag, other in (("--mtproto", "--http"), ("--http", "--mtproto")):
            refused = heliograph("serve", "--data-dir", folder, flag, address, other, "127.0.0.1:0")
            assert refused.returncode == 1
            assert address in refused.stderr
            assert "Traceback" not in refused.stderr


def test_as_many_sockets_as_the_limits_allow_may_be_open(servers: Any) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)

    def lower() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))

    server = servers.start(streams={"preexec_fn": lower})
    assert server.ready
    soft, _ = resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE)
    wanted = Limits().connections_max
    assert soft == hard if hard != resource.RLIM_INFINITY and hard < wanted else soft > wanted


def test_ipv6_loopback(servers: Any) -> None:
    server = servers.start("--mtproto", "[::1]:0", "--http", "[::1]:0")
    assert server.ready["mtproto"].startswith("[::1]:")
    assert server.ready["http"].startswith("http://[::1]:")


def test_store_newer_than_the_program_or_broken_is_refused(servers: Any, heliograph: Any) -> None:
    servers.start().stop()
    (servers.folder / "heliograph.db").write_bytes(b"not a database, but long enough" * 200)
    refused = heliograph("serve", "--data-dir", servers.folder, "--mtproto=127.0.0.1:0")
    assert refused.returncode == 1
    assert "heliograph.db" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize(("bits", "warnings"), [(0o770, 1), (0o750, 0)])
def test_folder_that_others_can_write_to_is_warned_of(
    servers: Any, folder: Path, bits: int, warnings: int
) -> None:
    folder.mkdir()
    folder.chmod(bits)
    server = servers.start()
    assert server.ready
    server.stop()
    assert server.errors().count("chmod 700") == warnings


def test_threads_of_a_server_take_shorter_turns_than_the_interpreters_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before, seen = sys.getswitchinterval(), []

    async def run(_: Settings) -> int:
        seen.append(sys.getswitchinterval())
        return 0

    monkeypatch.setattr("heliograph.server.app.run", run)
    try:
        with pytest.raises(SystemExit) as ended:
            heliograph(["serve", "--data-dir", str(tmp_path)])
    finally:
        sys.setswitchinterval(before)
    assert ended.value.code == 0
    assert seen == [pytest.approx(SWITCH_S)]
    assert seen[0] < before
