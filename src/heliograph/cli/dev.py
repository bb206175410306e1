"""`heliograph dev …`: preparing load tests; refuses anything but loopback."""

import asyncio
import os
import re
import tempfile
import tomllib
from pathlib import Path

import click
import msgspec

from heliograph.cli.options import settings_of
from heliograph.cli.serve import choose_codec
from heliograph.config import ConfigError
from heliograph.config.load import ENV_PREFIX, FILE_NAME
from heliograph.server.files import make_private_folder, write_durably
from heliograph.telemetry import logs

_VARIABLE = ENV_PREFIX + "LIMITS"
_BENCH = "bench"
_PROFILES = ("community", "mailbox")
_BENCH_SETTING = f'limits = "{_BENCH}"\n'
_LIMITS_LINE = re.compile(r"""^[ \t]*(?:limits|"limits"|'limits')[ \t]*=.*\n?""", re.MULTILINE)


@click.group()
def dev() -> None:
    """Tools for developers and load tests."""


@dev.command()
@click.option("--data-dir", metavar="DIR", required=True, help="The folder to fill.")
@click.option("--users", type=click.IntRange(2, 1_000_000), required=True, metavar="N")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.option("--profile", type=click.Choice(_PROFILES), help="Write a community around them.")
@click.option(
    "--scale",
    type=click.FloatRange(0.0001, 1),
    default=1,
    metavar="PART",
    help="How much of the community, of 1.",
)
@click.option(
    "--groups",
    default="",
    metavar="N,…",
    help="Make a supergroup of the first N accounts, and a basic group if it may be so large.",
)
def seed(
    data_dir: str, users: int, out: Path, profile: str | None, scale: float, groups: str
) -> None:
    """Make N accounts with ready auth keys, for a load driver.

    The profile "community" is 100,000 people with 5,000,000 messages, "mailbox" one account with
    1,000,000; the last ten with keys are the busiest. Both need a new folder and take minutes.
    Sets `limits = "bench"` in the folder's heliograph.toml, so a server started there serves
    loopback only. OUT holds auth keys: it is as secret as the accounts are.
    """
    sizes = _sizes(groups)
    if sizes and profile is not None:
        raise ConfigError("a community has no groups: seed them into a folder of their own")
    settings = settings_of(data_dir=data_dir)
    if not settings.is_local:
        raise ConfigError("dev seed works only for a server on loopback addresses")
    if os.environ.get(_VARIABLE, _BENCH) != _BENCH:
        raise ConfigError(f"{_VARIABLE} in the environment would overrule the folder")
    settings = settings_of(data_dir=data_dir, limits=_BENCH)
    logs.configure("warning", settings.log_format)
    file = settings.folder / FILE_NAME
    content = _with_bench(file)
    _check_writable(out)
    choose_codec(settings)
    from heliograph.server.community import PROFILES
    from heliograph.server.seed import seed_accounts, seed_community

    make_private_folder(settings.folder)

    def locked() -> None:
        write_durably(file, content)

    if profile is None:
        making = seed_accounts(settings, users, groups=sizes, locked=locked)
    else:
        making = seed_community(settings, users, PROFILES[profile].scaled(scale), locked=locked)
    accounts = asyncio.run(making)
    write_durably(out, msgspec.json.encode(accounts), to_owner_of_folder=False)
    click.echo(f"{users} accounts in {settings.folder}, their keys in {out}")


def _sizes(text: str) -> list[int]:
    """How many members each group is to have. Raises ConfigError."""
    try:
        return [int(word) for word in text.split(",") if text]
    except ValueError:
        raise ConfigError(f"--groups takes numbers with commas between them, not {text}") from None


def _with_bench(path: Path) -> bytes:
    """The file with the setting first, before any table, and instead of what it says of it.

    Raises ConfigError if that would change anything else.
    """
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    changed = _BENCH_SETTING + _LIMITS_LINE.sub("", text)
    # A line of a longer string may look like the setting, and a key may be spelt with escapes.
    try:
        is_right = tomllib.loads(changed) == tomllib.loads(text) | {"limits": _BENCH}
    except tomllib.TOMLDecodeError:
        is_right = False
    if not is_right:
        raise ConfigError(f"{path}: put {_BENCH_SETTING.strip()} into it by hand, then seed")
    return changed.encode()


def _check_writable(out: Path) -> None:
    """Find out before any account is made whether their keys can be written down."""
    try:
        with tempfile.TemporaryFile(dir=out.absolute().parent):
            pass
    except OSError as error:
        raise ConfigError(f"{out} cannot be written: {error.strerror}") from None
