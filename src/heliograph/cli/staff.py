"""`heliograph staff …`: who decides on reports, and who looks after those who do."""

from datetime import UTC, datetime
from typing import Any

import click

from heliograph.cli.options import as_json, data_dir
from heliograph.cli.output import print_json, print_table
from heliograph.cli.reach import run_command

_ROLES = ("reviewer", "senior", "appeals", "orders", "rules", "transparency", "auditor", "admin")
_roles = click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    type=click.Choice(_ROLES),
    help="What they are there for; may be given again.",
)


@click.group()
def staff() -> None:
    """Make, list and remove those who sign in to the console."""


@staff.command()
@data_dir
@_roles
@click.argument("name")
def add(data_dir: str | None, name: str, roles: tuple[str, ...]) -> None:
    """Add somebody, and print once the link by which they set themselves up."""
    _tell(run_command(data_dir, "staff.add", name=name, roles=roles))


@staff.command("list")
@data_dir
@as_json
def list_staff(data_dir: str | None, as_json: bool) -> None:
    """List the staff, those who were removed as well."""
    found = run_command(data_dir, "staff.list")
    if as_json:
        print_json(found)
        return
    print_table(
        ("name", "roles", "since", "state"),
        ((one["name"], " ".join(one["roles"]), _day(one["added"]), _state(one)) for one in found),
    )


@staff.command()
@data_dir
@_roles
@click.argument("name")
def roles(data_dir: str | None, name: str, roles: tuple[str, ...]) -> None:
    """Give somebody other roles instead of those they have; they are signed out."""
    made = run_command(data_dir, "staff.roles", name=name, roles=roles)
    click.echo(f"{name}: {' '.join(made['roles'])}")


@staff.command()
@data_dir
@click.argument("name")
def reset(data_dir: str | None, name: str) -> None:
    """Let somebody who lost their app or passphrase set themselves up anew."""
    _tell(run_command(data_dir, "staff.reset", name=name))


@staff.command()
@data_dir
@click.argument("name")
def remove(data_dir: str | None, name: str) -> None:
    """Remove somebody: they sign in no more, their name stays beside what they did."""
    run_command(data_dir, "staff.remove", name=name)
    click.echo(f"{name} is removed")


def _tell(made: dict[str, Any]) -> None:
    until = datetime.fromtimestamp(made["enrolment_until"], UTC).strftime("%Y-%m-%d %H:%M UTC")
    click.echo(f"{made['name']} sets themselves up once, until {until}, at\n\n  {made['link']}\n")
    click.echo("Give it to nobody else: whoever opens it first becomes them.")
    if not made["console"]:
        click.echo("There is no console on this server yet: see `console` in the settings.")


def _state(one: dict[str, Any]) -> str:
    if one["removed"]:
        return "removed"
    if one["enrolled"]:
        return "enrolled"
    return "invited" if one["enrolment_until"] > datetime.now(UTC).timestamp() else "link is over"


def _day(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d")
