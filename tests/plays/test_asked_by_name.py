"""What people do in settings that libraries have no function for: asked by the method's name."""

from pathlib import Path
from typing import Any

import pytest

from support.actors import Actor, ActorError
from support.play_server import PlayServer

pytestmark = [pytest.mark.play, pytest.mark.long]

DAY_S = 86_400
SCOPE = {"_": "inputNotifyUsers"}
DOWNLOADS = {
    "_": "autoDownloadSettings",
    "photo_size_max": 1,
    "video_size_max": 2,
    "file_size_max": 3,
    "video_upload_maxbitrate": 4,
    "small_queue_active_operations_max": 5,
    "large_queue_active_operations_max": 6,
}
REACTIONS = {
    "_": "reactionsNotifySettings",
    "sound": {"_": "notificationSoundDefault"},
    "show_previews": False,
}
NOTE = {"_": "textWithEntities", "text": "from school", "entities": []}


async def ask(actor: Actor, name: str, want: str = "", **fields: Any) -> Any:
    """What the library made of the answer, or one field of it."""
    return await actor.do("ask", query={"_": name, **fields}, **({"want": want} if want else {}))


async def test_settings_are_changed(cast) -> None:
    alice = await cast("telethon", name="Alice")
    for name, fields, answer in (
        ("account.setContentSettings", {"sensitive_enabled": True}, "bool"),
        ("account.setContactSignUpNotification", {"silent": True}, "bool"),
        ("account.saveAutoDownloadSettings", {"settings": DOWNLOADS, "low": True}, "bool"),
        (
            "account.setReactionsNotifySettings",
            {"settings": REACTIONS},
            "ReactionsNotifySettings",
        ),
        ("account.getNotifyExceptions", {"peer": SCOPE}, "Updates"),
        ("account.resetNotifySettings", {}, "bool"),
        ("contacts.toggleTopPeers", {"enabled": False}, "bool"),
    ):
        assert await ask(alice, name, **fields) == answer, name
    assert await ask(alice, "account.getContentSettings", want="sensitive_enabled") is True


async def test_people_are_arranged(cast) -> None:
    alice, bob = await cast("telethon", name="Alice"), await cast("telethon", name="Bob")
    await bob.do("set_username", username="bob_by_name")
    given = await alice.do("input_of", who="bob_by_name")
    user, peer = {"_": "inputUser", **given}, {"_": "inputPeerUser", **given}
    named = {"first_name": "Bob", "last_name": "", "phone": ""}
    correspondents = {"_": "topPeerCategoryCorrespondents"}
    for name, fields, answer in (
        ("contacts.resolvePhone", {"phone": bob.phone}, "ResolvedPeer"),
        ("messages.hidePeerSettingsBar", {"peer": peer}, "bool"),
        ("contacts.addContact", {"id": user, **named}, "Updates"),
        ("contacts.updateContactNote", {"id": user, "note": NOTE}, "bool"),
        ("users.getRequirementsToContact", {"id": [user]}, ["RequirementToContactEmpty"]),
        ("contacts.getBirthdays", {}, "ContactBirthdays"),
        ("contacts.getContactIDs", {"hash": 0}, ["int"]),
        ("contacts.getStatuses", {}, ["ContactStatus"]),
        ("contacts.resetTopPeerRating", {"category": correspondents, "peer": peer}, "bool"),
        ("contacts.deleteByPhones", {"phones": [bob.phone]}, "bool"),
        ("contacts.resetSaved", {}, "bool"),
    ):
        assert await ask(alice, name, **fields) == answer, name


async def test_everything_is_exported(cast, server: PlayServer) -> None:
    alice = await cast("telethon", name="Alice")
    texts = [f"note {number}" for number in range(3)]
    for text in texts:
        await alice.do("send", to="me", text=text)
    with pytest.raises(ActorError, match="TakeoutInitDelayError"):
        await alice.do("export", peer="me")
    await server.pass_time(86_400)
    assert await alice.do("export", peer="me") == texts[::-1]


async def test_a_bot_says_what_it_offers(cast, server: PlayServer, tmp_path: Path) -> None:
    await cast("telethon", name="Alice")
    bot, token = Actor("telethon", tmp_path / "bot"), (await server.add_bot("Echo", "echo_bot"))[1]
    default = {"scope": {"_": "botCommandScopeDefault"}, "lang_code": ""}
    commands = [{"_": "botCommand", "command": "echo", "description": "say it again"}]
    try:
        await bot.open(server)
        await bot.do("sign_in_bot", token=token)
        for name, fields, answer in (
            ("bots.setBotCommands", {**default, "commands": commands}, "bool"),
            ("bots.getBotCommands", default, ["BotCommand"]),
            ("bots.resetBotCommands", default, "bool"),
            ("bots.getBotCommands", default, []),
            ("bots.setBotInfo", {"lang_code": "", "description": "An echo"}, "bool"),
        ):
            assert await ask(bot, name, **fields) == answer, name
        told = await ask(bot, "bots.getBotInfo", want="description", lang_code="")
        assert told == "An echo"
    finally:
        await bot.close()


async def test_an_account_moves_and_ends(cast, server: PlayServer, tmp_path: Path) -> None:
    bob = await cast("telethon", name="Bob")
    # Without a witness: nothing is left to look at.
    alice, old, new = Actor("telethon", tmp_path / "alice"), "9996650000", "9996650001"
    try:
        await alice.open(server)
        await alice.sign_in(server, old, "Alice")
        await server.pass_time(2 * DAY_S)
        hash_ = await ask(
            alice,
            "account.sendChangePhoneCode",
            want="phone_code_hash",
            phone_number=new,
            settings={"_": "codeSettings"},
        )
        given = {"phone_number": new, "phone_code_hash": hash_}
        given["phone_code"] = await server.code(new)
        assert await ask(alice, "account.changePhone", want="phone", **given) == new
        assert await ask(bob, "contacts.resolvePhone", phone=new) == "ResolvedPeer"
        assert await ask(alice, "auth.resetAuthorizations") == "bool"
        assert await ask(alice, "account.deleteAccount", reason="") == "bool"
        with pytest.raises(ActorError, match="AuthKeyUnregistered"):
            await alice.do("state")
        with pytest.raises(ActorError, match="PhoneNotOccupied"):
            await ask(bob, "contacts.resolvePhone", phone=new)
    finally:
        await alice.close()
