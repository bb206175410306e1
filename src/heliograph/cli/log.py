"""`heliograph log`: how the public log stands, and bringing back what a restore lost of it."""

from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec

from heliograph.cli.options import as_json, data_dir
from heliograph.cli.output import print_json, print_table
from heliograph.cli.reach import run_command
from heliograph.safety.log.heads import Standing


@click.command()
@data_dir
@as_json
@click.option("--adopt", "copy", default="", help="Bring back what a copy in this folder has.")
def log(data_dir: str | None, as_json: bool, copy: str) -> None:
    """Say how the public log stands, and why it stands still, if it does.

    After a restore --adopt appends the entries that verify.py --save kept of it elsewhere.
    """
    if copy:
        folder = str(Path(copy).absolute())
        adopted = run_command(data_dir, "log.adopt", folder=folder)["adopted"]
        click.echo(f"{adopted} entries brought back")
        return
    found = run_command(data_dir, "log.standing")
    if as_json:
        print_json(found)
        return
    standing = msgspec.convert(found, Standing)
    click.echo(f"{standing.size} entries, {standing.waiting} wait for their place")
    if standing.held:
        click.echo(f"stands still: {standing.held}")
    lines = ((size, _moment(date), name) for name, (size, date) in standing.witnesses.items())
    print_table(("entries", "shown", "witness"), lines)


def _moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M")
