"""The one error that reading settings can end in."""


class ConfigError(Exception):
    """A setting is unknown, malformed or contradicts another; the text is for the operator."""
