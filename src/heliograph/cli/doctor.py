"""`heliograph doctor`: what is right with this machine and data folder, what is not, and why."""

import sys

import click

from heliograph.cli.blob_findings import whole
from heliograph.cli.finding import Finding
from heliograph.cli.findings import examine
from heliograph.cli.options import as_json, data_dir, settings_of
from heliograph.cli.output import print_json, printable
from heliograph.config import Settings
from heliograph.server.control import CommandError, NoServer, ask
from heliograph.server.errors import CannotStart
from heliograph.telemetry import logs

_MARKS = {"ok": "ok   ", "note": "note ", "bad": "BAD  "}


@click.command()
@data_dir
@as_json
@click.option(
    "--store",
    is_flag=True,
    help="Also examine the database, and whether all files are there; takes time.",
)
def doctor(data_dir: str | None, as_json: bool, store: bool) -> None:
    """Examine the machine and the data folder; changes nothing. Status 1 if something is bad."""
    settings = settings_of(data_dir=data_dir)
    logs.configure("error", settings.log_format)
    found = examine(settings)
    if store:
        found += [_store(settings), *whole(settings)]
    if as_json:
        print_json(found)
    else:
        for finding in found:
            _print(finding)
    sys.exit(any(finding.level == "bad" for finding in found))


def _store(settings: Settings) -> Finding:
    try:
        return _examined(settings)
    except (CannotStart, CommandError) as error:
        return Finding(
            level="bad",
            subject="store",
            text=str(error),
            means="The database could not be examined, so nothing is known of it.",
            remedy="Mend what is said above, and run heliograph doctor --store again.",
        )


def _examined(settings: Settings) -> Finding:
    folder, text = settings.folder, "whole, and true to its promises"
    try:
        timeout_s = settings.limits.control_timeout_s
        problems = ask(folder, "store.check", {"whole": True}, timeout_s=timeout_s)
    except NoServer:
        # Imported late: an ordinary examination does without the store.
        from heliograph.server.offline import look_at_store

        looked = look_at_store(folder)
        problems = looked.problems
        if looked.schema < looked.newest:
            text = "whole; what it promises is looked at in its newest schema alone"
    if problems:
        return Finding(
            level="bad",
            subject="store",
            text="; ".join(problems),
            means="What the database holds is not what was written into it: answers may be wrong.",
            remedy="Restore the newest backup: docs/how-to/back-up.md.",
        )
    return Finding(level="ok", subject="store", text=text)


def _print(finding: Finding) -> None:
    click.echo(f"{_MARKS[finding.level]} {finding.subject}: {printable(finding.text)}")
    for explanation in (finding.means, finding.remedy):
        if explanation:
            click.echo(f"      {printable(explanation)}")
