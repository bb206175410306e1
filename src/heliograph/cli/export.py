"""`heliograph export`: all that the server holds of one person, in a folder to hand over."""

import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any, TypeVar

import click
import msgspec

from heliograph.cli.actor import actor
from heliograph.cli.export_folder import JsonFile, MediaWriter, export_folder
from heliograph.cli.options import as_json, data_dir
from heliograph.cli.output import print_json, print_table
from heliograph.cli.reach import Ask, conversation, run_command
from heliograph.domain.exports import (
    AuditEvent,
    ExportBegun,
    ExportedAccount,
    ExportedDialog,
    ExportedMessages,
    Person,
)
from heliograph.domain.messages import Message
from heliograph.export import account as parts
from heliograph.export.beside import account_value
from heliograph.export.messages import message_value
from heliograph.export.people import People, chat_type, shown
from heliograph.export.places import Places
from heliograph.export.texts import Value
from heliograph.server.control import CommandError

RESULT_FILE = "result.json"
ACCOUNT_FILE = "account.json"

_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}

Record = TypeVar("Record")


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
        begun = _record(ask("export.begin", who=who, actor=actor(), reason=reason), ExportBegun)
        reader = _Reader(ask, begun)
        media = MediaWriter(folder, reader.content, wanted=not no_media, bytes_max=media_max)
        with _noted_end(ask, begun):
            written = _Writer(reader, media, folder).write()
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
    while page := _records(
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


class _Reader:
    """An export's pages as records, whoever gives them out."""

    def __init__(self, ask: Ask, begun: ExportBegun) -> None:
        self.begun = begun
        self._ask = ask

    def account(self) -> ExportedAccount:
        return _record(self._page("export.account"), ExportedAccount)

    def dialogs(self) -> list[ExportedDialog]:
        """The one with the newest message first."""
        found: list[ExportedDialog] = []
        while page := _records(
            self._page("export.dialogs", after=found[-1].person.id if found else None),
            ExportedDialog,
        ):
            found += page
        return sorted(found, key=lambda one: (-one.date, one.person.id))

    def messages(self, peer_id: int) -> Iterator[ExportedMessages]:
        """A dialog's messages, oldest first, page by page."""
        after = 0
        while True:
            up_to = self.begun.up_to_id
            found = self._page("export.messages", peer=peer_id, up_to=up_to, after=after)
            page = _record(found, ExportedMessages)
            if not page.messages:
                return
            yield page
            after = page.messages[-1].id

    def scheduled(self) -> list[Message]:
        """What waits to be sent, by dialog and in a dialog as it is due."""
        found: list[Message] = []
        while page := _records(
            self._page(
                "export.scheduled",
                peer=found[-1].peer_id if found else None,
                after=found[-1].id if found else 0,
            ),
            Message,
        ):
            found += page
        return sorted(found, key=lambda one: (one.peer_id, one.date, one.id))

    def content(self, sha256: bytes, offset: int) -> bytes | None:
        found = self._page("export.media", sha256=sha256.hex(), offset=offset)
        return None if found is None else msgspec.convert(found, bytes)

    def _page(self, cmd: str, **args: Any) -> Any:
        return self._ask(cmd, export=self.begun.export_id, **args)


class _Writer:
    """Writes both files, and with them the media that messages show."""

    def __init__(self, reader: _Reader, media: MediaWriter, folder: Path) -> None:
        self._reader = reader
        self._media = media
        self._folder = folder
        self.chats = 0
        self.messages = 0

    def write(self) -> "_Writer":
        found, dialogs = self._reader.account(), self._reader.dialogs()
        with JsonFile(self._folder / RESULT_FILE) as out:
            out.begin()
            self._write_account(out, found)
            self._write_chats(out, [one for one in dialogs if one.messages])
            out.end()
        with JsonFile(self._folder / ACCOUNT_FILE) as out:
            out.begin()
            scheduled = self._scheduled(dialogs)
            whole = account_value(found, dialogs, scheduled, exported=self._reader.begun.date)
            for key, value in whole.items():
                out.put(value, key)
            out.end()
        return self

    def _write_account(self, out: JsonFile, found: ExportedAccount) -> None:
        out.put(parts.ABOUT, "about")
        out.put(parts.personal_information(found), "personal_information")
        out.begin("profile_pictures", opening="[")
        for picture in parts.profile_pictures(found, Places("", self._media.save)):
            out.put(picture)
        out.end("]")
        out.put(parts.contacts(found), "contacts")
        out.put(parts.frequent_contacts(found), "frequent_contacts")
        out.put(parts.sessions(found), "sessions")
        out.put(parts.web_sessions(), "web_sessions")
        out.put({"about_meta": parts.ABOUT_OTHER, "file": ACCOUNT_FILE}, "other_data")

    def _write_chats(self, out: JsonFile, dialogs: Sequence[ExportedDialog]) -> None:
        out.begin("chats")
        out.put(parts.ABOUT_CHATS, "about")
        out.begin("list", opening="[")
        digits = len(str(len(dialogs) - 1))
        for number, dialog in enumerate(dialogs, 1):
            self._write_chat(
                out, dialog.person, Places(f"chats/chat_{number:0{digits}}/", self._media.save)
            )
        out.end("]")
        out.end()

    def _write_chat(self, out: JsonFile, person: Person, places: Places) -> None:
        kind = chat_type(person, owner_id=self._reader.begun.account_id)
        out.begin()
        if kind != "saved_messages":
            out.put(person.name or None, "name")
        out.put(kind, "type")
        out.put(abs(person.id), "id")
        out.begin("messages", opening="[")
        for page in self._reader.messages(person.id):
            people = People(page.people)
            for message in page.messages:
                out.put(message_value(message, people, places))
                self.messages += 1
        out.end("]")
        out.end()
        self.chats += 1

    def _scheduled(self, dialogs: Sequence[ExportedDialog]) -> list[Value]:
        """What waits to be sent, each with whom it is for."""
        persons = {one.person.id: one.person for one in dialogs}
        people, places = People(persons.values()), Places("scheduled/", self._media.save)
        made = []
        for message in self._reader.scheduled():
            peer = persons.get(message.peer_id) or Person(id=message.peer_id)
            made.append({"peer": shown(peer), **message_value(message, people, places)})
        return made


def _record(found: Any, kind: type[Record]) -> Record:
    return msgspec.convert(found, kind, str_keys=True)


def _records(found: Any, kind: type[Record]) -> list[Record]:
    return msgspec.convert(found, list[kind], str_keys=True)  # type: ignore[valid-type]


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
