"""Where the console of a running server is, and who reaches it."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
from starlette.applications import Starlette

from heliograph.config import ConfigError, load_settings
from heliograph.server.console import make_console
from heliograph.server.keys import SubKeys
from support.console import Console
from support.stage import Stage
from support.stage_fixture import stage
from support.visitor import Asker

__all__ = ["stage"]

HTTPS = {"public_url": "https://talk.example"}
OUTSIDE = {"http": "0.0.0.0:8080", "advertise": "192.0.2.1:8443"}
KEYS = cast(SubKeys, SimpleNamespace(page_forms=b"f" * 32, staff=b"k" * 32))


def asker_of(stage: Stage, **settings: str) -> Asker:
    """Somebody before the HTTP listener of a server with these settings."""
    site = Console(stage).site
    made: Any = make_console(
        load_settings(settings),
        KEYS,
        stage.app,
        staffing=site.staffing,
        safety=site.safety,
        intake=site.intake,
        log=site.log,
        keeper=site.keeper,
        carry_out=site.carry_out,
    )
    asker = Asker()
    asker.app = Starlette(routes=made)
    return asker


@pytest.mark.parametrize(
    ("settings", "host", "status"),
    [
        ({}, "127.0.0.1:8080", 200),
        ({}, "localhost:8080", 200),
        ({}, "[::1]:8080", 200),
        ({}, "talk.example", 404),
        ({}, "127.0.0.1.evil.example", 404),
        (HTTPS, "talk.example", 200),
        (HTTPS, "localhost:8080", 200),
        (HTTPS, "evil.example", 404),
        ({**HTTPS, **OUTSIDE}, "talk.example", 200),
        ({**OUTSIDE}, "127.0.0.1:8080", 404),
        ({**OUTSIDE, "public_url": "http://talk.example"}, "talk.example", 404),
        ({**OUTSIDE, "console": "on"}, "anything.lan", 200),
        ({**HTTPS, "console": "off"}, "talk.example", 404),
    ],
)
async def test_it_is_where_nobody_reads_along(
    stage: Stage, settings: dict[str, str], host: str, status: int
) -> None:
    answer = await asker_of(stage, **settings).get("/console/sign-in", host=host)
    assert answer.status == status


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("10.8.0.7", 200),
        ("10.9.0.7", 404),
        ("::ffff:10.8.0.7", 200),
        ("2001:db8::1", 404),
        ("", 404),
    ],
)
async def test_it_is_opened_from_the_operator_s_networks_alone(
    stage: Stage, address: str, status: int
) -> None:
    asker = asker_of(stage, **HTTPS, console_networks="10.8.0.0/24")
    asker.address = address
    assert (await asker.get("/console/sign-in")).status == status


async def test_a_proxy_s_word_counts_if_it_is_trusted(stage: Stage) -> None:
    given = {**HTTPS, "console_networks": "10.8.0.0/24"}
    forwarded = {"x_forwarded_for": "10.8.0.7"}
    asker = asker_of(stage, **given)
    assert (await asker.get("/console/sign-in", **forwarded)).status == 404
    trusting = asker_of(stage, **given, trusted_proxy="192.0.2.0/24")
    assert (await trusting.get("/console/sign-in", **forwarded)).status == 200


def test_a_network_is_one() -> None:
    with pytest.raises(ConfigError, match="console_networks"):
        load_settings({"console_networks": "10.8.0.0/33"})
