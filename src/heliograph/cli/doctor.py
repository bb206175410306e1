"""`heliograph doctor`: what is right with this machine and data folder, what is not, and why."""

import sys

import click

from heliograph.cli.findings import Finding, examine
from heliograph.cli.options import as_json, data_dir, settings_of
from heliograph.cli.output import print_json, printable
from heliograph.cli.reach import run_command
from heliograph.server.control import CommandError
from heliograph.server.errors import CannotStart
from heliograph.telemetry import logs

_MARKS = {"ok": "ok   ", "note": "note ", "bad": "BAD  "}


@click.command()
@data_dir
@as_json
@click.option("--store", is_flag=True, help="Also examine the database; takes time.")
def doctor(data_dir: str | None, as_json: bool, store: bool) -> None:
    """Examine the machine and the data folder; changes nothing. Status 1 if something is bad."""
    settings = settings_of(data_dir=data_dir)
    logs.configure("error", settings.log_format)
    found = examine(settings)
    if store:
        found.append(_store(data_dir))
    if as_json:
        print_json(found)
    else:
        for finding in found:
            _print(finding)
    sys.exit(any(finding.level == "bad" for finding in found))


def _store(data_dir: str | None) -> Finding:
    try:
        problems = run_command(data_dir, "store.check", whole=True)
    except (CannotStart, CommandError) as error:
        return Finding(level="bad", subject="store", text=str(error))
    if not problems:
        return Finding(level="ok", subject="store", text="whole, and true to its promises")
    return Finding(
        level="bad",
        subject="store",
        text="; ".join(problems),
        remedy="Restore the newest backup: docs/how-to/back-up.md.",
    )


def _print(finding: Finding) -> None:
    click.echo(f"{_MARKS[finding.level]} {finding.subject}: {printable(finding.text)}")
    if finding.remedy:
        click.echo(f"      {printable(finding.remedy)}")
