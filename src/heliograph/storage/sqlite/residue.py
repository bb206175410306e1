"""What SQLite leaves between the rows of a page: overwritten on its way into the database.

`secure_delete` overwrites a row where it lies. A page that is laid out anew keeps earlier copies
of its rows beside them, and nothing overwrites those when their row is deleted later.
https://www.sqlite.org/fileformat.html#b_tree_pages
"""

import itertools
from typing import Protocol

import apsw

from heliograph.storage.sqlite import native
from heliograph.storage.sqlite.connection import BUSY_TIMEOUT_MS

_LONGEST_PAGE = 65_536
_ZEROS = bytes(_LONGEST_PAGE)
_FILE_HEADER = 100
_LISTS_BEGIN = {2: 12, 5: 12, 10: 8, 13: 8}
"""Where the list of rows begins, by the first byte of a page that holds rows."""

UNMISTAKABLE_PAGES = 2 << 24
"""Pages of other kinds begin with the four-byte number of a page: below this with a zero."""

_serial = itertools.count()


def without_residue(page: bytes, offset: int) -> bytes:
    """A page as it is written at an offset of the database, with nothing between list and rows.

    `c/residue.c` holds the same rule.
    """
    header = 0 if offset else _FILE_HEADER
    list_begins = _LISTS_BEGIN.get(page[header])
    if list_begins is None:
        return page
    begin = header + list_begins + 2 * int.from_bytes(page[header + 3 : header + 5], "big")
    end = int.from_bytes(page[header + 5 : header + 7], "big") or _LONGEST_PAGE
    if begin >= end or end > len(page) or _ZEROS.startswith(page[begin:end]):
        return page
    return page[:begin] + _ZEROS[: end - begin] + page[end:]


class Pages(Protocol):
    """A connection of its own whose writes into the database are cleaned on their way."""

    connection: apsw.Connection

    def __init__(self, path: str, *, vfs: str | None) -> None: ...

    def allow(self, cleans: bool) -> None:
        """Whether anything is cleaned from now on; it is until this says otherwise."""
        ...

    def clean(self, pages: int, page_bytes: int) -> None:
        """Clean so many pages that are in the file already. Raises apsw.Error."""
        ...

    def close(self) -> None: ...


class Cleaner:
    """A connection of its own that copies the log into the database, and cleans what it copies.

    Pages that others write into the log go past it; only what is copied comes by here. It belongs
    to the thread that writes.
    """

    def __init__(
        self, path: str, *, vfs: str | None, synchronous: str, pages: type[Pages] | None = None
    ) -> None:
        self._pages = (pages or choose())(path, vfs=vfs)
        try:
            self.connection = self._pages.connection
            self.connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
            self.connection.set_busy_timeout(BUSY_TIMEOUT_MS)
            self.connection.pragma("synchronous", synchronous)
            self._page_bytes = self.connection.pragma("page_size")
        except BaseException:
            self._pages.close()
            raise

    def copy_log(self, mode: int) -> tuple[int, int]:
        """Checkpoint; gives the log's frames and how many were copied. Raises apsw.BusyError."""
        self._pages.allow(self.connection.pragma("page_count") < UNMISTAKABLE_PAGES)
        return self.connection.wal_checkpoint(mode=mode)

    def clean_all(self) -> None:
        """Clean what was written by others. The log must be empty, and nobody else may write."""
        pages = self.connection.pragma("page_count")
        if pages < UNMISTAKABLE_PAGES:
            self._pages.clean(pages, self._page_bytes)

    def close(self) -> None:
        """Let go of the file; what is in the log stays there."""
        self._pages.close()


def choose() -> type[Pages]:
    """Cleaning in C where it was built and is wanted."""
    if native.load() is None:
        return PythonPages
    from heliograph.storage.sqlite.native_residue import NativePages

    return NativePages


class PythonPages:
    """The reference: by way of a VFS in Python, which takes Python's lock at each page."""

    def __init__(self, path: str, *, vfs: str | None) -> None:
        self._vfs = _CleaningVfs(f"heliograph-cleaning-{next(_serial)}", vfs or "")
        try:
            self.connection = apsw.Connection(path, vfs=self._vfs.name)
        except BaseException:
            self._vfs.unregister()
            raise

    def allow(self, cleans: bool) -> None:
        self._vfs.cleans = cleans

    def clean(self, pages: int, page_bytes: int) -> None:
        file = self._vfs.file
        assert file is not None
        for offset in range(0, pages * page_bytes, page_bytes):
            page = file.xRead(page_bytes, offset)
            if without_residue(page, offset) is not page:
                file.xWrite(page, offset)
        file.xSync(apsw.SQLITE_SYNC_FULL)

    def close(self) -> None:
        self.connection.close()
        self._vfs.unregister()


class _CleaningVfs(apsw.VFS):
    def __init__(self, name: str, base: str) -> None:
        super().__init__(name, base)
        self._base = base
        self.name = name
        self.cleans = True
        self.file: _CleaningFile | None = None

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:
        if flags[0] & apsw.SQLITE_OPEN_MAIN_DB:
            self.file = _CleaningFile(self, self._base, name, flags)
            return self.file
        return apsw.VFSFile(self._base, name, flags)


class _CleaningFile(apsw.VFSFile):
    def __init__(
        self, vfs: _CleaningVfs, base: str, name: str | apsw.URIFilename | None, flags: list[int]
    ) -> None:
        super().__init__(base, name, flags)
        self._vfs = vfs

    def xWrite(self, data: bytes, offset: int) -> None:
        super().xWrite(without_residue(data, offset) if self._vfs.cleans else data, offset)
