"""Choosing in whose name somebody writes in a supergroup, and in whose nobody does."""

from heliograph.actions.app import App
from heliograph.actions.chats import asker
from heliograph.domain import speaking
from heliograph.domain.channel_outcomes import ChannelOutcome
from heliograph.domain.channels import Channel, ChannelContext, ChannelMember, SeenChannel
from heliograph.domain.speaking import Speakers


async def choose(app: App, account_id: int, peer_id: int, speaker_id: int) -> None:
    """Write as that in a supergroup from now on. SEND_AS_PEER_INVALID."""

    def check(seen: SeenChannel, speakers: Speakers) -> None:
        speaking.voice(seen, speakers, asked=speaker_id)

    await app.store.choose_speaker(account_id, peer_id=peer_id, speaker_id=speaker_id, check=check)


async def bar(
    app: App, account_id: int, channel_id: int, speaker_id: int, *, barred: bool
) -> ChannelOutcome:
    """Have nobody write in the name of a channel, or again whoever may."""
    who = asker(app, account_id, channel_id)
    known: list[Channel] = []

    def decide(context: ChannelContext) -> ChannelMember:
        known.append(context.channel)
        return speaking.bar(who, context, speaker_id, barred=barred)

    await app.store.bar_speaker(who, speaker_id=speaker_id, decide=decide)
    return ChannelOutcome(channel=known[-1])
