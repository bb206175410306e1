"""The doctor's look at what pictures, films and sounds are looked at with."""

import platform
import shutil
from collections.abc import Iterator

from heliograph.cli.finding import Finding
from heliograph.config import Settings
from heliograph.media.confinement import can_confine
from heliograph.media.programs import PROGRAMS

_NEWER = "Use Linux 5.13 or newer with Landlock among its security modules."


def media(settings: Settings) -> Iterator[Finding]:
    """Whether the programs are here, and whether the kernel can hold them back."""
    lacking = [program for program in PROGRAMS if shutil.which(program) is None]
    if lacking:
        packages = " ".join(dict.fromkeys(PROGRAMS[program] for program in lacking))
        yield Finding(
            level="note",
            subject="media",
            text=f"not installed: {', '.join(lacking)}",
            means="What only they can read (films, sounds, HEIC) is kept as plain documents, "
            "without a length or a small picture.",
            remedy=f"apt-get install -y --no-install-recommends {packages}",
        )
    else:
        yield Finding(level="ok", subject="media", text=f"found {', '.join(PROGRAMS)}")
    if can_confine():
        return
    lacking_landlock = f"Linux {platform.release()} has no Landlock"
    if settings.media_confined:
        yield Finding(
            level="note",
            subject="confinement",
            text=lacking_landlock,
            means="media_confined is set: photos are refused, films are plain documents.",
            remedy=_NEWER,
        )
    else:
        yield Finding(
            # Strangers send files to whoever can be reached.
            level="note" if settings.is_local else "bad",
            subject="confinement",
            text=lacking_landlock,
            means="A decoder that a hostile file takes over could read what the server's user can.",
            remedy=f"{_NEWER} Or set media_confined, which has no file looked at.",
        )
