"""Files that are either wholly there or not, and private from their first byte."""

import os
import stat
from collections.abc import Sequence
from pathlib import Path

from heliograph.server.errors import CannotStart

PRIVATE = 0o600
PRIVATE_FOLDER = 0o700


class UnsafeFile(CannotStart):
    """A secret file is missing, malformed or readable by others; the text names the remedy."""


def make_private_folder(folder: Path) -> Sequence[Path]:
    """Create the data folder, closed to other users, if it does not exist; durably.

    Gives the folders that were made for it, itself first.
    """
    made = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    for path in made:
        sync_folder(path.parent)
    return made


def give_to_owner_of(folder: Path, descriptor: int) -> None:
    """Let the owner of the data folder have a file in it that root made.

    Otherwise the service user could not open it after a command that root ran.
    """
    if os.geteuid() == 0:
        owner = folder.stat()
        os.fchown(descriptor, owner.st_uid, owner.st_gid)


def make_private_file(path: Path) -> None:
    """Make an empty file that only the folder's owner can read, unless there is one."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, PRIVATE)
    except FileExistsError:
        return
    try:
        give_to_owner_of(path.parent, descriptor)
    finally:
        os.close(descriptor)


def write_durably(
    path: Path, content: bytes, *, mode: int = PRIVATE, to_owner_of_folder: bool = True
) -> None:
    """Put `content` at `path` in one step that survives a power cut."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, mode)
    try:
        with open(descriptor, "wb") as file:
            os.fchmod(file.fileno(), mode)
            if to_owner_of_folder:
                give_to_owner_of(path.parent, file.fileno())
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make renames and new names inside `folder` durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_private(path: Path) -> bytes | None:
    """The content of a secret file, or None if there is none.

    Raises UnsafeFile if it is no plain file or if others may read or write it.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UnsafeFile(f"{path}: {error.strerror}") from None
    with open(descriptor, "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise UnsafeFile(f"{path} is not a plain file")
        if status.st_mode & 0o077:
            raise UnsafeFile(
                f"{path} may be read by other users (mode {status.st_mode & 0o777:04o}): "
                f"run chmod 600 {path}, and replace the key if anyone else had access"
            )
        return file.read()


def read_named(setting: str, path: Path) -> bytes:
    """The content of the secret file that a setting names. Raises UnsafeFile, also for none."""
    content = read_private(path)
    if content is None:
        raise UnsafeFile(f"{setting}: there is no file {path}")
    return content
