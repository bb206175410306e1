"""Pages of lists whose offset is a string that only the server reads."""

_DIGITS_MAX = 9


def place_of(offset: str | None) -> int:
    """How many come before the page, as an earlier one said; 0 for anything else."""
    if not offset or len(offset) > _DIGITS_MAX or not (offset.isascii() and offset.isdigit()):
        return 0
    return int(offset)
