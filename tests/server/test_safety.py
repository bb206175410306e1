"""Trust and safety of a running server, put together."""

from pathlib import Path

import pytest

from heliograph.config import Settings
from heliograph.safety.surfaces import Surface
from heliograph.server.errors import CannotStart
from heliograph.server.safety import make_screen

RULE = '[[rule]]\nid = "gold"\ncategory = "SCAMS_AND_FRAUD"\nwords = ["cheap gold"]\n'


def settings(folder: Path, content: bytes) -> Settings:
    path = folder / "rules.toml"
    path.write_bytes(content)
    return Settings(data_dir=str(folder), text_rules=str(path))


def test_without_a_file_nothing_looks(tmp_path: Path) -> None:
    assert make_screen(Settings(data_dir=str(tmp_path))) is None


def test_the_rules_of_a_file_are_looked_for_in_public(tmp_path: Path) -> None:
    screen = make_screen(settings(tmp_path, RULE.encode()))
    assert screen is not None
    assert [one.rule for one in screen.look("Cheap gold!", Surface.PUBLIC_CHANNEL)] == ["gold"]
    assert screen.look("Cheap gold!", Surface.PRIVATE_1TO1) == ()


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"\xff", "UTF-8"), (b"[[rule]]", "id"), (b"#" * (4 << 20) + b"x", "more than 4194304 bytes")],
)
def test_a_server_with_wrong_rules_does_not_start(tmp_path: Path, content: bytes, why: str) -> None:
    with pytest.raises(CannotStart, match=why):
        make_screen(settings(tmp_path, content))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match="nowhere"):
        make_screen(Settings(data_dir=str(tmp_path), text_rules=str(tmp_path / "nowhere")))
