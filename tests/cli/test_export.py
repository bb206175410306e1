"""`heliograph export`, with a server running and without one."""

import asyncio
import hashlib
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

import apsw
import click
import pytest

from heliograph.actions.accounts import add_account
from heliograph.actions.blobs import keep_bytes
from heliograph.cli.export import Size
from heliograph.cli.export_folder import MediaWriter, export_folder
from heliograph.cli.options import settings_of
from heliograph.domain.composing import MessageLimits, compose_private
from heliograph.domain.exports import checked_reason
from heliograph.domain.extras import DocumentMedia, Extras
from heliograph.domain.files import Document, Filename
from heliograph.domain.messages import Body, Draft
from heliograph.export.places import Wanted
from heliograph.server.control import CommandError
from heliograph.server.export_commands import MESSAGES
from heliograph.server.offline import offline_app
from support.export_shape import read_result

ALICE, BOB = "+15550100001", "+15550100002"
CONTENT = bytes(range(256)) * 4_096
"""1 MiB: more than one page of a content."""
SENT = 450
"""More than two pages of messages."""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template") / "data"
    folder.mkdir(mode=0o700)
    asyncio.run(_talk(folder))
    return folder


@pytest.fixture
def told(folder: Path, template: Path) -> Path:
    """A folder in which two people have talked, and one has sent the other a file twice."""
    shutil.copytree(template, folder)
    return folder


@pytest.fixture(params=["offline", "running"])
def data(request: pytest.FixtureRequest, told: Path, servers: Any) -> Path:
    if request.param == "running":
        assert servers.start().ready
    return told


async def _talk(folder: Path) -> None:
    async with offline_app(settings_of(data_dir=str(folder))) as (app, clock, store):
        alice = await add_account(app, phone=ALICE, first_name="Alice")
        bob = await add_account(app, phone=BOB, first_name="Bob")
        decide = partial(compose_private, limits=MessageLimits())
        sha256 = await keep_bytes(app, CONTENT)
        document = Document(
            id=77,
            access_hash=1,
            date=clock.now(),
            mime_type="application/octet-stream",
            size=len(CONTENT),
            sha256=sha256,
            attributes=(Filename(name="../evil.bin"),),
        )
        await store.add_file(document, owner_id=alice.id, upload_id=1)
        file = Extras(media=DocumentMedia(document=document))
        drafts = [
            Draft(
                sender_id=alice.id,
                recipient_id=bob.id,
                random_id=number + 1,
                text=f"message {number}",
                date=clock.now(),
                extras=file if number in (3, 5) else None,
            )
            for number in range(SENT)
        ]
        await store.append_all(drafts, decide=decide)


async def _schedule(folder: Path, waiting: int) -> None:
    """Alice has so many messages for Bob wait, each later one due a second earlier."""
    async with offline_app(settings_of(data_dir=str(folder))) as (_, clock, store):
        now = clock.now()
        alice, bob = [await store.account_by_phone(phone[1:]) for phone in (ALICE, BOB)]
        assert alice is not None
        assert bob is not None
        drafts = [
            Draft(
                sender_id=alice.id,
                recipient_id=bob.id,
                random_id=1_000 + number,
                text=f"later {number}",
                date=now,
                due=now + 86_400 - number,
            )
            for number in range(waiting)
        ]
        await store.schedule(drafts, decide=_as_written)


def _as_written(draft: Draft, *_: Any) -> Body:
    return Body(sender_id=draft.sender_id, date=draft.date, text=draft.text)


def run(heliograph: Any, data: Path, target: Path, *more: str, who: str = BOB) -> Any:
    given = ("--data-dir", data, "--user", who, "--to", target, "--reason", "request 17")
    return heliograph("export", *given, *more)


def chats(target: Path) -> list[Any]:
    read_result(target)
    found: list[Any] = json.loads((target / "result.json").read_text())["chats"]["list"]
    return found


