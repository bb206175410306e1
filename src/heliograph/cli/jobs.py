"""`heliograph jobs`: what is due, and letting it happen after a restore."""

from collections.abc import Sequence
from datetime import UTC, datetime

import click
import msgspec

from heliograph.cli.options import as_json, data_dir
from heliograph.cli.output import print_json, print_table
from heliograph.cli.reach import run_command
from heliograph.storage.sqlite.due import Due


@click.command()
@data_dir
@as_json
@click.option("--release", is_flag=True, help="Let happen what a restore holds back.")
def jobs(data_dir: str | None, as_json: bool, release: bool) -> None:
    """List what happens by itself because its time has come.

    After a restore all of it waits until --release; a server serves meanwhile.
    """
    if release:
        held = run_command(data_dir, "jobs.release")["held"]
        click.echo("what is due happens from now on" if held else "nothing was held back")
        return
    found = run_command(data_dir, "jobs.list")
    if as_json:
        print_json(found)
        return
    print_due(msgspec.convert(found["due"], list[Due]))
    if found["restored"] is not None:
        click.echo(
            f"restored {_moment(found['restored'])}: all of it waits for heliograph jobs --release"
        )


def print_due(due: Sequence[Due]) -> None:
    """A table of what is due."""
    lines = ((one.count, _moment(one.since), one.kind) for one in due)
    print_table(("due", "since", "what"), lines)


def _moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M")
