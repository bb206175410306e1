"""Countries, time zones, colours and words for emoji as clients read them."""

from collections.abc import Mapping, Sequence

from heliograph.catalogues.colors import NameColor, ProfileColor
from heliograph.catalogues.countries import Country
from heliograph.catalogues.timezones import Timezone
from heliograph.tl import types


def country(found: Country) -> types.help.Country:
    """https://core.telegram.org/constructor/help.country"""
    return types.help.Country(
        iso2=found.iso2,
        default_name=found.default_name,
        name=found.name if found.name != found.default_name else None,
        country_codes=[
            types.help.CountryCode(
                country_code=found.calling_code,
                prefixes=list(found.prefixes) or None,
                patterns=list(found.patterns) or None,
            )
        ],
    )


def timezone(found: Timezone) -> types.Timezone:
    """https://core.telegram.org/constructor/timezone"""
    return types.Timezone(id=found.id, name=found.name, utc_offset=found.utc_offset)


def name_color(color: NameColor) -> types.help.PeerColorOption:
    """https://core.telegram.org/constructor/help.peerColorOption"""
    return types.help.PeerColorOption(
        color_id=color.id,
        colors=types.help.PeerColorSet(colors=list(color.light)) if color.light else None,
        dark_colors=types.help.PeerColorSet(colors=list(color.dark)) if color.dark else None,
    )


def profile_color(color: ProfileColor) -> types.help.PeerColorOption:
    """https://core.telegram.org/constructor/help.peerColorProfileSet"""
    shown = types.help.PeerColorProfileSet(
        palette_colors=list(color.palette),
        bg_colors=list(color.background),
        story_colors=list(color.story),
    )
    return types.help.PeerColorOption(color_id=color.id, colors=shown, dark_colors=shown)


def emoji_keywords(
    language: str, words: Mapping[str, Sequence[str]], *, from_version: int, version: int
) -> types.EmojiKeywordsDifference:
    """https://core.telegram.org/constructor/emojiKeywordsDifference"""
    return types.EmojiKeywordsDifference(
        lang_code=language,
        from_version=from_version,
        version=version,
        keywords=[
            types.EmojiKeyword(keyword=word, emoticons=list(signs)) for word, signs in words.items()
        ],
    )
