"""What the command loads before it knows what it is asked for."""

import subprocess
import sys

import click
import pytest

from heliograph.cli.main import heliograph

PACKAGES = ("storage", "rpc", "web", "server.app")
LOADED = "import sys, heliograph.cli.main, heliograph.cli.users; print(*sys.modules)"


def test_a_short_command_loads_no_server() -> None:
    """Loading everything would take three times as long as what most commands do."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED], capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())
    assert "heliograph.cli.users" in loaded
    assert not loaded & {f"heliograph.{package}" for package in PACKAGES}


@pytest.mark.parametrize("name", heliograph.list_commands(click.Context(heliograph)))
def test_each_command_is_where_it_is_looked_for(name: str) -> None:
    found = heliograph.get_command(click.Context(heliograph), name)
    assert found is not None
    assert found.name == name