def test_all_of_an_account_is_in_a_private_folder(
    heliograph: Any, data: Path, tmp_path: Path
) -> None:
    target = tmp_path / "out"
    done = run(heliograph, data, target)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{SENT + 1} messages, 1 files" in done.stdout
    named = {chat["name"]: chat["messages"] for chat in chats(target)}
    assert [one["text"] for one in named["Alice"]] == [f"message {n}" for n in range(SENT)]
    assert [one["id"] for one in named["Alice"]] == sorted({one["id"] for one in named["Alice"]})
    first, again = named["Alice"][3], named["Alice"][5]
    assert first["file"] == again["file"]
    assert first["file"].endswith("/files/_evil.bin")
    assert (target / first["file"]).read_bytes() == CONTENT
    (notice,) = named["Heliograph"]
    assert "request 17" in notice["text"], "the account was told before its data was read"
    modes = {stat.S_IMODE(path.stat().st_mode) for path in target.rglob("*") if path.is_file()}
    folders = {stat.S_IMODE(p.stat().st_mode) for p in (target, *target.rglob("*")) if p.is_dir()}
    assert (modes, folders) == ({0o600}, {0o700})
    beside = json.loads((target / "account.json").read_text())
    assert {one["name"]: one["messages"] for one in beside["dialogs"]} == {
        "Alice": SENT,
        "Heliograph": 1,
    }
    assert sorted(path.name for path in tmp_path.iterdir() if path.name != data.name) == ["out"]
    end_one(data, tmp_path / "ended")


