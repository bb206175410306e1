"""How devices are told of messages while they are not connected."""

from typing import Protocol

from heliograph.domain.push import Attempt, PushDevice, PushTask, TokenKind
from heliograph.domain.push_notices import PushNotice


class PushPost(Protocol):
    """Carries notices to devices: by the services their tokens name, or by a session of theirs."""

    def carries(self, kind: TokenKind) -> bool:
        """Whether there is a way to devices of this kind; what there is none for is not queued."""
        ...

    def seals(self, device: PushDevice) -> bool:
        """Whether nobody on the way to the device can read what it is told."""
        ...

    async def deliver(self, task: PushTask, notice: PushNotice) -> Attempt:
        """Try once, within a time limit; raises nothing."""
        ...
