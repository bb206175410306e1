"""The commands of the staff: whose name they are under, and how somebody shows who they are."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from heliograph.cli import safety
from heliograph.cli.main import heliograph

ENDING = (
    *("decide", "7", "--by=ann", "--terms=4.2", "--facts=It phishes."),
    *("--measure=terminate", "--grave=theft"),
)
WAITS = {"proposal": 3, "until": 1_795_478_400, "console": True}


class Server:
    """Answers what takes two people as a server does, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []

    def __call__(self, data_dir: str | None, cmd: str, **args: Any) -> Any:
        self.asked.append({"cmd": cmd, **args})
        if cmd != "safety.decide":
            return []
        return WAITS if "proof" in args else {"asks": "proof"}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    asked = Server()
    monkeypatch.setattr(safety, "run_command", asked)
    return asked


def run(*arguments: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(heliograph, ["safety", *arguments], input=typed)


@pytest.mark.parametrize("command", ["inbox", "appeals"])
def test_who_reads_says_who_they_are(server: Server, command: str) -> None:
    assert run(command).exit_code == 2
    assert server.asked == []
    assert run(command, "--by=ann").exit_code == 0
    assert server.asked[0]["by"] == "ann"
    assert "uid" in server.asked[0]["actor"]


def test_passphrase_and_code_are_typed_where_nobody_reads_them(server: Server) -> None:
    done = run(*ENDING, typed="four plain words here\n123456\n")
    assert done.exit_code == 0, done.output
    assert "proof" not in server.asked[0]
    assert server.asked[1]["proof"] == {"passphrase": "four plain words here", "code": "123456"}
    assert "four plain words" not in done.output
    assert "proposal 3: nothing is done until a second person agrees" in done.output


def test_passphrase_and_code_come_from_a_file(server: Server, tmp_path: Path) -> None:
    file = tmp_path / "proof"
    file.write_text("four plain words here\n123 456\nmore\n")
    assert run(*ENDING, f"--proof={file}").exit_code == 0
    assert server.asked[1]["proof"] == {"passphrase": "four plain words here", "code": "123 456"}


def test_a_second_person_is_not_named(server: Server) -> None:
    done = run(*ENDING, "--second=ben")
    assert done.exit_code == 2
    assert "--second" in done.output
    assert server.asked == []
