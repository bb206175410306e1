"""A bot that is signed in by its token and listens."""

from heliograph.actions import bots
from heliograph.tl import functions
from support.talk import People, Talker


class Robot(Talker):
    """A bot and its token."""

    token = ""


async def signed_in(people: People, token: str) -> Robot:
    """One more session of a bot."""
    device = await people.stage.device()
    signing_in = functions.auth.ImportBotAuthorization(
        flags=0, api_id=1, api_hash="x", bot_auth_token=token
    )
    await device(signing_in)
    device.session.subscribe()
    bot = Robot(device, "")
    bot.token = token
    return bot


async def robot(people: People, username: str = "echo_bot") -> Robot:
    """A new bot."""
    made = await bots.add_bot(people.stage.app, name="Echo", username=username, owner_id=None)
    return await signed_in(people, made.token)
