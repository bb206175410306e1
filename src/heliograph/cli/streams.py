"""Standard streams that whoever started us left closed."""

import os
import sys


def open_closed_streams() -> None:
    """Put the null device where standard input, output or error is closed.

    Otherwise the next file opened gets the number: what is printed would go into it, and libuv
    ends the process when it closes one of these numbers.
    """
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            # The lowest free number is this one.
            os.open(os.devnull, os.O_RDWR)
    if sys.stdout is None:
        sys.stdout = os.fdopen(1, "w", closefd=False)
    if sys.stderr is None:
        sys.stderr = os.fdopen(2, "w", closefd=False)
