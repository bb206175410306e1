"""`heliograph backup`, `backup-key` and `restore`."""

import sys
from pathlib import Path

import click
import msgspec

from heliograph.cli.jobs import print_due
from heliograph.cli.options import data_dir, settings_of
from heliograph.cli.reach import reach, run_command
from heliograph.config import ConfigError, Settings
from heliograph.domain.blobs import Verified
from heliograph.server import key_box
from heliograph.server.backup import back_up, snapshot_unserved
from heliograph.server.control import CommandError
from heliograph.server.errors import CannotStart
from heliograph.server.files import read_private, write_durably
from heliograph.server.keys import BLOBS_FOLDER
from heliograph.server.restore import restore as restore_archive
from heliograph.telemetry import logs

_file = click.Path(dir_okay=False, path_type=Path)
_passphrase_file = click.option(
    "--passphrase-file", type=_file, metavar="FILE", help="Whose first line is the passphrase."
)


@click.command()
@data_dir
@_passphrase_file
@click.option("--recipient", metavar="KEY", help="The public key that backup-key printed.")
@click.argument("file", type=_file)
def backup(
    data_dir: str | None, passphrase_file: Path | None, recipient: str | None, file: Path
) -> None:
    """Write everything into one new FILE, while the server runs or while it does not.

    The server's keys are in it sealed: for a recipient, or under a passphrase, which is asked for
    where no file holds it. What people wrote is in it readable, as it is in the database.
    """
    settings = settings_of(data_dir=data_dir)
    if recipient is not None and passphrase_file is not None:
        raise click.UsageError("give either a recipient or a passphrase")
    lock = (
        key_box.passphrase_lock(_passphrase(passphrase_file, again=True))
        if recipient is None
        else key_box.recipient_lock(recipient)
    )
    folder = settings.folder

    def take_snapshot() -> Path:
        answer = reach(
            settings, "store.snapshot", {}, here=lambda: {"path": str(snapshot_unserved(folder))}
        )
        return Path(answer["path"])

    made = back_up(folder, file, lock, take_snapshot=take_snapshot)
    rows = sum(made.tables.values())
    click.echo(f"{file}: schema {made.schema}, {rows} rows, keys sealed")
    if made.blobs.count:
        click.echo(
            f"it refers to {made.blobs.count} contents of files, which it does not hold: "
            f"copy {_where(settings)} as well, within a day"
        )


@click.command("backup-key")
@click.argument("file", type=_file)
def backup_key(file: Path) -> None:
    """Make a key for backups: its private half goes to FILE, its public one is printed.

    Keep FILE away from the server: it is needed to restore, and for nothing else.
    """
    if file.exists():
        raise CannotStart(f"{file} is there already, and backups may need it")
    private, public = key_box.new_pair()
    write_durably(file, f"{private}\n".encode(), to_owner_of_folder=False)
    click.echo(public)


@click.command()
@click.option(
    *("--data-dir", "--data"), metavar="DIR", required=True, help="The folder to make, or empty."
)
@_passphrase_file
@click.option("--key", type=_file, metavar="FILE", help="The private key that backup-key wrote.")
@click.argument("file", type=_file)
def restore(data_dir: str, passphrase_file: Path | None, key: Path | None, file: Path) -> None:
    """Make DIR the data folder that FILE is a backup of.

    FILE is verified whole. What is due waits afterwards until heliograph jobs --release.
    """
    logs.configure("warning", "auto")

    def opened(box: key_box.Box, bound: bytes) -> bytes:
        if isinstance(box, key_box.ForPassphrase):
            passphrase = _passphrase(passphrase_file, again=False)
            return key_box.open_for_passphrase(box, passphrase, bound=bound)
        if key is None:
            raise CommandError("the backup's keys are sealed for a recipient: give --key")
        return key_box.open_for_recipient(box, _first_line(key), bound=bound)

    done = restore_archive(file, Path(data_dir), opened)
    rows = sum(done.manifest.tables.values())
    click.echo(f"{data_dir}: {rows} rows restored, ids go on {done.leapt} further")
    if done.due:
        print_due(done.due)
    if done.manifest.blobs.count:
        _say_what_is_missing(data_dir)
    click.echo("what is due waits for heliograph jobs --release")


def _where(settings: Settings) -> Path:
    return settings.folder / BLOBS_FOLDER


def _say_what_is_missing(data_dir: str) -> None:
    """Compare what the restored database refers to with what lies there."""
    try:
        found = msgspec.convert(run_command(data_dir, "media.verify"), Verified)
    except (CommandError, CannotStart, ConfigError) as error:
        click.echo(f"whether all files are there could not be seen: {error}")
        return
    wrong = found.missing + found.spoilt
    click.echo(f"{found.whole} contents of files are there, {wrong} are missing")
    for sha256 in (*found.missing_like, *found.spoilt_like):
        click.echo(f"  {sha256}")
    if wrong:
        click.echo(
            f"copy them into {_where(settings_of(data_dir=data_dir))}, then run heliograph media "
            "verify"
        )


def _passphrase(file: Path | None, *, again: bool) -> str:
    if file is not None:
        return _first_line(file)
    if not sys.stdin.isatty():
        raise CommandError(
            "nobody is here to be asked for a passphrase: give --passphrase-file"
            + (" or --recipient" if again else "")
        )
    return str(click.prompt("Passphrase", hide_input=True, confirmation_prompt=again))


def _first_line(file: Path) -> str:
    """What a private file says. Raises UnsafeFile, CommandError."""
    content = read_private(file)
    if content is None:
        raise CommandError(f"there is no {file}")
    try:
        return content.decode().split("\n", 1)[0].strip("\r")
    except UnicodeError:
        raise CommandError(f"{file} is no text") from None
