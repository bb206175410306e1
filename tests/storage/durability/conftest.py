"""A fast folder for the tests beside this file."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.powercut.place import fast_folder


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder in memory if there is one."""
    with fast_folder() as path:
        yield path
