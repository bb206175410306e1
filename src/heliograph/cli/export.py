"""`heliograph export`: all that the server holds of one person, in a folder to hand over."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any

import click
import msgspec

from heliograph.cli.actor import actor
from heliograph.cli.export_folder import MediaWriter, export_folder
from heliograph.cli.export_writing import AccountReader, AccountWriter, as_record, as_records
from heliograph.cli.options import as_json, data_dir
from heliograph.cli.output import print_json, print_table
from heliograph.cli.reach import Ask, conversation, run_command
from heliograph.domain.exports import AuditEvent, ExportBegun
from heliograph.server.control import CommandError

_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


class Size(click.ParamType):  # type: ignore[type-arg]
    """Bytes, or with a K, M or G behind the number 1,024 times as many, and so on."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        text = str(value).upper().removesuffix("B").removesuffix("I")
        number, unit = (text[:-1], text[-1]) if text[-1:] in ("K", "M", "G") else (text, "")
        if not number.isdigit() or len(number) > 15:
            self.fail(f"{value!r} is no size: 500K, 20M and 4G are", param, ctx)
        return int(number) * _UNITS[unit]


@click.command()
@data_dir
@click.option("--user", "who", required=True, metavar="ID|+PHONE|@USERNAME", help="Whose data.")
@click.option("--to", "target", required=True, metavar="FOLDER", help="A new folder for it.")
@click.option(
    "--reason",
    required=True,
    metavar="TEXT",
    help="Why. It is kept in the log, and the account's owner reads it.",
)
@click.option("--no-media", is_flag=True, help="Without files.")
@click.option("--media-max", type=Size(), metavar="SIZE", help="Without larger files, as 20M.")
def export(
    data_dir: str | None,
    who: str,
    target: str,
    reason: str,
    no_media: bool,
    media_max: int | None,
) -> None:
    """Write all data of one account to FOLDER, as Telegram Desktop's export has it.

    The account is told before anything is read, with the reason; that cannot be switched off. The
    folder is there when it is whole: an export that was ended leaves none.
    """
    with _ended_gently(), conversation(data_dir) as ask, export_folder(Path(target)) as folder:
        begun = as_record(ask("export.begin", who=who, actor=actor(), reason=reason), ExportBegun)
        reader = AccountReader(ask, begun)
        media = MediaWriter(folder, reader.content, wanted=not no_media, bytes_max=media_max)
        with _noted_end(ask, begun):
            written = AccountWriter(reader, media, folder).write()
    click.echo(
        f"export {begun.export_id}: {written.chats} chats, {written.messages} messages, "
        f"{media.files} files ({media.bytes / (1 << 20):,.1f} MiB) in {target}"
    )
    if media.missing:
        click.echo(f"{media.missing} files are not there any more")


@click.command()
@data_dir
@as_json
def audit(data_dir: str | None, as_json: bool) -> None:
    """Show which accounts were exported, when, by whom and why."""
    events: list[AuditEvent] = []
    while page := as_records(
        run_command(data_dir, "audit.list", after=events[-1].id if events else 0), AuditEvent
    ):
        events += page
    if as_json:
        print_json(msgspec.to_builtins(events))
        return
    print_table(
        ("number", "date", "what", "account", "by", "reason"),
        (
            (
                event.id,
                f"{datetime.fromtimestamp(event.date, UTC):%Y-%m-%d %H:%M}",
                event.kind,
                event.account_id,
                event.actor,
                event.reason or (f"ends {event.of}" if event.of else ""),
            )
            for event in events
        ),
    )


@contextmanager
def _noted_end(ask: Ask, begun: ExportBegun) -> Iterator[None]:
    """Have the log say that the export is over, however it ends."""
    try:
        yield
    except BaseException:
        # What went wrong first is what is told.
        with suppress(CommandError):
            ask("export.end", export=begun.export_id, actor=actor())
        raise
    ask("export.end", export=begun.export_id, actor=actor())


@contextmanager
def _ended_gently() -> Iterator[None]:
    """Let SIGTERM and SIGHUP end the command as Ctrl-C does: what it wrote is removed."""

    def end(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    former = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
