"""What the C library is told of freed memory."""

import platform
import subprocess
import sys

import pytest

_CHURN = """
import resource
from heliograph.server.memory import keep_freed_memory

assert keep_freed_memory()
for _ in range(100):
    bytearray(1 << 20)
faults = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(1000):
    bytearray(1 << 20)
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - faults)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="there is no mallopt but glibc's")
def test_what_was_freed_is_used_again_without_the_system() -> None:
    """Afresh each MiB would be 256 pages."""
    run = subprocess.run([sys.executable, "-c", _CHURN], check=True, capture_output=True, text=True)
    assert int(run.stdout) < 1_000
