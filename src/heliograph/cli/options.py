"""The options that several commands share, and how they become settings."""

import os
from typing import Any

import click

from heliograph.config import Settings, load_settings

data_dir = click.option(
    "--data-dir", metavar="DIR", help="Keys, database, lock and control socket."
)
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")


def settings_of(**flags: Any) -> Settings:
    """Settings from file, environment and the given flags (None: not given). Raises ConfigError."""
    return load_settings(flags, os.environ)
