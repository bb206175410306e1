"""What the store knows of files: their records, who shows them, and for how long they stay."""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from heliograph.domain.files import AnyFile, Owned, Ownership

Made = TypeVar("Made", bound=AnyFile)


class FileOperations(Protocol):
    """A file stays while a message shows it, and for a grace period before and after."""

    async def add_file(
        self,
        file: Made,
        *,
        owner_id: int,
        upload_id: int,
        original: bytes = b"",
        decide: Callable[[Ownership], None] | None = None,
    ) -> Made:
        """Keep a file whose blobs are all there, which were expected. `decide` sees what its owner
        has already, and raises what keeps it out; without it nobody counts. `original` is the
        SHA-256 of what was sent up, where none of the blobs is that."""
        ...

    async def copy_file(
        self,
        file: Made,
        *,
        of: int,
        owner_id: int,
        upload_id: int,
        decide: Callable[[Ownership], None] | None = None,
    ) -> Made:
        """As `add_file`, for one made of the same blobs as another. MEDIA_INVALID if the content of
        that one is there no more."""
        ...

    async def shown_apart(self, file_id: int, *, goes: bool) -> bool:
        """Whether a message may not show the file as it is: it `goes` once it was seen and the file
        is shown somewhere, or it stays and a message shows the file that goes."""
        ...

    async def owned_files(self, owner_id: int) -> Ownership:
        """What counts for an account's quota."""
        ...

    async def file(self, file_id: int) -> AnyFile | None:
        """The file as it stands now, None for one that is gone or never was."""
        ...

    async def file_to(self, viewer_id: int, file_id: int) -> tuple[AnyFile | None, bool]:
        """As `file`, with whether decisions withhold it from a viewer: it stands in a channel that
        is withheld as a whole, and nowhere that they can look at."""
        ...

    async def file_of_upload(self, owner_id: int, upload_id: int) -> AnyFile | None:
        """What was made of an account's upload last, while it is there."""
        ...

    async def files_made_of(self, sha256: bytes, *, after_id: int, at_most: int) -> Sequence[Owned]:
        """The files above an id that hold a content, by their rising ids."""
        ...

    async def owner_of_file(self, file_id: int) -> int | None:
        """Who sent a file up, None for one that is gone or never was."""
        ...

    async def withdraw_file(self, file_id: int) -> AnyFile | None:
        """End all references to a file. Whoever is still shown it is given new ones."""
        ...

    async def free_files(self, *, unheld_before: int, at_most: int) -> int:
        """Drop files that nobody has shown since a date; gives how many went."""
        ...
