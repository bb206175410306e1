"""Fetches the packages named in sources.tsv from their registries and reads files out of them."""

import csv
import hashlib
import subprocess
import sys
import tarfile
import venv
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TABLE = Path(__file__).with_name("sources.tsv")
_FETCH_TIMEOUT_S = 300
# pip prepares an sdist's metadata even when it only downloads it; these are the build
# backends of the packages in the table, installed once instead of once per package.
_BUILD_BACKENDS = ("setuptools", "wheel", "hatchling")
_SUFFIXES = {"npm": "tgz", "pypi": "tar.gz", "pypi-wheel": "whl"}
_WHEEL = [
    *("--only-binary", ":all:", "--platform", "manylinux2014_x86_64"),
    *("--python-version", "3.11", "--implementation", "cp", "--abi", "cp311"),
]
_SDIST = ["--no-binary", ":all:", "--no-build-isolation"]


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
        suffix = _SUFFIXES[self.registry]
        return f"{self.package.replace('/', '-').lstrip('@')}-{self.version}.{suffix}"


def sources() -> list[Source]:
    """The committed table, in its order."""
    with TABLE.open(encoding="utf-8", newline="") as table:
        return [Source(**row) for row in csv.DictReader(table, delimiter="\t")]


def read(source: Source, cache: Path) -> str:
    """The text of the source's file, as `read_bytes` finds it."""
    return read_bytes(source, cache).decode()


def read_bytes(source: Source, cache: Path) -> bytes:
    """The source's file; downloads its package into `cache` if it is not there.

    Raises SourceError if the registry has no such package or its SHA-256 differs.
    """
    archive = cache / source.archive_name
    if not archive.exists():
        _download(source, archive)
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != source.sha256:
        raise SourceError(f"{archive.name}: sha256 is {found}, the table says {source.sha256}")
    content = _unpack(archive, source.path)
    if content is None:
        raise SourceError(f"{archive.name} has no {source.path}")
    return content


def _unpack(archive: Path, path: str) -> bytes | None:
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return wheel.read(path) if path in wheel.namelist() else None
    with tarfile.open(archive) as packed:
        for member in packed:
            # Everything in an sdist or npm package lies in one folder named by its maker.
            if member.name.partition("/")[2] == path or member.name == path:
                content = packed.extractfile(member)
                return None if content is None else content.read()
    return None


def _download(source: Source, archive: Path) -> None:
    scratch = archive.parent / f".{archive.name}.new"
    scratch.mkdir(parents=True, exist_ok=True)
    if source.registry == "npm":
        _run(["npm", "pack", "--silent", f"{source.package}@{source.version}"], scratch)
    else:
        options = _WHEEL if source.registry == "pypi-wheel" else _SDIST
        wanted = f"{source.package}=={source.version}"
        _run([*_pip(archive.parent), *options, wanted], scratch)
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
    return [str(python), "-m", "pip", "download", "--quiet", "--no-deps"]


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=_FETCH_TIMEOUT_S, check=False
    )
    if done.returncode:
        print(done.stderr[-2000:], file=sys.stderr)
        raise SourceError(f"`{' '.join(command)}` failed")
