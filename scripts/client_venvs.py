#!/usr/bin/env python3
"""Makes `.venvs/<library>-<version>` for each foreign client library the tests talk to.

Every library gets an environment of its own: Pyrogram, Kurigram and hydrogram share import names,
and each Telethon speaks one layer. Running it again only adds what is missing.
"""

import argparse
import subprocess
import sys
import venv
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
# Without it the clients do AES in Python, too slowly for the plays.
_SPEED = ("cryptg", "TgCrypto-pyrofork")


def main() -> int:
    """Installs what is missing; with --list, says what there would be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--list", action="store_true", help="print folder and layer, do nothing")
    if parser.parse_args().list:
        for client in CLIENTS:
            print(f"{client.folder}\t{client.layer}")
        return 0
    for client in CLIENTS:
        try:
            _install(client)
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
    pip = [str(folder / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "--no-input"]
    install = [*pip, "install", "--quiet", client.requirement, speed]
    subprocess.run(install, check=True, timeout=_INSTALL_TIMEOUT_S, stdout=sys.stderr)
    done.write_text(wanted, encoding="utf-8")
    print(f"{folder.name} is ready", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
