"""Every setting and limit of the server: defaults, units, reasons, and how they are read."""

from heliograph.config.addresses import Address, parse_address
from heliograph.config.errors import ConfigError
from heliograph.config.limits import Limits, limits_for
from heliograph.config.load import load_settings
from heliograph.config.settings import PUBLIC_LINKS, Settings
from heliograph.config.table import Row, rows

__all__ = [
    "PUBLIC_LINKS",
    "Address",
    "ConfigError",
    "Limits",
    "Row",
    "Settings",
    "limits_for",
    "load_settings",
    "parse_address",
    "rows",
]
