"""`heliograph bot …`: programs' accounts."""

import click

from heliograph.cli.options import as_json, data_dir
from heliograph.cli.output import print_json, print_table
from heliograph.cli.reach import run_command


@click.group()
def bot() -> None:
    """Add, list and disable bots; give them another token."""


@bot.command()
@data_dir
@as_json
@click.argument("name")
@click.argument("username")
@click.option("--owner", metavar="ID|+PHONE|@USERNAME", help="Whose bot it is.")
def add(data_dir: str | None, as_json: bool, name: str, username: str, owner: str | None) -> None:
    """Make a bot and print its token, which nobody can show again.

    USERNAME ends in "bot", as people know bots by it.
    """
    made = run_command(data_dir, "bot.add", name=name, username=username, owner=owner)
    if as_json:
        print_json(made)
        return
    click.echo(f"bot   {made['id']} @{made['username']}\ntoken {made['token']}")


@bot.command("list")
@data_dir
@as_json
def list_(data_dir: str | None, as_json: bool) -> None:
    """List all bots by rising id."""
    found = run_command(data_dir, "bot.list")
    if as_json:
        print_json(found)
        return
    print_table(
        ("id", "username", "state", "owner", "name"),
        (
            (
                one["id"],
                one["username"] or "-",
                "disabled" if one["disabled"] else "active",
                one["owner"] or "-",
                one["name"],
            )
            for one in found
        ),
    )


@bot.command()
@data_dir
@click.argument("who", metavar="ID|@USERNAME")
def token(data_dir: str | None, who: str) -> None:
    """Print another token; the present one is good no more, and its sessions have ended."""
    click.echo(run_command(data_dir, "bot.token", who=who)["token"])


@bot.command()
@data_dir
@click.argument("who", metavar="ID|@USERNAME")
@click.option("--undo", is_flag=True, help="Let the bot sign in again.")
def disable(data_dir: str | None, who: str, undo: bool) -> None:
    """Lock a bot out; all its sessions have ended when the command returns."""
    run_command(data_dir, "bot.disable", who=who, disabled=not undo)
    click.echo("enabled" if undo else "disabled")


@bot.command()
@data_dir
@click.argument("who", metavar="ID|@USERNAME")
@click.option("--hears", type=click.Choice(["all", "orders"]), help="In groups it is no admin of.")
@click.option("--groups", type=click.Choice(["yes", "no"]), help="Whether it is put into groups.")
def privacy(data_dir: str | None, who: str, hears: str | None, groups: str | None) -> None:
    """Show or say what a bot hears in groups, and whether people may put it into them.

    One that hears orders gets commands, what names or answers it, and what is told of the group;
    an admin hears everything all the same.
    """
    done = run_command(
        data_dir,
        "bot.hearing",
        who=who,
        hears_all=None if hears is None else hears == "all",
        groups=None if groups is None else groups == "yes",
    )
    click.echo(f"hears  {'all' if done['hears_all'] else 'orders'}")
    click.echo(f"groups {'yes' if done['groups'] else 'no'}")
