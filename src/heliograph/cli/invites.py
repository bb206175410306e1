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
@click.option("--mail", metavar="ADDRESS", help="Where later codes go, if codes go by mail.")
def create(data_dir: str | None, as_json: bool, mail: str | None) -> None:
    """Print a number and a one-time code to sign up with.

    Whoever enters the number in a client is asked for a code: this one. It is made up, so that an
    invitation tells nothing of the person; they may add others by username.
    """
    made = run_command(data_dir, "invite.create", mail=mail)
    if as_json:
        print_json(made)
        return
    click.echo(f"number +{made['phone']}\ncode   {made['code']}")
