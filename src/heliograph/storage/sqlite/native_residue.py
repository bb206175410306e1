"""The cleaning of pages in C: a checkpoint takes Python's lock once, not at each page."""

import apsw

from heliograph.storage.sqlite import _files

without_residue = _files.without_residue


class NativePages:
    """See `residue.Pages`."""

    def __init__(self, path: str, *, vfs: str | None) -> None:
        self.connection = apsw.Connection(path, vfs=vfs)
        try:
            _files.clean_pages(self.connection)
        except BaseException:
            self.connection.close()
            raise

    def allow(self, cleans: bool) -> None:
        _files.allow_cleaning(self.connection, cleans)

    def clean(self, pages: int, page_bytes: int) -> None:
        answer = _files.clean_all(self.connection, pages, page_bytes)
        if answer != apsw.SQLITE_OK:
            raise apsw.exception_for(answer)

    def close(self) -> None:
        self.connection.close()
