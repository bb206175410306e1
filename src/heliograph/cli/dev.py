"""`heliograph dev …`: preparing load tests; refuses anything but loopback."""

import asyncio
from pathlib import Path

import click
import msgspec

from heliograph.cli.options import settings_of
from heliograph.cli.serve import choose_codec
from heliograph.config import ConfigError
from heliograph.config.load import FILE_NAME
from heliograph.server.files import make_private_folder, write_durably
from heliograph.telemetry import logs

_BENCH_SETTING = 'limits = "bench"\n'


@click.group()
def dev() -> None:
    """Tools for developers and load tests."""


@dev.command()
@click.option("--data-dir", metavar="DIR", required=True, help="The folder to fill.")
@click.option("--users", type=click.IntRange(2, 1_000_000), required=True, metavar="N")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
def seed(data_dir: str, users: int, out: Path) -> None:
    """Make N accounts with ready auth keys, for a load driver.

    Sets `limits = "bench"` in the folder's heliograph.toml, so a server started there serves
    loopback only. OUT holds auth keys: it is as secret as the accounts are.
    """
    settings = settings_of(data_dir=data_dir)
    if not settings.is_local:
        raise ConfigError("dev seed works only for a server on loopback addresses")
    logs.configure("warning", settings.log_format)
    make_private_folder(settings.folder)
    _set_bench(settings.folder / FILE_NAME)
    choose_codec(settings)
    from heliograph.server.seed import seed_accounts

    accounts = asyncio.run(seed_accounts(settings_of(data_dir=data_dir), users))
    write_durably(out, msgspec.json.encode(accounts))
    click.echo(f"{users} accounts in {settings.folder}, their keys in {out}")


def _set_bench(path: Path) -> None:
    """Put the setting first: before any table, and instead of what the file says of it."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True) if path.exists() else []
    kept = [line for line in lines if line.partition("=")[0].strip() != "limits"]
    write_durably(path, (_BENCH_SETTING + "".join(kept)).encode())
