"""What clients are told about the server: where it is and how much is allowed.

https://core.telegram.org/constructor/config
"""

from collections.abc import Sequence

from heliograph.catalogues.drawings import REACTIONS
from heliograph.config import PUBLIC_LINKS, Address, Limits
from heliograph.domain.captions import CAPTION_UTF16_MAX
from heliograph.domain.forwarding import FORWARDS_MAX
from heliograph.domain.texts import DEFAULT_LANGUAGE, TEXTS_VERSION
from heliograph.tl import types

# Clients arrive believing in one of these ids, by their own defaults; every one of them is us.
DC_IDS = (1, 2, 3, 4, 5)
# What clients that name no dc (Telethon, Kurigram, Pyrogram) believe they are on.
DEFAULT_DC = 2

_FOREVER = 0x7FFFFFFF
_CONFIG_LIFETIME_S = 3600
# Test servers are numbered from here in the key exchange; media connections negate the id.
_TEST_OFFSET = 10_000


def dc_of(key_dc: int) -> int:
    """The data centre a client believes to be on, from what it said in the key exchange.

    TDLib asks for the configuration without pause while `this_dc` is another one.
    """
    dc = abs(key_dc) % _TEST_OFFSET
    return dc if dc in DC_IDS else DEFAULT_DC


def config(
    *,
    key_dc: int,
    advertised: Sequence[Address],
    limits: Limits,
    date: int,
    language: str = DEFAULT_LANGUAGE,
    default_reaction: str = "",
    link_prefix: str = PUBLIC_LINKS,
) -> types.Config:
    """The answer to help.getConfig. Times in milliseconds where the name ends in `_ms`.

    `language` is the one of ours that the client speaks. Nobody is signed in to web pages by their
    client: there is no `autologin_token`. `default_reaction` is what the account chose, if it did,
    `link_prefix` what links begin with that apps make, and open by themselves.
    """
    return types.Config(
        # Without it Desktop hides "also delete for …".
        revoke_pm_inbox=True,
        date=date,
        expires=date + _CONFIG_LIFETIME_S,
        test_mode=False,
        this_dc=dc_of(key_dc),
        dc_options=dc_options(advertised),
        dc_txt_domain_name="",
        chat_size_max=200,
        megagroup_size_max=200_000,
        forwarded_count_max=FORWARDS_MAX,
        online_update_period_ms=210_000,
        offline_blur_timeout_ms=5_000,
        offline_idle_timeout_ms=30_000,
        online_cloud_timeout_ms=300_000,
        notify_cloud_delay_ms=30_000,
        notify_default_delay_ms=1_500,
        push_chat_period_ms=60_000,
        push_chat_limit=2,
        edit_time_limit=limits.edit_window_s,
        revoke_time_limit=_FOREVER,
        revoke_pm_time_limit=_FOREVER,
        rating_e_decay=2_419_200,
        stickers_recent_limit=200,
        channels_read_media_period=604_800,
        call_receive_timeout_ms=20_000,
        call_ring_timeout_ms=90_000,
        call_connect_timeout_ms=30_000,
        call_packet_timeout_ms=10_000,
        me_url_prefix=link_prefix,
        caption_length_max=CAPTION_UTF16_MAX,
        message_length_max=limits.message_utf16_max,
        webfile_dc_id=DEFAULT_DC,
        # Desktop fetches a pack that is older than this, also one that has no texts.
        suggested_lang_code=language,
        lang_pack_version=TEXTS_VERSION,
        base_lang_pack_version=TEXTS_VERSION,
        reactions_default=types.ReactionEmoji(emoticon=default_reaction or next(iter(REACTIONS))),
    )


def dc_options(advertised: Sequence[Address]) -> list[types.TypeDcOption]:
    """Every dc id at every advertised address, on that port alone."""
    return [
        types.DcOption(
            id=dc,
            ip_address=address.host,
            port=address.port,
            ipv6=":" in address.host,
            this_port_only=True,
        )
        for dc in DC_IDS
        for address in advertised
    ]
