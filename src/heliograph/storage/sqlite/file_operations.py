"""The store's operations on files."""

from collections.abc import Callable, Sequence
from functools import partial

from heliograph.domain.files import AnyFile, Owned, Ownership
from heliograph.ports.file_store import Made
from heliograph.storage.sqlite import files, withheld_files
from heliograph.storage.sqlite.asking import Ask, Change


class FileOperations:
    """Implements `ports.file_store.FileOperations`."""

    _ask: Ask
    _change: Change

    async def add_file(
        self,
        file: Made,
        *,
        owner_id: int,
        upload_id: int,
        original: bytes = b"",
        decide: Callable[[Ownership], None] | None = None,
    ) -> Made:
        work = partial(
            files.add,
            file=file,
            owner_id=owner_id,
            upload_id=upload_id,
            original=original,
            decide=decide,
        )
        await self._change(work, erases=False)
        return file

    async def copy_file(
        self,
        file: Made,
        *,
        of: int,
        owner_id: int,
        upload_id: int,
        decide: Callable[[Ownership], None] | None = None,
    ) -> Made:
        work = partial(
            files.copy, file=file, of=of, owner_id=owner_id, upload_id=upload_id, decide=decide
        )
        await self._change(work, erases=False)
        return file

    async def shown_apart(self, file_id: int, *, goes: bool) -> bool:
        return await self._ask(lambda db: files.shown_apart(db, file_id, goes=goes))

    async def owned_files(self, owner_id: int) -> Ownership:
        return await self._ask(lambda db: files.owned(db, owner_id))

    async def file(self, file_id: int) -> AnyFile | None:
        return await self._ask(partial(files.file, file_id=file_id))

    async def file_to(self, viewer_id: int, file_id: int) -> tuple[AnyFile | None, bool]:
        work = partial(withheld_files.file_to, viewer_id=viewer_id, file_id=file_id)
        return await self._ask(work)

    async def file_of_upload(self, owner_id: int, upload_id: int) -> AnyFile | None:
        return await self._ask(partial(files.of_upload, owner_id=owner_id, upload_id=upload_id))

    async def files_made_of(self, sha256: bytes, *, after_id: int, at_most: int) -> Sequence[Owned]:
        work = partial(files.made_of, sha256=sha256, after_id=after_id, at_most=at_most)
        return await self._ask(work)

    async def owner_of_file(self, file_id: int) -> int | None:
        return await self._ask(partial(files.owner, file_id=file_id))

    async def withdraw_file(self, file_id: int) -> AnyFile | None:
        return await self._change(partial(files.withdraw, file_id=file_id))

    async def free_files(self, *, unheld_before: int, at_most: int) -> int:
        work = partial(files.free, unheld_before=unheld_before, at_most=at_most)
        return await self._change(work, bulk=True)
