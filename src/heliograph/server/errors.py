"""Why a server or a command cannot start: expected, and told in one plain line."""


class CannotStart(Exception):
    """The text is for the operator and names the remedy."""
