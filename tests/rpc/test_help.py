"""What clients are told before anything else."""

from typing import Any

import pytest
from msgspec.structs import replace

from heliograph.domain.people import SERVICE_ACCOUNT_ID
from heliograph.tl import functions, types
from heliograph.tl.layers import NEWEST
from heliograph.views.config import DC_IDS
from support.stage import RpcError, Stage, initialised
from support.talk import People


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


@pytest.mark.parametrize(("system", "ours"), [("de-AT", "de"), ("pt-br", "en"), ("", "en")])
async def test_config_offers_the_clients_language_in_the_version_of_our_texts(
    stage: Stage, system: str, ours: str
) -> None:
    device = await stage.device()
    await device(functions.help.GetNearestDc())
    config = await device(initialised(functions.help.GetConfig(), NEWEST, lang_code=system))
    assert config.suggested_lang_code == ours
    pack = await device(functions.langpack.GetLangPack(lang_pack="tdesktop", lang_code=system))
    assert config.lang_pack_version == config.base_lang_pack_version == pack.version
    assert config.autologin_token is None


async def test_the_reaction_of_a_double_tap_is_one_that_there_is(people: People) -> None:
    config = await people.ann(functions.help.GetConfig())
    reactions = await people.ann(functions.messages.GetAvailableReactions(hash=0))
    assert config.reactions_default.emoticon in {one.reaction for one in reactions.reactions}


async def app_config(stage: Stage) -> dict[str, Any]:
    device = await stage.device()
    answer = await device(functions.help.GetAppConfig(hash=0))
    assert isinstance(answer.config, types.JsonObject)
    return {pair.key: pair.value for pair in answer.config.value}


async def test_36_app_config_has_the_keys_desktop_needs(stage: Stage) -> None:
    values = await app_config(stage)
    for key in (
        "dialog_filters_enabled",
        "premium_purchase_blocked",
        "stargifts_blocked",
        "stars_purchase_blocked",
        "upload_markup_video",
    ):
        assert isinstance(values[key], types.JsonBool)
    assert isinstance(values["fragment_prefixes"], types.JsonArray)
    assert isinstance(values["boosts_channel_level_max"], types.JsonNumber)
    assert not any(key.startswith("freeze") for key in values)


async def test_app_config_tells_the_lengths_that_are_enforced(people: People) -> None:
    values = await app_config(people.stage)
    longest = int(values["about_length_limit_default"].value)
    await people.ann(functions.account.UpdateProfile(about="a" * longest))
    with pytest.raises(RpcError, match="ABOUT_TOO_LONG"):
        await people.ann(functions.account.UpdateProfile(about="a" * (longest + 1)))
    note = int(values["contact_note_length_limit"].value)
    ben = people.ann.user(people.ben)
    for length in (note, note + 1):
        text = types.TextWithEntities(text="n" * length, entities=[])
        query = functions.contacts.AddContact(
            id=ben, first_name="B", last_name="", phone="", note=text
        )
        if length == note:
            await people.ann(query)
        else:
            with pytest.raises(RpcError, match="MESSAGE_TOO_LONG"):
                await people.ann(query)


async def test_app_config_tells_how_many_parts_a_file_may_have(stage: Stage) -> None:
    stage.service.limits = replace(stage.service.limits, upload_parts_max=8_000)
    values = await app_config(stage)
    for who in ("default", "premium"):
        assert values[f"upload_max_fileparts_{who}"].value == 8_000


@pytest.mark.parametrize("kind", ["about_length", "caption_length", "dialogs_pinned"])
async def test_nobody_has_more_for_money(stage: Stage, kind: str) -> None:
    values = await app_config(stage)
    assert values[f"{kind}_limit_default"] == values[f"{kind}_limit_premium"]


async def test_whom_to_ask_is_the_account_that_speaks_for_the_server(people: People) -> None:
    answer = await people.ann(functions.help.GetSupport())
    assert answer.user.id == SERVICE_ACCOUNT_ID
    assert not answer.phone_number


async def test_app_config_is_sent_again_only_when_it_changed(stage: Stage) -> None:
    device = await stage.device()
    first = await device(functions.help.GetAppConfig(hash=0))
    same = await device(functions.help.GetAppConfig(hash=first.hash))
    assert same == types.help.AppConfigNotModified()
    assert isinstance(
        await device(functions.help.GetAppConfig(hash=first.hash + 1)), types.help.AppConfig
    )


async def test_36_the_hash_follows_every_change(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = await stage.device()
    before = await device(functions.help.GetAppConfig(hash=0))
    changed = types.JsonObject(value=before.config.value[1:])
    monkeypatch.setattr("heliograph.rpc.help.config.app_config", lambda *_: changed)
    after = await device(functions.help.GetAppConfig(hash=before.hash))
    assert after.config == changed
    assert after.hash != before.hash
