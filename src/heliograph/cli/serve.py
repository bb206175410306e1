"""`heliograph serve`: run the server in the foreground."""

import asyncio
import importlib.util
import os
import sys
from pathlib import Path

import click
import uvloop

from heliograph.cli.options import data_dir, settings_of
from heliograph.config import Settings
from heliograph.server.errors import CannotStart
from heliograph.telemetry import logs
from heliograph.threads import share_promptly

log = logs.get_logger(__name__)


@click.command()
@data_dir
@click.option("--mtproto", metavar="HOST:PORT", help="Where clients connect; port 0 picks one.")
@click.option("--http", metavar="HOST:PORT", help="Where web clients and monitors connect.")
@click.option("--advertise", metavar="IP:PORT[,…]", help="The addresses clients are told.")
@click.option(
    "--trusted-proxy", metavar="CIDR[,…]", help="Proxies whose word on an address is taken."
)
@click.option("--web-origin", metavar="ORIGIN[,…]", help="Web pages that may connect; * is any.")
@click.option("--codes", metavar="console|file:PATH|smtp|webhook:URL", help="Where login codes go.")
def serve(**flags: str | None) -> None:
    """Run the server until SIGTERM or Ctrl-C.

    Prints one line to standard output when it accepts connections. Everything else that it has
    to say goes to standard error.
    """
    settings = settings_of(**flags)
    logs.configure(settings.log_level, settings.log_format)
    choose_codec(settings)
    with logs.written_by_a_thread(waiting_max=settings.limits.log_lines_waiting_max):
        sys.exit(_run(settings))


def _run(settings: Settings) -> int:
    _warn_of_open_folder(settings.folder)
    share_promptly()
    # Imported late: only now is it known which codec to load.
    from heliograph.server.app import run

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        try:
            return runner.run(run(settings))
        except (CannotStart, OSError):
            raise
        except Exception:
            log.exception("The server failed.")
            raise


def _warn_of_open_folder(folder: Path) -> None:
    mode = folder.stat().st_mode & 0o777 if folder.is_dir() else 0
    if mode & 0o022:
        log.warning(
            f"Other users can write to the data folder and replace its keys: chmod 700 {folder}",
            mode=f"{mode:04o}",
        )


_IN_C = ("heliograph.tl._walker", "heliograph.storage.sqlite._files")


def choose_codec(settings: Settings) -> None:
    """Make the codec setting known; must come before the codec is imported.

    Raises CannotStart if it asks for the parts in C and they are not there.
    """
    if settings.codec == "c" and not all(map(importlib.util.find_spec, _IN_C)):
        raise CannotStart(
            'codec = "c", but the parts in C were not built: install a C compiler and Python.h '
            "(apt: gcc python3-dev) and run make install again"
        )
    if settings.codec == "auto":
        os.environ.pop("HELIOGRAPH_CODEC", None)
    else:
        os.environ["HELIOGRAPH_CODEC"] = settings.codec
