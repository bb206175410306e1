"""What an operator runs beside the server, on 127.0.0.1: a mail server and a gateway for codes."""

import asyncio
import base64
import datetime
import ipaddress
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "127.0.0.1"
CAME_WITHIN_S = 10


def make_certificate(folder: Path) -> ssl.SSLContext:
    """A server's TLS; `folder/ca.pem` is what a client must trust."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOST))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    (folder / "ca.pem").write_bytes(pem)
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (folder / "server.pem").write_bytes(pem + secret)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    return context


class FakeMailServer:
    """Takes mail in, by as much of SMTP as that needs.

    `answers` holds what it says to a command in place of the usual; `silent` says nothing at all.
    """

    def __init__(self, *, tls: ssl.SSLContext | None = None, user: str = "", password: str = ""):
        self.tls = tls
        self.login = f"\0{user}\0{password}".encode() if user else b""
        self.answers: dict[str, str] = {}
        self.silent = False
        self.mails: list[tuple[str, str, bool]] = []  # recipient, content, whether encrypted
        self.port = 0
        self._came = asyncio.Event()

    async def mail(self, number: int) -> tuple[str, str, bool]:
        """The mail of that number, from 1 on, when it has come."""
        async with asyncio.timeout(CAME_WITHIN_S):
            while len(self.mails) < number:
                self._came.clear()
                await self._came.wait()
        return self.mails[number - 1]

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        encrypted = writer.get_extra_info("ssl_object") is not None
        recipient = ""
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            if self.silent:
                await reader.read()
                return
            writer.write(b"220 fake\r\n")
            while line := (await reader.readline()).decode().strip():
                verb = line.split(" ", 1)[0].upper()
                if verb in self.answers:
                    writer.write(f"{self.answers[verb]}\r\n".encode())
                elif verb == "EHLO":
                    starttls = ["STARTTLS"] if self.tls and not encrypted else []
                    lines = ["fake", *starttls, "AUTH PLAIN"]
                    said = [f"250-{text}" for text in lines[:-1]] + [f"250 {lines[-1]}"]
                    writer.write("".join(f"{text}\r\n" for text in said).encode())
                elif verb == "STARTTLS" and self.tls:
                    writer.write(b"220 go\r\n")
                    await writer.drain()
                    await writer.start_tls(self.tls)
                    encrypted = True
                elif verb == "AUTH":
                    right = base64.b64decode(line.split(" ")[2]) == self.login
                    writer.write(b"235 ok\r\n" if right else b"535 no\r\n")
                elif verb == "RCPT":
                    recipient = line.split("<")[1].split(">")[0]
                    writer.write(b"250 ok\r\n")
                elif verb == "DATA":
                    writer.write(b"354 go\r\n")
                    content = (await reader.readuntil(b"\r\n.\r\n")).decode()
                    self.mails.append((recipient, content, encrypted))
                    self._came.set()
                    writer.write(b"250 ok\r\n")
                elif verb == "QUIT":
                    writer.write(b"221 bye\r\n")
                    break
                else:
                    writer.write(b"250 ok\r\n")
        writer.close()


class FakeGateway:
    """Takes codes in by HTTP; `statuses` are given one after the other, the last one for ever."""

    def __init__(self) -> None:
        self.statuses = [204]
        self.requests: list[tuple[str, dict[str, str], bytes]] = []
        self.port = 0
        self._came = asyncio.Event()

    async def request(self, number: int) -> tuple[str, dict[str, str], bytes]:
        """The request of that number, from 1 on, when it has come."""
        async with asyncio.timeout(CAME_WITHIN_S):
            while len(self.requests) < number:
                self._came.clear()
                await self._came.wait()
        return self.requests[number - 1]

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            first, *lines = head.strip().split("\r\n")
            headers = dict(line.split(": ", 1) for line in lines)
            body = await reader.readexactly(int(headers.get("Content-Length", 0)))
            self.requests.append((first, headers, body))
            self._came.set()
            status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
            extra = f"Location: http://{HOST}:{self.port}/elsewhere\r\n" if status == 302 else ""
            writer.write(f"HTTP/1.1 {status} x\r\n{extra}Content-Length: 0\r\n\r\n".encode())
            await writer.drain()
        writer.close()


@asynccontextmanager
async def serving(fake: Any, *, tls: ssl.SSLContext | None = None) -> AsyncIterator[Any]:
    """Run a fake on a free port; `tls` from the first byte."""
    server = await asyncio.start_server(fake.talk, HOST, 0, ssl=tls)
    fake.port = server.sockets[0].getsockname()[1]
    yield fake
    server.close()
