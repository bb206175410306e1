"""What clients are told before anything else."""

from typing import Any

import pytest

from heliograph.tl import functions, types
from heliograph.views.config import DC_IDS
from support.stage import Stage


@pytest.mark.parametrize(
    ("dc", "this_dc"),
    [(1, 1), (2, 2), (4, 4), (5, 5), (-4, 4), (10_001, 1), (-10_003, 3), (0, 2), (77, 2)],
)
async def test_13_3_config_echoes_the_dc_of_the_key(stage: Stage, dc: int, this_dc: int) -> None:
    device = await stage.device(dc=dc)
    assert (await device(functions.help.GetConfig())).this_dc == this_dc
    nearest = await device(functions.help.GetNearestDc())
    assert (nearest.this_dc, nearest.nearest_dc) == (this_dc, this_dc)


async def test_13_3_every_dc_is_at_the_advertised_address(stage: Stage) -> None:
    device = await stage.device()
    config = await device(functions.help.GetConfig())
    assert [option.id for option in config.dc_options] == list(DC_IDS)
    assert {(o.ip_address, o.port, o.this_port_only, o.ipv6) for o in config.dc_options} == {
        ("192.0.2.7", 443, True, False)
    }


async def test_35_own_messages_may_be_deleted_for_all_at_any_time(stage: Stage) -> None:
    config = await (await stage.device())(functions.help.GetConfig())
    assert config.revoke_pm_inbox
    assert config.revoke_pm_time_limit == 0x7FFFFFFF


async def test_config_tells_the_limits_in_force(stage: Stage) -> None:
    config = await (await stage.device())(functions.help.GetConfig())
    assert config.message_length_max == stage.service.limits.message_utf16_max
    assert config.edit_time_limit == stage.service.limits.edit_window_s
    assert config.date == int(stage.clock.wire_now())
    assert config.expires > config.date


async def test_36_app_config_has_the_keys_desktop_needs(stage: Stage) -> None:
    device = await stage.device()
    answer = await device(functions.help.GetAppConfig(hash=0))
    values: dict[str, Any] = {pair.key: pair.value for pair in answer.config.value}
    for key in ("dialog_filters_enabled", "premium_purchase_blocked", "upload_markup_video"):
        assert isinstance(values[key], types.JsonBool)
    assert isinstance(values["fragment_prefixes"], types.JsonArray)
    assert isinstance(values["boosts_channel_level_max"], types.JsonNumber)
    assert not any(key.startswith("freeze") for key in values)


async def test_app_config_is_sent_again_only_when_it_changed(stage: Stage) -> None:
    device = await stage.device()
    first = await device(functions.help.GetAppConfig(hash=0))
    same = await device(functions.help.GetAppConfig(hash=first.hash))
    assert same == types.help.AppConfigNotModified()
    assert isinstance(
        await device(functions.help.GetAppConfig(hash=first.hash + 1)), types.help.AppConfig
    )
