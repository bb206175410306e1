"""Methods whose answer was of another type."""

from __future__ import annotations

from typing import Any

from heliograph.tl import types
from heliograph.tl.adapters import result_adapter
from heliograph.tl.adapters.peers import user_number
from heliograph.tl.adapters.people import as_user_stories
from heliograph.tl.errors import NotAtLayer


@result_adapter("channels.inviteToChannel", last_layer=176)
@result_adapter("messages.addChatUser", last_layer=176)
@result_adapter("messages.createChat", last_layer=176)
def _invited(invited: types.messages.InvitedUsers) -> object:
    """Who could not be invited went unsaid."""
    return invited.updates


@result_adapter("channels.joinChannel", last_layer=226)
@result_adapter("messages.importChatInvite", last_layer=226)
def _joined(result: types.messages.TypeChatInviteJoinResult) -> object:
    if isinstance(result, types.messages.ChatInviteJoinResultOk):
        return result.updates
    raise NotAtLayer("a chat that asks newcomers on a web page cannot be joined at this layer")


@result_adapter("bots.getBotInfo", last_layer=157)
def _bot_texts(info: types.bots.BotInfo) -> object:
    return [info.name, info.about, info.description]


@result_adapter("help.getAppConfig", last_layer=154)
def _plain_config(config: types.help.TypeAppConfig) -> object:
    if isinstance(config, types.help.AppConfig):
        return config.config
    return types.JsonObject(value=[])


@result_adapter("messages.getDialogFilters", last_layer=175)
def _filters(filters: types.messages.DialogFilters) -> object:
    return filters.filters


@result_adapter("messages.getMessageReadParticipants", last_layer=154)
def _readers(readers: list[types.ReadParticipantDate]) -> object:
    return [reader.user_id for reader in readers]


@result_adapter("messages.getWebPage", last_layer=164)
def _page(page: types.messages.WebPage) -> object:
    return page.webpage


@result_adapter("messages.getWebPagePreview", last_layer=197)
def _preview(preview: types.messages.WebPagePreview) -> object:
    return preview.media


@result_adapter("messages.report", last_layer=188)
@result_adapter("stories.report", last_layer=188)
def _reported(result: types.TypeReportResult) -> object:
    """Those clients name the reason at once, so that nothing is left to be chosen."""
    return isinstance(result, types.ReportResultReported)


@result_adapter("messages.requestAppWebView", last_layer=182)
def _app_view(result: types.WebViewResultUrl) -> object:
    return types.AppWebViewResultUrl(url=result.url)


@result_adapter("messages.requestSimpleWebView", last_layer=182)
def _simple_view(result: types.WebViewResultUrl) -> object:
    return types.SimpleWebViewResultUrl(url=result.url)


@result_adapter("phone.createConferenceCall", last_layer=201)
def _conference(_: Any) -> object:
    raise NotAtLayer("conference calls of layers up to 201 grew out of a private call")


@result_adapter("phone.sendGroupCallMessage", last_layer=216)
def _sent(_: Any) -> object:
    return True


@result_adapter("stats.getMessagePublicForwards", last_layer=168)
def _forwards(forwards: types.stats.PublicForwards) -> object:
    """Stories that forward a post are left out: only messages could."""
    found = (
        forward.message
        for forward in forwards.forwards
        if isinstance(forward, types.PublicForwardMessage)
    )
    return types.messages.MessagesSlice(
        count=forwards.count,
        messages=list(found),
        topics=[],
        chats=forwards.chats,
        users=forwards.users,
    )


@result_adapter("stories.canSendStory", last_layer=202)
def _may_post(count: types.stories.CanSendStoryCount) -> object:
    return count.count_remains > 0


@result_adapter("stories.getPeerMaxIDs", last_layer=216)
def _newest_stories(stories: list[types.RecentStory]) -> object:
    return [story.max_id or 0 for story in stories]


@result_adapter("stories.getPeerStories", last_layer=163)
def _stories_of_user(stories: types.stories.PeerStories) -> object:
    number = user_number(stories.stories.peer)
    if number is None:
        raise NotAtLayer("only users have stories at this layer")
    return types.stories.UserStories(
        stories=as_user_stories(stories.stories, number), users=stories.users
    )


@result_adapter("users.getRequirementsToContact", last_layer=199)
def _premium_required(requirements: list[types.TypeRequirementToContact]) -> object:
    return [isinstance(item, types.RequirementToContactPremium) for item in requirements]


@result_adapter("payments.getSavedStarGifts", last_layer=197)
@result_adapter("payments.getSavedStarGift", last_layer=197)
def _gifts_of_user(saved: types.payments.SavedStarGifts) -> object:
    return types.payments.UserStarGifts(
        count=saved.count,
        gifts=[_gift_of_user(gift) for gift in saved.gifts],
        next_offset=saved.next_offset,
        users=saved.users,
    )


def _gift_of_user(gift: types.SavedStarGift) -> types.UserStarGift:
    return types.UserStarGift(
        name_hidden=gift.name_hidden,
        unsaved=gift.unsaved,
        refunded=gift.refunded,
        can_upgrade=gift.can_upgrade,
        from_id=None if gift.from_id is None else user_number(gift.from_id),
        date=gift.date,
        gift=gift.gift,
        message=gift.message,
        msg_id=gift.msg_id,
        convert_stars=gift.convert_stars,
        upgrade_stars=gift.upgrade_stars,
        can_export_at=gift.can_export_at,
        transfer_stars=gift.transfer_stars,
    )
