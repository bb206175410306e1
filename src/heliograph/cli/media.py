"""`heliograph media`: what there is of files, whether it is whole, removing what is left over."""

import sys
from typing import Any

import click
import msgspec

from heliograph.cli.actor import actor
from heliograph.cli.options import as_json, data_dir
from heliograph.cli.output import print_json, print_table
from heliograph.cli.reach import run_command
from heliograph.domain.blobs import BlobState, MediaTotals, Verified
from heliograph.domain.files import Document, EncryptedFile, Photo

_KINDS = {
    Document.kind: "documents",
    Photo.kind: "photos",
    EncryptedFile.kind: "files of end-to-end chats",
}
_STATES = {
    BlobState.ARRIVING: "on their way, or of no file yet",
    BlobState.HELD: "that files are made of",
    BlobState.LET_GO: "that no file is made of any more",
    BlobState.DOOMED: "being removed",
}


@click.group()
def media() -> None:
    """Files that people sent: how much there is, whether it is whole, what is left over."""


@media.command()
@data_dir
@as_json
def stats(data_dir: str | None, as_json: bool) -> None:
    """Count files by kind, content by what becomes of it, and who has most."""
    found = run_command(data_dir, "media.stats")
    if as_json:
        print_json(found)
        return
    totals = msgspec.convert(found, MediaTotals)
    kinds = ((one.count, _size(one.bytes), _KINDS[one.kind]) for one in totals.files)
    print_table(("files", "size", "kind"), kinds)
    click.echo(f"{totals.unshown} of them are shown nowhere and go when their time is over")
    states = ((one.count, _size(one.bytes), _STATES[one.state]) for one in totals.blobs)
    print_table(("contents", "size", "state"), states)
    print_table(
        ("account", "files", "size"),
        ((one.owner_id, one.count, _size(one.bytes)) for one in totals.owners),
    )


@media.command()
@data_dir
@as_json
def gc(data_dir: str | None, as_json: bool) -> None:
    """Remove now what no file is made of any more, where its grace period is over.

    A running server does the same by itself: every minute, and once a day for content that its
    database knows nothing of.
    """
    found = run_command(data_dir, "media.gc")
    if as_json:
        print_json(found)
        return
    click.echo(f"removed {found['removed']}, and {found['unknown']} the database knew nothing of")


@media.command()
@data_dir
@as_json
@click.option("--contents", is_flag=True, help="Also read everything and compare its hash.")
def verify(data_dir: str | None, as_json: bool, contents: bool) -> None:
    """Look whether everything that files are made of is there. Status 1 if something is not."""
    found: dict[str, Any] = run_command(data_dir, "media.verify", contents=contents)
    verified = msgspec.convert(found, Verified)
    if as_json:
        print_json(found)
    else:
        click.echo(f"{verified.whole} whole, {_size(verified.bytes)}")
        for count, like, what in (
            (verified.missing, verified.missing_like, "missing"),
            (verified.spoilt, verified.spoilt_like, "spoilt"),
        ):
            if count:
                click.echo(f"{count} {what}:")
            for sha256 in like:
                click.echo(f"  {sha256}")
    sys.exit(bool(verified.missing or verified.spoilt))


@media.command()
@data_dir
@as_json
@click.argument("file", metavar="FILE_ID|SHA256")
@click.option("--reason", required=True, metavar="TEXT", help="Why. It is kept in the log.")
def withdraw(data_dir: str | None, as_json: bool, file: str, reason: str) -> None:
    """End all references to a file, or to all files that hold a content.

    Whoever is still shown it is given new ones; nobody else fetches it any more.
    """
    found = run_command(data_dir, "media.withdraw", file=file, actor=actor(), reason=reason)
    if as_json:
        print_json(found)
        return
    click.echo(f"withdrew {found['withdrawn']}")


def _size(count: int) -> str:
    return f"{count / (1 << 20):,.1f} MiB"
