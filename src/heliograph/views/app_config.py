"""What official clients read from help.getAppConfig.

Clients keep the last value of a key that is left out: what the server does not have is switched off
by a value. Keys of frozen accounts must be left out while nobody is frozen.
https://core.telegram.org/api/config#client-configuration
"""

from collections.abc import Mapping

from heliograph.config.limits import Limits
from heliograph.domain.asked_polls import PollLimits
from heliograph.domain.captions import CAPTION_UTF16_MAX
from heliograph.domain.citing import QUOTE_LENGTH_MAX
from heliograph.domain.media import DICE_SIDES
from heliograph.domain.people import SERVICE_ACCOUNT_ID
from heliograph.domain.profiles import MAX_ABOUT_LENGTH, NOTE_LENGTH_MAX
from heliograph.domain.read_marks import READERS_TOLD_MAX
from heliograph.domain.todos import ITEM_LENGTH_MAX, ITEMS_MAX, TITLE_LENGTH_MAX
from heliograph.tl import types

POLLS = PollLimits()

_WEEK_S = 7 * 86_400
_EVERYBODY = ("default", "premium")

Value = bool | int | str | list[str]
_NOTHING: Mapping[str, Value] = {}


def app_config(limits: Limits, own: Mapping[str, Value] = _NOTHING) -> types.JsonObject:
    """Every key in alphabetical order; `own` is what holds for the asking account alone."""
    values = {**_SWITCHES, **_LENGTHS, **_REACTIONS, **_limits_of(limits), **own}
    return types.JsonObject(
        value=[
            types.JsonObjectValue(key=key, value=_json(value))
            for key, value in sorted(values.items())
        ]
    )


# What there is not: no Premium, no stars, no gifts, no boosts, no stories, no
# calls, no translations, no sign-in to web pages.
_SWITCHES: Mapping[str, Value] = {
    "autoarchive_setting_available": False,
    "autologin_domains": [],
    "boosts_channel_level_max": 0,
    "call_requests_disabled": True,
    "emojies_send_dice": [*DICE_SIDES, "⚽\ufe0f"],
    "fragment_prefixes": ["888"],
    "giveaway_gifts_purchase_available": False,
    "ignore_restriction_reasons": [],
    # Whom to let write is everybody's own choice.
    "new_noncontact_peers_require_premium_without_ownpremium": True,
    "premium_promo_order": [],
    "premium_purchase_blocked": True,
    "restriction_add_platforms": [],
    "stargifts_blocked": True,
    "stars_paid_messages_available": False,
    "stars_purchase_blocked": True,
    "stories_posting": "disabled",
    # Admins of any public supergroup may have the operator's rules look at what members say.
    "telegram_antispam_group_size_min": 0,
    "telegram_antispam_user_id": str(SERVICE_ACCOUNT_ID),
    "transcribe_audio_trial_weekly_number": 0,
    "translations_auto_enabled": "disabled",
    "translations_manual_enabled": "disabled",
    "upload_markup_video": False,
    "url_auth_domains": [],
    "whitelisted_domains": [],
}

_REACTIONS: Mapping[str, Value] = {
    "reactions_in_chat_max": 100,
    "reactions_uniq_max": 11,
    "reactions_user_max_default": 1,
    "reactions_user_max_premium": 1,
}


def _limits_of(limits: Limits) -> Mapping[str, Value]:
    """What the server enforces; nobody has Premium."""
    most = {
        "dialog_filters_chats_limit": limits.dialog_filter_peers_max,
        "dialog_filters_limit": limits.dialog_filters_max,
        "dialogs_folder_pinned_limit": limits.pinned_archived_dialogs_max,
        "dialogs_pinned_limit": limits.pinned_dialogs_max,
        "saved_dialogs_pinned_limit": limits.pinned_dialogs_max,
    }
    parts = {f"upload_max_fileparts_{who}": limits.upload_parts_max for who in _EVERYBODY}
    return {
        **parts,
        "dialog_filters_enabled": True,
        "dialog_filters_tooltip": False,
        **{f"{name}_{who}": value for name, value in most.items() for who in _EVERYBODY},
    }


# In UTF-16 units; periods in seconds. Nobody has Premium, so it changes nothing.
_LENGTHS: Mapping[str, Value] = {
    "about_length_limit_default": MAX_ABOUT_LENGTH,
    "about_length_limit_premium": MAX_ABOUT_LENGTH,
    "caption_length_limit_default": CAPTION_UTF16_MAX,
    "caption_length_limit_premium": CAPTION_UTF16_MAX,
    "chat_read_mark_expire_period": _WEEK_S,
    "chat_read_mark_size_threshold": READERS_TOLD_MAX,
    "contact_note_length_limit": NOTE_LENGTH_MAX,
    "pm_read_date_expire_period": _WEEK_S,
    "todo_item_length_max": ITEM_LENGTH_MAX,
    "todo_items_max": ITEMS_MAX,
    "todo_title_length_max": TITLE_LENGTH_MAX,
    "poll_answers_max": POLLS.answers,
    "poll_close_period_max": POLLS.close_period_max_s,
    "quote_length_max": QUOTE_LENGTH_MAX,
}


def _json(value: Value) -> types.TypeJSONValue:
    match value:
        case bool():
            return types.JsonBool(value=value)
        case int():
            return types.JsonNumber(value=float(value))
        case str():
            return types.JsonString(value=value)
    return types.JsonArray(value=[types.JsonString(value=text) for text in value])
