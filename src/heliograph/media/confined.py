"""Becoming another program, after giving up most of what it could do (`python -m`)."""

import os
import sys

from heliograph.media.confinement import (
    end_with_parent,
    leave_files,
    leave_network_and_processes,
    limit,
)

_NICE = 10


def command(
    program: list[str], *, read: str, write: str = "", memory_bytes: int, cpu_s: int, bytes_max: int
) -> list[str]:
    """The command line that runs a program so: it opens one file, and may fill one folder."""
    bounds = [str(memory_bytes), str(cpu_s), str(bytes_max)]
    return [sys.executable, "-P", "-m", __name__, *bounds, read, write, *program]


def main(arguments: list[str]) -> None:
    """Bounds (bytes of memory, seconds, bytes written), file to read, folder to write, program."""
    memory, cpu_s, written, read, write, *program = arguments
    end_with_parent()
    os.nice(_NICE)
    limit(memory_bytes=int(memory), cpu_s=int(cpu_s), written_bytes=int(written))
    leave_files(read=(read,), write=(write,) if write else (), run=True)
    leave_network_and_processes()
    os.execvp(program[0], program)


if __name__ == "__main__":
    main(sys.argv[1:])
