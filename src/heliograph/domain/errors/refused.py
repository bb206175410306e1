"""What every refusal is, and the ones that mean the server itself could not.

https://core.telegram.org/api/errors
"""

from typing import ClassVar


class Refused(Exception):
    """The user may not; carries the `rpc_error` code and token. Never logged as a fault."""

    code: ClassVar[int] = 400
    token: ClassVar[str] = "BAD_REQUEST"

    def __init__(self) -> None:
        super().__init__(self.token)

    @property
    def text(self) -> str:
        """What goes into `rpc_error.error_message`."""
        return self.token


class Wait(Refused):
    """A refusal that ends by itself; `seconds` is how long to wait."""

    code = 420
    token = "FLOOD_WAIT"

    def __init__(self, seconds: int) -> None:
        self.seconds = max(1, seconds)
        super().__init__()

    @property
    def text(self) -> str:
        return f"{self.token}_{self.seconds}"


class KeyCollision(Exception):
    """The agreed auth_key_id exists already: the client must try again (dh_gen_retry)."""


class Internal(Refused):
    code = 500
    token = "INTERNAL"


class WorkerBusy(Refused):
    code = 500
    token = "WORKER_BUSY_TOO_LONG_RETRY"
