"""`heliograph username …`: further names of people and channels."""

import click

from heliograph.cli.options import data_dir
from heliograph.cli.reach import run_command

_WHO = "ID|+PHONE|@USERNAME|-100CHANNEL"
_NUMBERS = {"ignore_unknown_options": True}
"""A channel's number begins as options do."""


@click.group()
def username() -> None:
    """Give people, supergroups and channels further names, and take them back."""


@username.command(context_settings=_NUMBERS)
@data_dir
@click.argument("who", metavar=_WHO)
@click.argument("name", metavar="USERNAME")
def grant(data_dir: str | None, who: str, name: str) -> None:
    """Let WHO be found under one more USERNAME, besides the one they chose."""
    _show(run_command(data_dir, "username.grant", who=who, username=name))


@username.command(context_settings=_NUMBERS)
@data_dir
@click.argument("who", metavar=_WHO)
@click.argument("name", metavar="USERNAME")
def withdraw(data_dir: str | None, who: str, name: str) -> None:
    """Take a USERNAME back that WHO was given."""
    _show(run_command(data_dir, "username.withdraw", who=who, username=name))


def _show(done: dict[str, list[str]]) -> None:
    click.echo("shown: " + (" ".join(f"@{name}" for name in done["usernames"]) or "-"))
    if done["hidden"]:
        click.echo("hidden: " + " ".join(f"@{name}" for name in done["hidden"]))
