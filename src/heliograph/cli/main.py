"""The entry point, and how errors look to the person at the terminal."""

import sys
import traceback
from importlib import import_module
from pathlib import Path

import click

from heliograph.cli.output import printable
from heliograph.cli.streams import open_closed_streams
from heliograph.config import ConfigError
from heliograph.server.control import CommandError
from heliograph.server.errors import CannotStart

MISUSE = 2
FAILED = 1

_MODULES = {
    "audit": "export",
    "backup": "backups",
    "backup-key": "backups",
    "bot": "bots",
    "config": "configure",
    "dev": "dev",
    "doctor": "doctor",
    "export": "export",
    "invite": "invites",
    "jobs": "jobs",
    "log": "log",
    "media": "media",
    "methods": "methods",
    "restore": "backups",
    "safety": "safety",
    "serve": "serve",
    "staff": "staff",
    "user": "users",
    "username": "usernames",
    "witness": "witness",
}
"""Where each command is: the module of this package with a command of that name."""


class Commands(click.Group):
    """Loads a command when it is called: all together take longer than most of them run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _MODULES:
            return None
        module = import_module(f"heliograph.cli.{_MODULES[cmd_name]}")
        command: click.Command = getattr(module, cmd_name.replace("-", "_"))
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="heliograph", message="heliograph %(version)s")
def heliograph() -> None:
    """A self-hosted messenger server for the clients people already have."""


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
