"""How long the content of files stays, as media_keep_days says it."""

from heliograph.config.errors import ConfigError

MEDIA_KINDS = {"documents": 1, "photos": 2, "encrypted": 3}
"""The words of media_keep_days, by `File.kind` of domain/files.py."""

_DAYS_MAX = 36_500


def parse_kept(text: str) -> tuple[int, int]:
    """A kind of file and its days, of KIND=DAYS. Raises ConfigError."""
    word, _, days = text.partition("=")
    if word not in MEDIA_KINDS or not days.isdecimal() or not 0 < int(days) <= _DAYS_MAX:
        raise ConfigError(
            f"media_keep_days: {text!r} is not of the form KIND=DAYS with one of "
            + ", ".join(MEDIA_KINDS)
        )
    return MEDIA_KINDS[word], int(days)
