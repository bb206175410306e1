"""The doctor's look at the keys of a data folder."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from heliograph.cli.finding import Finding
from heliograph.server.files import UnsafeFile, read_private
from heliograph.server.keys import (
    DATABASE_FILE,
    LOG_FILE,
    RSA_FILE,
    STORAGE_FILE,
    VAPID_FILE,
    read_rsa_key,
    read_storage_key,
)

_MEANINGS = {
    RSA_FILE: "Clients know the server by this key: with another they refuse to talk to it.",
    STORAGE_FILE: "Clients' keys are encrypted under this one: without it all must sign in anew.",
    VAPID_FILE: "Push services know the server by this key: browsers subscribed for it alone.",
    LOG_FILE: "The public log is signed with it: with another one no entry joins the log.",
}

_READERS: Mapping[str, Callable[[Path], object | None]] = {
    RSA_FILE: read_rsa_key,
    STORAGE_FILE: read_storage_key,
    # What it holds is looked at where push is.
    VAPID_FILE: lambda folder: read_private(folder / VAPID_FILE),
    LOG_FILE: lambda folder: read_private(folder / LOG_FILE),
}


def key_files(folder: Path) -> Iterator[Finding]:
    """Whether each key is there, readable by its owner alone, and a key at all."""
    for name, means in _MEANINGS.items():
        try:
            found = _READERS[name](folder)
        except (UnsafeFile, OSError) as error:
            yield Finding(
                level="bad",
                subject=name,
                text=str(error),
                means=means,
                remedy="Do what the line above says; the server does not start before. "
                "If the key is gone or damaged, bring it back from a backup.",
            )
            continue
        if found is not None:
            yield Finding(level="ok", subject=name, text="there, and only its owner can read it")
        elif name == RSA_FILE and (folder / DATABASE_FILE).exists():
            yield Finding(
                level="bad",
                subject=name,
                text="gone, though there is a database",
                means=f"{means} A start would make another.",
                remedy="Bring it back from a backup before the next start.",
            )
        else:
            yield Finding(
                level="note",
                subject=name,
                text="not there yet",
                means=means,
                remedy="A first start makes it.",
            )
