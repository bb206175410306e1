#!/usr/bin/env python3
"""Makes `.venvs/<library>-<version>` for each foreign client library the tests talk to.

Every library gets an environment of its own: Pyrogram, Kurigram and hydrogram share import names,
and each Telethon speaks one layer. TDLib is a shared library that any Python can load: of its wheel
only that is kept. Running it again only adds what is missing.
"""

import argparse
import subprocess
import sys
import tempfile
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path

VENVS = Path(__file__).resolve().parent.parent / ".venvs"
_INSTALL_TIMEOUT_S = 900


@dataclass(frozen=True, slots=True)
class Client:
    """A pinned library and the API layer it speaks."""

    library: str
    version: str
    layer: int

    @property
    def folder(self) -> str:
        return f"{self.library}-{self.version}"

    @property
    def requirement(self) -> str:
        return f"{self.library}=={self.version}"


CLIENTS = (
    Client("telethon", "1.45.0", 229),
    Client("telethon", "1.42.0", 216),
    Client("telethon", "1.39.0", 199),
    Client("kurigram", "2.2.26", 229),
    Client("kurigram", "2.2.0", 201),
    Client("pyrogram", "2.0.106", 158),
    Client("hydrogram", "0.2.0", 181),
)
TDLIBS = (
    Client("tdjson", "1.8.66", 228),
    Client("tdjson", "1.8.46", 201),
)
# Any build of the wheel would do; this one exists for both versions.
_TDJSON_BUILD = ("--implementation=cp", "--python-version=3.11", "--abi=cp311")
# Without it the clients do AES in Python, too slowly for the plays.
_SPEED = ("cryptg", "TgCrypto-pyrofork")


def main() -> int:
    """Installs what is missing; with --list, says what there would be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--list", action="store_true", help="print folder and layer, do nothing")
    if parser.parse_args().list:
        for client in CLIENTS + TDLIBS:
            print(f"{client.folder}\t{client.layer}")
        return 0
    for client in CLIENTS + TDLIBS:
        try:
            (_unpack_tdlib if client in TDLIBS else _install)(client)
        except subprocess.SubprocessError as error:
            print(f"client_venvs: {client.requirement}: {error}", file=sys.stderr)
            return 1
    return 0


def _install(client: Client) -> None:
    folder = VENVS / client.folder
    done = folder / ".installed"
    speed = _SPEED[0] if client.library == "telethon" else _SPEED[1]
    wanted = f"{client.requirement} {speed}"
    if done.exists() and done.read_text(encoding="utf-8") == wanted:
        return
    venv.create(folder, with_pip=True, clear=True)
    _pip(folder / "bin" / "python", "install", client.requirement, speed)
    done.write_text(wanted, encoding="utf-8")
    print(f"{folder.name} is ready", file=sys.stderr)


def _unpack_tdlib(client: Client) -> None:
    folder = VENVS / client.folder
    library = folder / "libtdjson.so"
    if library.exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as download:
        options = ["--no-deps", "--only-binary=:all:", *_TDJSON_BUILD, f"--dest={download}"]
        _pip(sys.executable, "download", *options, client.requirement)
        (wheel,) = Path(download).glob("*.whl")
        with zipfile.ZipFile(wheel) as packed:
            (name,) = (n for n in packed.namelist() if n.startswith("tdjson.libs/libtdjson"))
            part = Path(packed.extract(name, download))
        part.rename(library)
    print(f"{folder.name} is ready", file=sys.stderr)


def _pip(python: Path | str, command: str, *arguments: str) -> None:
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "--no-input"]
    run = [*pip, command, "--quiet", *arguments]
    subprocess.run(run, check=True, timeout=_INSTALL_TIMEOUT_S, stdout=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
