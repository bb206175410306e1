"""The core as it is put together for a server: limits reach what they bound."""

from pathlib import Path
from typing import Any

import pytest

from heliograph.bus.local import LocalBus
from heliograph.config import Limits, Settings
from heliograph.domain.composing import MessageLimits
from heliograph.domain.sign_in import CodeLimits
from heliograph.server.clock import SystemClock
from heliograph.server.compose import make_app
from heliograph.server.keys import load_sub_keys


def test_limits_reach_codes_and_messages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limits = Limits(
        code_digits=7,
        code_lifetime_s=71,
        code_attempts=72,
        codes_per_phone_per_hour=73,
        codes_per_address_per_hour=74,
        message_utf16_max=75,
        entities_max=76,
        edit_window_s=77,
        wrong_codes_per_phone_per_day=78,
    )
    monkeypatch.setattr(Settings, "limits", property(lambda _: limits))
    unused: Any = None
    app = make_app(
        Settings(data_dir=str(tmp_path)),
        load_sub_keys(tmp_path),
        store=unused,
        blobs=unused,
        staging=unused,
        bus=LocalBus(),
        clock=SystemClock(),
        sessions=unused,
        messenger=unused,
        mailer=unused,
        spawn=unused,
    )
    assert app.code_limits == CodeLimits(
        digits=7,
        lifetime_s=71,
        attempts=72,
        window_s=3_600,
        per_phone=73,
        per_address=74,
        guesses_per_phone=78,
        guess_window_s=86_400,
    )
    assert app.message_limits == MessageLimits(text_length=75, entities=76, edit_window_s=77)
