"""What happens by itself goes on, at its intervals, whatever fails."""

import pytest

from heliograph.server.repeating import repeat


class Stopped(BaseException):
    """Ends what never ends by itself."""


class Watch:
    """Notes what is done and how long is waited; ends it at the fourth wait."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self._tries = 0

    async def work(self) -> None:
        self._tries += 1
        if self._tries == 2:
            self.done.append("failed")
            raise RuntimeError("once")
        self.done.append("worked")

    async def pause(self, seconds: float) -> None:
        if self.done.count("waited 5") == 3:
            raise Stopped
        self.done.append(f"waited {seconds}")


@pytest.mark.parametrize("at_once", [True, False])
async def test_what_fails_is_done_the_next_time(at_once: bool) -> None:
    watch = Watch()
    with pytest.raises(Stopped):
        await repeat(watch.work, "Sweeping", every_s=5, at_once=at_once, pause=watch.pause)
    wait = "waited 5"
    rounds = ["worked", wait, "failed", wait, "worked"]
    assert watch.done == ([*rounds, wait, "worked"] if at_once else [wait, *rounds])