def end_one(data: Path, target: Path) -> None:
    """Begin another export and end it: it leaves nothing behind, whoever gives out the pages."""
    part = target.with_name(f".{target.name}.part")
    command = Path(sys.executable).with_name("heliograph")
    given = ("--data-dir", data, "--user", BOB, "--to", target, "--reason", "why")
    export = subprocess.Popen([command, "export", *given], stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 20
    while not part.exists() and time.monotonic() < deadline and export.poll() is None:
        time.sleep(0)
    export.send_signal(signal.SIGTERM)
    export.wait(20)
    assert not part.exists()
    # It may have been done just before.
    assert not target.exists() or len(chats(target)) == 2


def test_who_read_what_and_why_is_in_the_log_for_good(
    at_once: Any, told: Path, tmp_path: Path
) -> None:
    data = told
    run(at_once, data, tmp_path / "out", "--no-media")
    found = json.loads(at_once("audit", "--data-dir", data, "--json").stdout)
    begun, ended = found
    assert (begun["kind"], begun["reason"]) == ("export_begun", "request 17")
    assert f"uid {os.getuid()}" in begun["actor"]
    assert (ended["kind"], ended["of"]) == ("export_ended", begun["id"])
    assert begun["account_id"] == ended["account_id"] == 1_000_000_002
    assert "request 17" in at_once("audit", "--data-dir", data).stdout
    with apsw.Connection(str(data / "heliograph.db")) as db:
        for change in ("UPDATE audit SET reason = ''", "DELETE FROM audit"):
            with pytest.raises(apsw.ConstraintError):
                db.execute(change)


@pytest.mark.parametrize(
    ("flags", "stands"),
    [(("--no-media",), "(File not included."), (("--media-max", "1023K"), "(File exceeds maximum")],
)
def test_files_can_be_left_out(
    at_once: Any, told: Path, tmp_path: Path, flags: tuple[str, ...], stands: str
) -> None:
    target = tmp_path / "out"
    assert run(at_once, told, target, *flags).returncode == 0
    (talk,) = (chat for chat in chats(target) if chat["name"] == "Alice")
    assert talk["messages"][3]["file"].startswith(stands)
    assert {path.name for path in target.iterdir()} == {"result.json", "account.json"}


def test_all_that_waits_to_be_sent_is_there_as_it_is_due(
    at_once: Any, told: Path, tmp_path: Path
) -> None:
    waiting = 2 * MESSAGES + 1
    asyncio.run(_schedule(told, waiting))
    target = tmp_path / "out"
    assert run(at_once, told, target, who=ALICE).returncode == 0
    found = json.loads((target / "account.json").read_text())["scheduled_messages"]
    assert [one["text"] for one in found] == [f"later {n}" for n in reversed(range(waiting))]


def never(sha256: bytes, offset: int) -> bytes | None:
    raise AssertionError("nothing is fetched")


def test_a_contacts_card_is_no_file_that_could_be_left_out(tmp_path: Path) -> None:
    media = MediaWriter(tmp_path, never, wanted=False, bytes_max=1)
    card = Wanted(path="contacts/contact_1.vcard", size=4, key=(1, "vcard"), content=b"CARD")
    assert media.save(card) == card.path
    assert (tmp_path / card.path).read_bytes() == b"CARD"


def test_equal_names_are_numbered_and_one_file_is_there_once(tmp_path: Path) -> None:
    def fetch(sha256: bytes, offset: int) -> bytes:
        return b"" if offset else contents[sha256]

    contents = {hashlib.sha256(one).digest(): one for one in (b"one", b"two", b"three")}
    media = MediaWriter(tmp_path, fetch)
    saved = [
        media.save(Wanted(path="files/a.tar.gz", size=9, key=(number, ""), sha256=sha256))
        for number, sha256 in enumerate([*contents, next(iter(contents))])
    ]
    again = media.save(Wanted(path="files/a.tar.gz", size=9, key=(1, ""), sha256=bytes(32)))
    names = [f"files/a{number}.tar.gz" for number in ("", " (1)", " (2)", " (3)")]
    assert saved == names
    assert again == names[1]
    assert (tmp_path / names[2]).read_bytes() == b"three"
    assert (media.files, media.bytes, media.missing) == (4, 14, 0)


def test_a_file_that_comes_again_when_it_is_forgotten_is_put_beside_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("heliograph.cli.export_folder._REMEMBERED", 1)
    monkeypatch.setattr("heliograph.cli.export_folder._TAKEN_NAMES", 2)
    media = MediaWriter(tmp_path, never)
    saved = []
    for number in range(5):
        saved.append(media.save(Wanted(path="files/a.txt", size=1, key=(77, ""), content=b"x")))
        media.save(Wanted(path=f"files/b{number}", size=1, key=(number, ""), content=b"y"))
    names = ("", " (1)", " (77)", " (77) (1)", " (77) (2)")
    assert saved == [f"files/a{name}.txt" for name in names]


def test_a_file_that_is_lost_or_spoilt_is_not_passed_off_as_whole(
    at_once: Any, told: Path, tmp_path: Path
) -> None:
    name = hashlib.sha256(CONTENT).hexdigest()
    (told / "blobs" / name[:2] / name).write_bytes(b"!" + CONTENT[1:])
    target = tmp_path / "out"
    done = run(at_once, told, target)
    assert "files are not there any more" in done.stdout
    (talk,) = (chat for chat in chats(target) if chat["name"] == "Alice")
    assert talk["messages"][3]["file"].startswith("(File unavailable")
    assert not list(target.rglob("*.bin"))


def test_what_is_wrong_is_said_before_anybody_is_told(
    at_once: Any, told: Path, tmp_path: Path
) -> None:
    full = tmp_path / "full"
    full.mkdir()
    (full / "mine").touch()
    out = tmp_path / "out"
    for to, reason, who, said in (
        (full, "why", BOB, "is there already"),
        (out, " \t", BOB, "give a reason"),
        (out, "why", "777000", "USER_ID_INVALID"),
        (out, "why", "9" * 30, "no account has the id"),
    ):
        given = ("--data-dir", told, "--user", who, "--to", to, "--reason", reason)
        done = at_once("export", *given)
        assert (done.returncode, said in done.stderr) == (1, True), said
    assert json.loads(at_once("audit", "--data-dir", told, "--json").stdout) == []
    assert (full / "mine").exists()
    assert not list(tmp_path.glob(".*.part"))


@pytest.mark.parametrize(
    ("given", "made"), [("12", 12), ("500K", 512_000), ("20m", 20 << 20), ("4GiB", 4 << 30)]
)
def test_a_size_may_have_a_unit(given: str, made: int) -> None:
    assert Size().convert(given, None, None) == made


@pytest.mark.parametrize("given", ["", "much", "-1", "1.5G", "G", "9" * 20])
def test_what_is_no_size_is_refused(given: str) -> None:
    with pytest.raises(click.BadParameter, match="no size"):
        Size().convert(given, None, None)


def test_a_reason_is_one_line_that_can_be_read() -> None:
    assert checked_reason(" request\n17 ") == "request 17"
    assert checked_reason("x" * 300) is not None
    for wrong in ("", " \t", "x" * 301, "a\x1b[2J", "\u202e"):
        assert checked_reason(wrong) is None


def test_what_an_export_that_was_killed_left_goes_with_the_next(
    at_once: Any, told: Path, tmp_path: Path
) -> None:
    part = tmp_path / ".out.part"
    part.mkdir()
    (part / "result.json").write_text("half")
    done = run(at_once, told, tmp_path / "out")
    assert "is in the way" in done.stderr, "it is no export's"
    (part / ".heliograph-export").touch()
    assert run(at_once, told, tmp_path / "out").returncode == 0
    assert not part.exists()
    assert len(chats(tmp_path / "out")) == 2


def test_only_one_export_writes_to_a_folder(tmp_path: Path) -> None:
    with (
        export_folder(tmp_path / "out") as part,
        pytest.raises(CommandError, match="another export"),
        export_folder(tmp_path / "out"),
    ):
        pass
    assert not part.exists()
    assert (tmp_path / "out").is_dir()
