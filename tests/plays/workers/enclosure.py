"""A network with no way out, for a client that looks for one, and a door to the play's server.

TDLib asks the Internet for its configuration whenever it doubts its address. So its process moves
into a network namespace of its own where only loopback is up; one thread stays outside and does
nothing but connect to the server. Inside, a SOCKS5 proxy on 127.0.0.1 hands those connections on,
or a bare door for a client that speaks HTTP to its proxy.
Linux only; it needs root, or a kernel that grants user namespaces to everyone: root in a container
may lack the capabilities, and have the other.
"""

import asyncio
import concurrent.futures
import ctypes
import fcntl
import os
import pathlib
import socket
import struct

_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
# CAP_NET_ADMIN raises loopback, CAP_SYS_ADMIN makes the namespace.
_NEEDED = 1 << 12 | 1 << 21
_SIOCSIFFLAGS = 0x8914
_IFF_UP = 1
_CONNECT_WITHIN_S = 5
_CHUNK_BYTES = 1 << 16


class Enclosure:
    """This process without a network; `door` is the proxy's port once `open` has been awaited."""

    def __init__(self):
        """Move the process; call it before any other thread is started."""
        if not _may_make_networks():
            _unshare(_CLONE_NEWUSER, "a user namespace")
        # The pool's only thread exists before the move, so it stays outside.
        self._outside = concurrent.futures.ThreadPoolExecutor(1, "outside")
        self._outside.submit(os.getpid).result()
        _unshare(_CLONE_NEWNET, "a network namespace")
        _raise_loopback()
        self._server = None
        self._target = ()
        self._bare = False
        self.door = 0

    async def open(self, host, port, *, bare=False):
        """Let connections made to the proxy end at the server; `bare` does so without SOCKS."""
        self._target, self._bare = (host, port), bare
        self._server = await asyncio.start_server(self._lead_through, "127.0.0.1", 0)
        self.door = self._server.sockets[0].getsockname()[1]

    def leaks(self):
        """What reaches beyond loopback: routes, and threads outside but for the one at the door."""
        routes = pathlib.Path("/proc/self/net/route").read_text().splitlines()[1:]
        inside = os.readlink("/proc/self/ns/net")
        tasks = pathlib.Path("/proc/self/task").iterdir()
        outside = [task.name for task in tasks if os.readlink(task / "ns" / "net") != inside]
        return routes + outside[1:]

    async def _lead_through(self, reader, writer):
        try:
            if not self._bare:
                await _read_request(reader, writer)
            loop = asyncio.get_running_loop()
            try:
                through = await loop.run_in_executor(self._outside, self._connect)
            except OSError:
                if not self._bare:
                    writer.write(b"\x05\x05\x00\x01" + bytes(6))  # connection refused
                return
            if not self._bare:
                writer.write(b"\x05\x00\x00\x01" + bytes(6))
            there = await asyncio.open_connection(sock=through)
            await asyncio.gather(_pump(reader, there[1]), _pump(there[0], writer))
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def _connect(self):
        connected = socket.create_connection(self._target, timeout=_CONNECT_WITHIN_S)
        connected.setblocking(False)
        return connected


def _may_make_networks():
    status = pathlib.Path("/proc/self/status").read_text()
    effective = int(status.partition("CapEff:")[2].split()[0], 16)
    return effective & _NEEDED == _NEEDED


def _unshare(flag, what):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(flag) != 0:
        raise SystemExit(
            f"cannot make {what} ({os.strerror(ctypes.get_errno())}): TDLib is only run without a "
            "network. Run the tests as root with CAP_SYS_ADMIN and CAP_NET_ADMIN (a container: "
            "--privileged), or allow user namespaces (user.max_user_namespaces, "
            "kernel.unprivileged_userns_clone, kernel.apparmor_restrict_unprivileged_userns)."
        )


def _raise_loopback():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = struct.pack("16sh14x", b"lo", _IFF_UP)
        fcntl.ioctl(any_socket, _SIOCSIFFLAGS, request)


async def _read_request(reader, writer):
    """The client's part of RFC 1928 up to its CONNECT, whose address does not matter here."""
    _, methods = await reader.readexactly(2)
    await reader.readexactly(methods)
    writer.write(b"\x05\x00")
    kind = (await reader.readexactly(4))[3]
    sizes = {1: 4, 4: 16}
    size = sizes[kind] if kind in sizes else (await reader.readexactly(1))[0]
    await reader.readexactly(size + 2)


async def _pump(reader, writer):
    try:
        while data := await reader.read(_CHUNK_BYTES):
            writer.write(data)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()
