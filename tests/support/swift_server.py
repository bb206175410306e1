"""A real S3 server: OpenStack Swift with its s3api, as Debian packages it, in a folder of its own.

Ceph's radosgw is the other one in Debian; it needs a monitor and an OSD beside it, a minute to
start and gigabytes of memory, where Swift is four Python processes and a folder.
"""

import getpass
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from heliograph.storage.blobs import S3Key

PACKAGES = ("swift-proxy", "swift-account", "swift-container", "swift-object")
KEY = S3Key(access="test:tester", secret="testing")
_STARTS_WITHIN_S = 120
_RINGS = ("account", "container", "object")
_PIPELINE = "catch_errors gatekeeper cache listing_formats s3api tempauth copy slo dlo proxy-server"
_FILTERS = {
    "catch_errors": "",
    "gatekeeper": "",
    # Nobody listens there: nothing is cached.
    "memcache": "memcache_servers = 127.0.0.1:1",
    "listing_formats": "",
    "s3api": "",
    "tempauth": "user_test_tester = testing .admin",
    "copy": "",
    "slo": "",
    "dlo": "",
}


def lacking() -> str:
    """What the machine lacks to run one, as the reason of a skip; "" for nothing."""
    programs = [f"swift-{name}-server" for name in (*_RINGS, "proxy")]
    if all(map(shutil.which, programs)) and Path("/etc/swift/swift.conf").exists():
        return ""
    return f"no S3 server: apt-get install --no-install-recommends {' '.join(PACKAGES)}"


@contextmanager
def swift(folder: Path) -> Iterator[int]:
    """One that serves while the context lasts; gives its port. Raises TimeoutError."""
    ports = {name: _free_port() for name in (*_RINGS, "proxy")}
    (folder / "devices" / "d1").mkdir(parents=True)
    for name in _RINGS:
        _make_ring(folder, name, ports[name])
        _write_settings(folder, name, ports[name], f"{name}-server", {})
    _write_settings(folder, "proxy", ports["proxy"], _PIPELINE, _FILTERS)
    with ExitStack() as stack:
        for name in (*_RINGS, "proxy"):
            stack.enter_context(_running(folder, name))
        for port in ports.values():
            _wait_for(port)
        yield ports["proxy"]


def _make_ring(folder: Path, name: str, port: int) -> None:
    for arguments in (
        ("create", "2", "1", "1"),
        ("add", f"r1z1-127.0.0.1:{port}/d1", "1"),
        ("rebalance",),
    ):
        subprocess.run(
            ["swift-ring-builder", f"{name}.builder", *arguments],
            cwd=folder,
            check=True,
            capture_output=True,
        )


def _write_settings(
    folder: Path, name: str, port: int, pipeline: str, filters: dict[str, str]
) -> None:
    lines = [
        "[DEFAULT]",
        "bind_ip = 127.0.0.1",
        f"bind_port = {port}",
        "workers = 0",
        f"user = {getpass.getuser()}",
        f"swift_dir = {folder}",
        f"devices = {folder / 'devices'}",
        "mount_check = false",
        "[pipeline:main]",
        f"pipeline = {pipeline}",
        f"[app:{name}-server]",
        f"use = egg:swift#{name}",
        "account_autocreate = true",
    ]
    for egg, setting in filters.items():
        section = "cache" if egg == "memcache" else egg
        lines += [f"[filter:{section}]", f"use = egg:swift#{egg}", setting]
    (folder / f"{name}.conf").write_text("\n".join(lines) + "\n")


@contextmanager
def _running(folder: Path, name: str) -> Iterator[None]:
    with (folder / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            [f"swift-{name}-server", folder / f"{name}.conf"], stdout=log, stderr=log
        )
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + _STARTS_WITHIN_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise TimeoutError(f"nobody listens on port {port}") from None
            time.sleep(0.1)
