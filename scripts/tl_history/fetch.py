"""Fetches the packages named in sources.tsv from their registries and reads files out of them."""

import csv
import hashlib
import subprocess
import sys
import tarfile
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TABLE = Path(__file__).with_name("sources.tsv")
_FETCH_TIMEOUT_S = 300
# pip prepares an sdist's metadata even when it only downloads it; these are the build
# backends of the packages in the table, installed once instead of once per package.
_BUILD_BACKENDS = ("setuptools", "wheel", "hatchling")


class SourceError(Exception):
    """A package could not be fetched, or is not the one the table was made from."""


@dataclass(frozen=True, slots=True)
class Source:
    """One schema file inside one package; `layer` is a number or the word `mtproto`."""

    layer: str
    registry: str
    package: str
    version: str
    path: str
    sha256: str

    @property
    def archive_name(self) -> str:
        """What the archive is called in the cache, whatever its registry calls it."""
        suffix = "tgz" if self.registry == "npm" else "tar.gz"
        return f"{self.package.replace('/', '-').lstrip('@')}-{self.version}.{suffix}"


def sources() -> list[Source]:
    """The committed table, in its order."""
    with TABLE.open(encoding="utf-8", newline="") as table:
        return [Source(**row) for row in csv.DictReader(table, delimiter="\t")]


def read(source: Source, cache: Path) -> str:
    """The text of the source's file; downloads its package into `cache` if it is not there.

    Raises SourceError if the registry has no such package or its SHA-256 differs.
    """
    archive = cache / source.archive_name
    if not archive.exists():
        _download(source, archive)
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != source.sha256:
        raise SourceError(f"{archive.name}: sha256 is {found}, the table says {source.sha256}")
    with tarfile.open(archive) as packed:
        for member in packed:
            if member.name.partition("/")[2] == source.path or member.name == source.path:
                content = packed.extractfile(member)
                if content is not None:
                    return content.read().decode()
    raise SourceError(f"{archive.name} has no {source.path}")


def _download(source: Source, archive: Path) -> None:
    scratch = archive.parent / f".{archive.name}.new"
    scratch.mkdir(parents=True, exist_ok=True)
    if source.registry == "npm":
        _run(["npm", "pack", "--silent", f"{source.package}@{source.version}"], scratch)
    else:
        _run([*_pip(archive.parent), f"{source.package}=={source.version}"], scratch)
    fetched = next(_files(scratch), None)
    if fetched is None:
        raise SourceError(f"{source.package} {source.version}: the registry gave no archive")
    fetched.replace(archive)
    scratch.rmdir()


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.iterdir() if path.is_file())


def _pip(cache: Path) -> list[str]:
    python = cache / "build-env" / "bin" / "python"
    if not python.exists():
        venv.create(cache / "build-env", with_pip=True)
        _run([str(python), "-m", "pip", "install", "--quiet", *_BUILD_BACKENDS], cache)
    options = ["--quiet", "--no-deps", "--no-binary", ":all:", "--no-build-isolation"]
    return [str(python), "-m", "pip", "download", *options]


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=_FETCH_TIMEOUT_S, check=False
    )
    if done.returncode:
        print(done.stderr[-2000:], file=sys.stderr)
        raise SourceError(f"`{' '.join(command)}` failed")
