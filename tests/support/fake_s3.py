"""An S3 server in memory: as much of one as our requests need, with short pages and a temper."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

from heliograph.storage.blobs import Bucket, S3Key

KEY = S3Key(access="tester", secret="secret of the tester")
BUCKET = "files"
PAGE = 3


class FakeS3(ThreadingHTTPServer):
    """`objects` by path; while `temper` is set it answers that and nothing else."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.objects: dict[str, bytes] = {}
        self.changed: dict[str, datetime] = {}
        self.temper: int | None = None
        self.asked: list[str] = []
        self.connections = 0

    @property
    def bucket(self) -> Bucket:
        """Where it is, with a prefix that others' objects do not have."""
        return Bucket(
            host="127.0.0.1", port=self.server_port, tls=False, name=BUCKET, prefix="ours/"
        )

    def get_request(self) -> Any:
        self.connections += 1
        return super().get_request()


@contextmanager
def fake_s3() -> Iterator[FakeS3]:
    """One that serves while the context lasts."""
    server = FakeS3()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: FakeS3

    def do_PUT(self) -> None:
        content = self.rfile.read(int(self.headers["content-length"]))
        if hashlib.sha256(content).hexdigest() != self.headers["x-amz-content-sha256"]:
            self._say(400, b"<Error><Code>XAmzContentSHA256Mismatch</Code></Error>")
        elif self._agrees():
            self.server.objects[self._path] = content
            self.server.changed[self._path] = datetime.now(UTC)
            self._say(200)

    def do_GET(self) -> None:
        if not self._agrees():
            return
        if self._path == f"/{BUCKET}":
            self._list()
            return
        content = self.server.objects.get(self._path)
        if content is None:
            self._say(404, b"<Error><Code>NoSuchKey</Code></Error>")
            return
        begin, _, end = self.headers["range"].removeprefix("bytes=").partition("-")
        if int(begin) >= len(content):
            self._say(416)
        else:
            self._say(206, content[int(begin) : int(end) + 1])

    def do_HEAD(self) -> None:
        if self._agrees():
            content = self.server.objects.get(self._path)
            self._say(404 if content is None else 200, content or b"")

    def do_DELETE(self) -> None:
        if self._agrees():
            self._say(204 if self.server.objects.pop(self._path, None) is not None else 404)

    @property
    def _path(self) -> str:
        return unquote(urlsplit(self.path).path)

    def _list(self) -> None:
        query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        prefix = f"/{BUCKET}/{query.get('prefix', '')}"
        after = query.get("continuation-token", "")
        keys = sorted(key for key in self.server.objects if key.startswith(prefix) and key > after)
        page, more = keys[:PAGE], len(keys) > PAGE
        items = "".join(
            f"<Contents><Key>{escape(key.removeprefix(f'/{BUCKET}/'))}</Key>"
            f"<LastModified>{self.server.changed[key]:%Y-%m-%dT%H:%M:%S.000Z}</LastModified>"
            f"<Size>{len(self.server.objects[key])}</Size></Contents>"
            for key in page
        )
        token = f"<NextContinuationToken>{escape(page[-1])}</NextContinuationToken>" if more else ""
        body = (
            '<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
            f"<IsTruncated>{str(more).lower()}</IsTruncated>{items}{token}</ListBucketResult>"
        )
        self._say(200, body.encode())

    def _agrees(self) -> bool:
        self.server.asked.append(f"{self.command} {self.path}")
        if self.server.temper is not None:
            self._say(self.server.temper, b"<Error><Code>SlowDown</Code></Error>")
            return False
        return True

    def _say(self, status: int, body: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Nothing: the tests look at `asked`."""
