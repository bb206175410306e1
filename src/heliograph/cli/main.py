"""The entry point, and how errors look to the person at the terminal."""

import sys
import traceback
from pathlib import Path

import click

from heliograph.cli.backups import backup, backup_key, restore
from heliograph.cli.bots import bot
from heliograph.cli.configure import config
from heliograph.cli.dev import dev
from heliograph.cli.doctor import doctor
from heliograph.cli.export import audit, export
from heliograph.cli.invites import invite
from heliograph.cli.jobs import jobs
from heliograph.cli.log import log
from heliograph.cli.media import media
from heliograph.cli.methods import methods
from heliograph.cli.output import printable
from heliograph.cli.safety import safety
from heliograph.cli.serve import serve
from heliograph.cli.staff import staff
from heliograph.cli.streams import open_closed_streams
from heliograph.cli.usernames import username
from heliograph.cli.users import user
from heliograph.cli.witness import witness
from heliograph.config import ConfigError
from heliograph.server.control import CommandError
from heliograph.server.errors import CannotStart

MISUSE = 2
FAILED = 1


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="heliograph", message="heliograph %(version)s")
def heliograph() -> None:
    """A self-hosted messenger server for the clients people already have."""


for _command in (
    *(serve, user, username, invite, bot, methods, doctor, config, dev),
    *(backup, backup_key, restore, jobs, media, export, audit, safety, staff, log, witness),
):
    heliograph.add_command(_command)


def main() -> None:
    """Run the command line; expected errors end in one plain line and a non-zero status."""
    open_closed_streams()
    try:
        heliograph()
    except ConfigError as error:
        _fail(str(error), MISUSE)
    except (CannotStart, CommandError) as error:
        _fail(str(error), FAILED)
    except OSError as error:
        _fail(f"{error.filename or 'the system'}: {error.strerror or error}", FAILED)
    except Exception as error:
        _fail(f"a fault in heliograph ({_place(error)}): {error!r}", FAILED)


def _place(error: Exception) -> str:
    """The last line of the program that the error passed, for whoever is told of the fault."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(frame.filename).name}:{frame.lineno}"


def _fail(text: str, status: int) -> None:
    print(f"heliograph: {printable(text)}", file=sys.stderr)
    sys.exit(status)
