"""One data folder, one server."""

import os
from pathlib import Path

import pytest

from heliograph.server.lock import FolderInUse, FolderLock


def test_second_holder_is_told_who_has_the_folder(tmp_path: Path) -> None:
    first, second = FolderLock(tmp_path), FolderLock(tmp_path)
    first.acquire()
    with pytest.raises(FolderInUse) as caught:
        second.acquire()
    assert str(tmp_path) in str(caught.value)
    assert str(os.getpid()) in str(caught.value)


def test_released_lock_may_be_taken_again(tmp_path: Path) -> None:
    first, second = FolderLock(tmp_path), FolderLock(tmp_path)
    first.acquire()
    first.release()
    second.acquire()
    second.release()


def test_lock_ends_with_the_process_that_held_it(tmp_path: Path) -> None:
    child = os.fork()
    if child == 0:
        FolderLock(tmp_path).acquire()
        os._exit(0)
    os.waitpid(child, 0)
    lock = FolderLock(tmp_path)
    lock.acquire()
    lock.release()


def test_looking_at_the_lock_makes_no_file_and_sees_a_holder(tmp_path: Path) -> None:
    FolderLock(tmp_path).check_free()
    assert list(tmp_path.iterdir()) == []
    holder = FolderLock(tmp_path)
    holder.acquire()
    with pytest.raises(FolderInUse):
        FolderLock(tmp_path).check_free()
    holder.release()
    FolderLock(tmp_path).check_free()
