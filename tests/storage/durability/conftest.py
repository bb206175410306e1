"""A fast folder for the tests beside this file."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder in memory if there is one: the recording says what is durable, not the device."""
    memory = Path("/dev/shm")
    parent = memory if memory.is_dir() and os.access(memory, os.W_OK) else None
    path = Path(tempfile.mkdtemp(prefix="heliograph-powercut-", dir=parent))
    yield path
    shutil.rmtree(path, ignore_errors=True)
