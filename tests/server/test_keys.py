"""Keys: made once, private, and refused when others could have read them."""

import os
from pathlib import Path

import pytest

from heliograph.server import keys
from heliograph.server.files import UnsafeFile, read_private, write_durably
from heliograph.server.keys import (
    LOG_FILE,
    VAPID_FILE,
    load_log_key,
    load_rsa_key,
    load_sub_keys,
    load_vapid_key,
)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_first_start_makes_private_keys_and_a_pkcs1_public_one(tmp_path: Path) -> None:
    load_rsa_key(tmp_path)
    load_sub_keys(tmp_path)
    assert mode(tmp_path / "server_key.pem") == 0o600
    assert mode(tmp_path / "storage.key") == 0o600
    assert len((tmp_path / "storage.key").read_bytes()) == 32
    public = (tmp_path / "server_key.pub.pem").read_text()
    assert public.startswith("-----BEGIN RSA PUBLIC KEY-----\n")
    assert sorted(os.listdir(tmp_path)) == ["server_key.pem", "server_key.pub.pem", "storage.key"]


def test_made_key_has_a_fingerprint_without_leading_zeros(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hexes = iter(["0fffffffffffffff", "00ffffffffffffff", "ffffffffffffffff"])
    monkeypatch.setattr(keys, "fingerprint_hex", lambda _: next(hexes))
    load_rsa_key(tmp_path)
    assert list(hexes) == []


def test_later_starts_use_the_same_keys_and_mend_the_public_one(tmp_path: Path) -> None:
    first = load_rsa_key(tmp_path).private_numbers()
    sub_keys = load_sub_keys(tmp_path)
    public = tmp_path / "server_key.pub.pem"
    before = public.read_bytes()
    public.write_bytes(b"cut off by a crash")
    assert load_rsa_key(tmp_path).private_numbers() == first
    assert public.read_bytes() == before
    assert load_sub_keys(tmp_path) == sub_keys


@pytest.mark.parametrize("bits", [0o640, 0o604, 0o620])
def test_key_that_others_may_touch_is_refused(tmp_path: Path, bits: int) -> None:
    load_rsa_key(tmp_path)
    load_sub_keys(tmp_path)
    for name, load in (("server_key.pem", load_rsa_key), ("storage.key", load_sub_keys)):
        (tmp_path / name).chmod(bits)
        with pytest.raises(UnsafeFile, match="chmod 600"):
            load(tmp_path)


def test_key_behind_a_symbolic_link_is_refused(tmp_path: Path) -> None:
    write_durably(tmp_path / "elsewhere", bytes(32))
    (tmp_path / "storage.key").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UnsafeFile):
        load_sub_keys(tmp_path)


@pytest.mark.parametrize("content", [b"", b"not a key", bytes(31), bytes(33)])
def test_damaged_key_is_refused_and_not_replaced(tmp_path: Path, content: bytes) -> None:
    for name, load in (("server_key.pem", load_rsa_key), ("storage.key", load_sub_keys)):
        write_durably(tmp_path / name, content)
        with pytest.raises(UnsafeFile):
            load(tmp_path)
        assert (tmp_path / name).read_bytes() == content


def test_missing_storage_key_is_not_made_anew_beside_a_database(tmp_path: Path) -> None:
    (tmp_path / "heliograph.db").touch()
    with pytest.raises(UnsafeFile, match="backup"):
        load_sub_keys(tmp_path)


def test_sub_keys_differ_and_do_not_show_in_a_log(tmp_path: Path) -> None:
    made = load_sub_keys(tmp_path)
    names = made.__struct_fields__
    assert len({getattr(made, name) for name in names}) == len(names)
    assert repr(made) == "SubKeys(...)"


def test_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_durably(path, b"long content")
    write_durably(path, b"short")
    assert read_private(path) == b"short"
    assert os.listdir(tmp_path) == ["file"]


def test_push_services_know_the_server_by_one_private_key(tmp_path: Path) -> None:
    first = load_vapid_key(tmp_path).private_numbers()
    assert mode(tmp_path / VAPID_FILE) == 0o600
    assert load_vapid_key(tmp_path).private_numbers() == first


def test_another_kind_of_key_is_refused_for_push_services(tmp_path: Path) -> None:
    load_rsa_key(tmp_path)
    (tmp_path / "server_key.pem").rename(tmp_path / VAPID_FILE)
    with pytest.raises(UnsafeFile, match="P-256"):
        load_vapid_key(tmp_path)
    write_durably(tmp_path / VAPID_FILE, b"nonsense")
    with pytest.raises(UnsafeFile, match="PEM"):
        load_vapid_key(tmp_path)
    (tmp_path / VAPID_FILE).chmod(0o644)
    with pytest.raises(UnsafeFile, match="chmod 600"):
        load_vapid_key(tmp_path)


def test_the_log_is_signed_with_one_key(tmp_path: Path) -> None:
    key = load_log_key(tmp_path)
    assert mode(tmp_path / LOG_FILE) == 0o600
    assert load_log_key(tmp_path).private_bytes_raw() == key.private_bytes_raw()


def test_the_log_is_signed_with_no_other_kind_of_key(tmp_path: Path) -> None:
    load_vapid_key(tmp_path)
    (tmp_path / VAPID_FILE).rename(tmp_path / LOG_FILE)
    with pytest.raises(UnsafeFile, match="Ed25519"):
        load_log_key(tmp_path)
    (tmp_path / LOG_FILE).unlink()
    write_durably(tmp_path / LOG_FILE, b"nonsense")
    with pytest.raises(UnsafeFile, match="PEM"):
        load_log_key(tmp_path)
