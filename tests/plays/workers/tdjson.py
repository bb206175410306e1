"""TDLib through its C interface: the library with our server's key in it, and one client of it."""

import asyncio
import ctypes
import itertools
import json
import os
import re
import threading

_PEM = re.compile(rb"-----BEGIN RSA PUBLIC KEY-----\n.*?\n-----END RSA PUBLIC KEY-----", re.DOTALL)
# A third one, of another length, signs what is fetched over the Internet.
_SERVER_KEYS = 2
_RECEIVE_S = 1.0
_ANSWER_WITHIN_S = 50
_STATE_WITHIN_S = 50


class TdError(Exception):
    """TDLib answered with an error."""


def load(path, public_key):
    """The library at `path`, trusting the server whose key, a PKCS#1 PEM, is at `public_key`."""
    ours = public_key.read_bytes().strip()
    theirs = [pem for pem in _PEM.findall(path.read_bytes()) if len(pem) == len(ours)]
    if len(theirs) != _SERVER_KEYS:
        raise ValueError(f"{path} holds {len(theirs)} keys of our length, not {_SERVER_KEYS}")
    image = path.read_bytes()
    for pem in theirs:
        image = image.replace(pem, ours)
    # In memory: a copy on disk would be 50 MB for every actor of every play.
    copy = os.memfd_create(path.name)
    with os.fdopen(copy, "wb", closefd=False) as file:
        file.write(image)
    library = ctypes.CDLL(f"/proc/self/fd/{copy}")
    os.close(copy)
    library.td_create_client_id.restype = ctypes.c_int
    library.td_send.argtypes = [ctypes.c_int, ctypes.c_char_p]
    library.td_receive.argtypes = [ctypes.c_double]
    library.td_receive.restype = ctypes.c_char_p
    library.td_execute.argtypes = [ctypes.c_char_p]
    library.td_execute.restype = ctypes.c_char_p
    return library


class Tdjson:
    """The loaded library and the thread that receives from it for all its clients."""

    def __init__(self, path, public_key, log, verbosity):
        self._library = load(path, public_key)
        stream = {"@type": "logStreamFile", "path": str(log), "max_file_size": 1 << 28}
        self._execute("setLogStream", log_stream=stream)
        self._execute("setLogVerbosityLevel", new_verbosity_level=verbosity)
        self._clients = {}
        self._loop = asyncio.get_running_loop()
        threading.Thread(target=self._receive, daemon=True).start()

    def client(self, on_update):
        """A new client; `on_update` is called with each update it gives."""
        made = Client(self._library, on_update)
        self._clients[made.client_id] = made
        made.send({"@type": "getOption", "name": "version"})  # it begins with the first request
        return made

    def _execute(self, function, **given):
        self._library.td_execute(json.dumps({"@type": function, **given}).encode())

    def _receive(self):
        while True:
            line = self._library.td_receive(_RECEIVE_S)
            if line is not None:
                told = json.loads(line)
                client = self._clients[told.pop("@client_id")]
                self._loop.call_soon_threadsafe(client.receive, told)


class Client:
    """One account on one database."""

    def __init__(self, library, on_update):
        self.client_id = library.td_create_client_id()
        self.authorization = ""
        self.connection = ""
        self._library = library
        self._on_update = on_update
        self._waiting = {}
        self._numbers = itertools.count(1)
        self._changed = asyncio.Event()

    def send(self, request):
        """Hand a request over without waiting for its answer."""
        self._library.td_send(self.client_id, json.dumps(request).encode())

    async def __call__(self, function, **given):
        """The answer to a function of TDLib's; raises TdError."""
        return await self.ask(function, _ANSWER_WITHIN_S, **given)

    async def ask(self, function, within_s, **given):
        """As a call, of something that may take longer."""
        number = next(self._numbers)
        answer = self._waiting[number] = asyncio.get_running_loop().create_future()
        self.send({"@type": function, "@extra": number, **given})
        told = await asyncio.wait_for(answer, within_s)
        if told["@type"] == "error":
            raise TdError(f"{told['code']} {told['message']}")
        return told

    def receive(self, told):
        """Take what TDLib says: an answer or an update."""
        if (number := told.pop("@extra", None)) is not None:
            answer = self._waiting.pop(number)
            if not answer.done():
                answer.set_result(told)
            return
        if told["@type"] == "updateAuthorizationState":
            self.authorization = told["authorization_state"]["@type"]
        elif told["@type"] == "updateConnectionState":
            self.connection = told["state"]["@type"]
        self._on_update(told)
        self._changed.set()

    async def until(self, is_so, within_s=_STATE_WITHIN_S):
        """Wait for updates until `is_so()`; gives what it gave."""
        async with asyncio.timeout(within_s):
            while not (found := is_so()):
                self._changed.clear()
                await self._changed.wait()
        return found

    async def authorized_as(self, *states):
        """Wait for one of these authorization states (without their common prefix)."""
        wanted = {f"authorizationState{state}" for state in states}
        await self.until(lambda: self.authorization in wanted)
        return self.authorization.removeprefix("authorizationState")

    async def connected_as(self, state):
        """Wait for a connection state (without the common prefix)."""
        await self.until(lambda: self.connection == f"connectionState{state}")
