"""`heliograph invite …`: letting somebody in where registration is by invitation."""

import click

from heliograph.cli.options import as_json, data_dir
from heliograph.cli.output import print_json
from heliograph.cli.reach import run_command


@click.group()
def invite() -> None:
    """Invite people where registration = "invite"."""


@invite.command()
@data_dir
@as_json
@click.option("--phone", default="", help="The number to invite; a free one is made up without.")
def create(data_dir: str | None, as_json: bool, phone: str) -> None:
    """Print a number and a one-time code to sign up with.

    Whoever enters the number in a client is asked for a code: this one.
    """
    made = run_command(data_dir, "invite.create", phone=phone)
    if as_json:
        print_json(made)
        return
    click.echo(f"number +{made['phone']}\ncode   {made['code']}")
