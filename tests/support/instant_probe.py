"""A probe that looks at nothing: what it is to find is said beforehand."""

from pathlib import Path

from heliograph.ports.probe import MadePhoto, MadePicture, Seen


def made_photo(*sizes: tuple[str, int, int]) -> MadePhoto:
    """A photo of such letters and sides; each size has content of its own."""
    return MadePhoto(
        sizes=tuple(
            MadePicture(type=letter, width=width, height=height, content=letter.encode() * 10)
            for letter, width, height in sizes
        ),
        stripped=b"\x01\x28\x28stripped",
    )


class InstantProbe:
    """Implements `ports.probe.Probe`; `refusal` is raised instead where it is set."""

    def __init__(self) -> None:
        self.refusal: Exception | None = None
        self.made = made_photo(("m", 320, 240), ("x", 800, 600))
        self.square = made_photo(("a", 160, 160), ("c", 640, 640))
        self.small = made_photo(("m", 90, 60))
        self.seen = Seen()
        self.looked: list[tuple[str, bytes]] = []

    def _look(self, kind: str, source: Path) -> None:
        if self.refusal is not None:
            raise self.refusal
        self.looked.append((kind, source.read_bytes()))

    async def photo(self, source: Path, *, owner_id: int = 0) -> MadePhoto:
        self._look("photo", source)
        return self.made

    async def profile_photo(self, source: Path, *, owner_id: int = 0) -> MadePhoto:
        self._look("profile_photo", source)
        return self.square

    async def thumbnail(self, source: Path, *, owner_id: int = 0) -> MadePhoto:
        self._look("thumbnail", source)
        return self.small

    async def document(
        self, source: Path, *, mime_type: str, voice: bool = False, owner_id: int = 0
    ) -> Seen:
        self._look(f"{mime_type}{' voice' if voice else ''}", source)
        return self.seen

    async def close(self) -> None:
        """There is nothing to end."""
