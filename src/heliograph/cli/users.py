"""`heliograph user …`: accounts as the operator sees them."""

from datetime import UTC, datetime

import click

from heliograph.cli.options import as_json, data_dir
from heliograph.cli.output import print_json, print_table
from heliograph.cli.reach import run_command


@click.group()
def user() -> None:
    """Add, list and disable accounts; show their devices, let in who forgot a password."""


@user.command()
@data_dir
@click.argument("phone")
@click.argument("first_name")
@click.argument("last_name", default="")
def add(data_dir: str | None, phone: str, first_name: str, last_name: str) -> None:
    """Make an account for PHONE; its owner signs in with a code as usual."""
    made = run_command(
        data_dir, "user.add", phone=phone, first_name=first_name, last_name=last_name
    )
    click.echo(f"account {made['id']} for +{made['phone']}")


@user.command("list")
@data_dir
@as_json
def list_(data_dir: str | None, as_json: bool) -> None:
    """List all accounts by rising id."""
    found = run_command(data_dir, "user.list")
    if as_json:
        print_json(found)
        return
    print_table(
        ("id", "phone", "username", "state", "password", "made", "name"),
        (
            (
                account["id"],
                account["phone"] or "-",
                account["username"] or "-",
                "disabled" if account["disabled"] else "active",
                "set" if account["two_step"] else "-",
                _day(account["created"]),
                f"{account['first_name']} {account['last_name']}".strip(),
            )
            for account in found
        ),
    )


@user.command()
@data_dir
@click.argument("who", metavar="ID|+PHONE|@USERNAME")
@click.option("--undo", is_flag=True, help="Let the account sign in again.")
def disable(data_dir: str | None, who: str, undo: bool) -> None:
    """Lock an account out; all its sessions have ended when the command returns."""
    ended = run_command(data_dir, "user.disable", who=who, disabled=not undo)
    click.echo("enabled" if undo else f"disabled, {ended['sessions']} session(s) ended")


@user.command("reset-password")
@data_dir
@click.argument("who", metavar="ID|+PHONE|@USERNAME")
def reset_password(data_dir: str | None, who: str) -> None:
    """Take away the password of somebody who forgot it; their devices are told.

    From then on a login code alone opens the account: be sure who is asking.
    """
    done = run_command(data_dir, "user.reset_password", who=who)
    click.echo("the password is gone" if done["had"] else "there is no password")


@user.command()
@data_dir
@click.argument("who", metavar="ID|+PHONE|@USERNAME")
@click.argument("address", required=False)
@click.option("--none", is_flag=True, help="Send this account's codes by mail no more.")
def mail(data_dir: str | None, who: str, address: str | None, none: bool) -> None:
    """Have an account's login codes go to ADDRESS, where codes = smtp."""
    if none == (address is not None):
        raise click.UsageError("give either an address or --none")
    run_command(data_dir, "user.mail", who=who, mail=address)
    click.echo(f"codes by mail go to {address}" if address else "codes go nowhere by mail")


@user.command("give-username")
@data_dir
@click.argument("who", metavar="ID|+PHONE|@USERNAME")
@click.argument("username")
def give_username(data_dir: str | None, who: str, username: str) -> None:
    """Let an account be found under one more USERNAME, besides the one its owner chose."""
    made = run_command(data_dir, "user.give_username", who=who, username=username)
    click.echo("shown: " + " ".join(f"@{name}" for name in made["usernames"]))


@user.command()
@data_dir
@as_json
@click.argument("who", metavar="ID|+PHONE|@USERNAME")
def sessions(data_dir: str | None, as_json: bool, who: str) -> None:
    """Show the devices an account is signed in on."""
    found = run_command(data_dir, "user.sessions", who=who)
    if as_json:
        print_json(found)
        return
    print_table(
        ("device", "app", "layer", "address", "signed in", "last active"),
        (
            (
                device["device"] or "-",
                device["app"] or "-",
                device["layer"],
                device["address"] or "-",
                _day(device["created"]),
                _day(device["active"]),
            )
            for device in found
        ),
    )


def _day(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M") if seconds else "-"
