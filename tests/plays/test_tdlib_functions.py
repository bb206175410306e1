"""TDLib's own functions for signing in and talking in private, each asked by its name.

The official apps do with the server what TDLib does behind these functions.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest

from support.actors import Actor, ActorError
from support.play_server import PlayServer

pytestmark = [pytest.mark.play, pytest.mark.long]

Enter = Callable[[], Awaitable[Actor]]
KNOWN_WITHIN_S = 10
DAY_S = 86_400

FUNCTIONS = {
    "signing in": (
        "setAuthenticationPhoneNumber",
        "getAuthorizationState",
        "checkAuthenticationCode",
        "registerUser",
        "logOut",
    ),
    "two steps": ("getPasswordState", "setPassword", "checkAuthenticationPassword"),
    "QR codes": ("requestQrCodeAuthentication", "confirmQrCodeAuthentication"),
    "sessions": ("getActiveSessions", "terminateSession", "terminateAllOtherSessions"),
    "the sessions' time": ("setInactiveSessionTtl",),
    "websites": ("getConnectedWebsites",),
    "profile": (
        "setName",
        "setBio",
        "setUsername",
        "getMe",
        "getUserLink",
        "getUserFullInfo",
        "getUserProfilePhotos",
    ),
    "free usernames": ("checkChatUsername",),
    "birthday": ("setBirthdate",),
    "privacy": ("getUserPrivacySettingRules", "setUserPrivacySettingRules", "getUser"),
    "read dates": ("getReadDatePrivacySettings", "setReadDatePrivacySettings"),
    "new chats": ("getNewChatPrivacySettings", "setNewChatPrivacySettings"),
    "blocking": (
        "setMessageSenderBlockList",
        "getBlockedMessageSenders",
        "canSendMessageToUser",
    ),
    "contacts": (
        "importContacts",
        "getImportedContactCount",
        "getContacts",
        "searchContacts",
        "addContact",
        "searchUserByPhoneNumber",
        "removeContacts",
    ),
    "own number": ("sharePhoneNumber",),
    "close friends": ("getCloseFriends", "setCloseFriends"),
    "private chats": (
        "createPrivateChat",
        "openChat",
        "sendMessage",
        "getMessage",
        "editMessageText",
        "viewMessages",
        "getChatHistory",
        "deleteMessages",
        "closeChat",
    ),
    "typing": ("sendChatAction",),
    "whole chats": ("deleteChatHistory",),
    "options": ("setOption", "getOption"),
    "the account's time": ("getAccountTtl", "setAccountTtl"),
    "the account's end": (
        "deleteAccount",
        "getInternalLinkType",
        "sendPhoneNumberCode",
        "checkPhoneNumberCode",
    ),
    "another number": ("resendPhoneNumberCode",),
    "notifications": (
        "getScopeNotificationSettings",
        "setScopeNotificationSettings",
        "setChatNotificationSettings",
    ),
    "deleting by itself": ("getDefaultMessageAutoDeleteTime", "setDefaultMessageAutoDeleteTime"),
    "the world": (
        "getApplicationConfig",
        "getCountries",
        "getCountryCode",
        "getPhoneNumberInfo",
        "getTimeZones",
        "getArchiveChatListSettings",
    ),
    "support": ("getSupportUser",),
    "secret chats": (
        "createNewSecretChat",
        "getSecretChat",
        "createSecretChat",
        "setChatMessageAutoDeleteTime",
        "closeSecretChat",
    ),
    "search": ("searchPublicChat", "searchPublicChats", "searchChats", "searchChatsOnServer"),
    "search in messages": ("searchChatMessages", "searchMessages"),
}


class Topic:
    """Calls the functions of a topic; all of them were called when its block ends."""

    def __init__(self, name: str) -> None:
        self.functions = set(FUNCTIONS[name])
        self.called: set[str] = set()

    async def __call__(self, actor: Actor, function: str, **given: Any) -> Any:
        """What TDLib answers."""
        self.called.add(function)
        return await actor.do("call", function=function, **given)

    async def refused(self, actor: Actor, function: str, why: str, **given: Any) -> None:
        """The function fails, and TDLib says why."""
        self.called.add(function)
        with pytest.raises(ActorError, match=why):
            await actor.do("call", function=function, **given)

    async def until(
        self, is_so: Callable[[Any], bool], actor: Actor, function: str, **given: Any
    ) -> None:
        """Ask again until the answer is so: TDLib says yes to a change before the server does."""
        async with asyncio.timeout(KNOWN_WITHIN_S):
            # There is no update for it.
            while not is_so(await self(actor, function, **given)):  # noqa: ASYNC110
                await asyncio.sleep(0.05)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        if kind is None:
            assert self.called >= self.functions


@pytest.fixture
async def enter(server: PlayServer, tmp_path: Path) -> AsyncIterator[Enter]:
    """Makes TDLibs that nobody has signed in with, and whose accounts get no witness."""
    actors: list[Actor] = []

    async def make() -> Actor:
        actors.append(Actor("tdlib", tmp_path / f"stranger-{len(actors)}"))
        await actors[-1].open(server)
        return actors[-1]

    yield make
    for actor in actors:
        await actor.close()


def kind(name: str, **fields: Any) -> dict[str, Any]:
    """An object of TDLib's."""
    return {"@type": name, **fields}


def text_message(text: str) -> dict[str, Any]:
    """What to send."""
    return kind("inputMessageText", text={"text": text})


async def has_become(actor: Actor, state: str) -> None:
    """Wait until the client is in an authorization state."""
    named = kind(f"authorizationState{state}")
    await actor.do("told", update="updateAuthorizationState", authorization_state=named)


async def pair(cast) -> tuple[Actor, Actor]:
    """Alice and Bob, who can be found as alice_of_tdlib and bob_of_tdlib."""
    alice, bob = await cast("tdlib", name="Alice"), await cast("tdlib", name="Bob")
    await alice.do("set_username", username="alice_of_tdlib")
    await bob.do("set_username", username="bob_of_tdlib")
    assert await alice.do("resolve", username="bob_of_tdlib") == bob.user_id
    assert await bob.do("resolve", username="alice_of_tdlib") == alice.user_id
    return alice, bob


def test_the_table_names_each_function_once() -> None:
    named = [function for topic in FUNCTIONS.values() for function in topic]
    assert len(named) == len(set(named)) >= 40


async def test_signing_in(enter: Enter, server: PlayServer) -> None:
    stranger, phone = await enter(), "9996640001"
    with Topic("signing in") as td:
        number = "setAuthenticationPhoneNumber"
        await td.refused(stranger, number, "PHONE_NUMBER_INVALID", phone_number="+1")
        await td(stranger, number, phone_number=f"+{phone}")
        state = await td(stranger, "getAuthorizationState")
        assert state["@type"] == "authorizationStateWaitCode"
        assert state["code_info"]["phone_number"] == f"+{phone}"
        code = await server.code(phone)
        wrong = "".join(str((int(digit) + 1) % 10) for digit in code)
        await td.refused(stranger, "checkAuthenticationCode", "PHONE_CODE_INVALID", code=wrong)
        await td(stranger, "checkAuthenticationCode", code=code)
        state = await td(stranger, "getAuthorizationState")
        assert state["@type"] == "authorizationStateWaitRegistration"
        await td(stranger, "registerUser", first_name="Alice", last_name="Liddell")
        await has_become(stranger, "Ready")
        await td(stranger, "logOut")
        await has_become(stranger, "Closed")
        assert await stranger.do("restart") == "WaitPhoneNumber"


async def test_two_steps(cast, enter: Enter, server: PlayServer) -> None:
    alice, stranger = await cast("tdlib", name="Alice"), await enter()
    with Topic("two steps") as td:
        assert not (await td(alice, "getPasswordState"))["has_password"]
        given = {"new_password": "down the rabbit hole", "new_hint": "where?"}
        assert (await td(alice, "setPassword", **given))["has_password"]

        sent = server.count_codes(alice.phone)
        await stranger.do("send_code", phone=alice.phone)
        code = await server.code(alice.phone, after=sent)
        await stranger.do("call", function="checkAuthenticationCode", code=code)
        told = await stranger.do("call", function="getAuthorizationState")
        assert (told["@type"], told["password_hint"]) == (
            "authorizationStateWaitPassword",
            "where?",
        )
        check, wrong = "checkAuthenticationPassword", "PASSWORD_HASH_INVALID"
        await td.refused(stranger, check, wrong, password="up the chimney")
        await td(stranger, check, password=given["new_password"])
        await has_become(stranger, "Ready")
        state = await td(alice, "setPassword", old_password=given["new_password"])
        assert not state["has_password"]


async def test_qr_codes(cast, enter: Enter) -> None:
    alice, stranger = await cast("tdlib", name="Alice"), await enter()
    with Topic("QR codes") as td:
        await td(stranger, "requestQrCodeAuthentication")
        shown = await stranger.do("call", function="getAuthorizationState")
        assert shown["@type"] == "authorizationStateWaitOtherDeviceConfirmation"
        await td(alice, "confirmQrCodeAuthentication", link=shown["link"])
        await has_become(stranger, "Ready")
        assert (await stranger.do("me"))["id"] == alice.user_id


async def test_sessions(enter: Enter, server: PlayServer) -> None:
    desk, phone, pad = [await enter() for _ in range(3)]
    for device in (desk, phone, pad):
        await device.sign_in(server, "9996640002", "Alice")
    with Topic("sessions") as td:
        found = (await td(desk, "getActiveSessions"))["sessions"]
        assert [s["device_model"] for s in found] == ["actor"] * 3
        other = next(s["id"] for s in found if not s["is_current"])
        await server.pass_time(86_400)
        await td(desk, "terminateSession", session_id=other)
        left = (await td(desk, "getActiveSessions"))["sessions"]
        assert {s["id"] for s in left} == {s["id"] for s in found} - {other}
        await td(desk, "terminateAllOtherSessions")
        for device in (phone, pad):
            await has_become(device, "Closed")
        (alone,) = (await td(desk, "getActiveSessions"))["sessions"]
        assert alone["is_current"]


async def test_how_long_silent_sessions_last(cast, server: PlayServer) -> None:
    alice = await cast("tdlib")
    await server.pass_time(86_400)
    with Topic("the sessions' time") as td:
        await td(alice, "setInactiveSessionTtl", inactive_session_ttl_days=30)
        found = await alice.do("call", function="getActiveSessions")
        assert found["inactive_session_ttl_days"] == 30


async def test_websites(cast) -> None:
    with Topic("websites") as td:
        assert (await td(await cast("tdlib"), "getConnectedWebsites"))["websites"] == []


async def test_profile(cast) -> None:
    alice, bob = await pair(cast)
    with Topic("profile") as td:
        await td(alice, "setName", first_name="Alicia", last_name="Liddell")
        await td(alice, "setBio", bio="curiouser and curiouser")
        await td(alice, "setUsername", username="alicia_liddell")
        me = await td(alice, "getMe")
        assert (me["first_name"], me["last_name"]) == ("Alicia", "Liddell")
        assert me["usernames"]["active_usernames"] == ["alicia_liddell"]
        assert (await td(alice, "getUserLink"))["url"].endswith("alicia_liddell")
        assert await bob.do("resolve", username="alicia_liddell") == alice.user_id
        seen = await td(bob, "getUserFullInfo", user_id=alice.user_id)
        assert seen["bio"]["text"] == "curiouser and curiouser"
        photos = await td(bob, "getUserProfilePhotos", user_id=alice.user_id, limit=10)
        assert photos["total_count"] == 0


async def test_free_usernames(cast) -> None:
    alice, _ = await pair(cast)
    with Topic("free usernames") as td:
        chat = {"chat_id": alice.user_id}
        taken = await td(alice, "checkChatUsername", **chat, username="bob_of_tdlib")
        assert taken["@type"] == "checkChatUsernameResultUsernameOccupied"
        free = await td(alice, "checkChatUsername", **chat, username="nobody_of_tdlib")
        assert free["@type"] == "checkChatUsernameResultOk"


async def test_birthday(cast) -> None:
    alice = await cast("tdlib")
    with Topic("birthday") as td:
        given = {"day": 4, "month": 5, "year": 1952}
        await td(alice, "setBirthdate", birthdate=given)
        me = await alice.do("call", function="getUserFullInfo", user_id=alice.user_id)
        assert me["birthdate"] == kind("birthdate", **given)


async def test_privacy(cast) -> None:
    alice, bob = await pair(cast)
    with Topic("privacy") as td:
        of = {"setting": kind("userPrivacySettingShowPhoneNumber")}
        assert (await td(alice, "getUserPrivacySettingRules", **of))["rules"]
        assert (await td(bob, "getUser", user_id=alice.user_id))["phone_number"] == ""
        rules = kind("userPrivacySettingRules", rules=[kind("userPrivacySettingRuleAllowAll")])
        await td(alice, "setUserPrivacySettingRules", **of, rules=rules)
        assert await td(alice, "getUserPrivacySettingRules", **of) == rules
        await td.until(
            lambda seen: seen["phone_number"] == alice.phone, bob, "getUser", user_id=alice.user_id
        )


async def test_read_dates(cast) -> None:
    alice = await cast("tdlib")
    with Topic("read dates") as td:
        assert (await td(alice, "getReadDatePrivacySettings"))["show_read_date"]
        hidden = kind("readDatePrivacySettings", show_read_date=False)
        await td(alice, "setReadDatePrivacySettings", settings=hidden)
        assert await td(alice, "getReadDatePrivacySettings") == hidden


async def test_new_chats(cast) -> None:
    alice = await cast("tdlib")
    with Topic("new chats") as td:
        found = await td(alice, "getNewChatPrivacySettings")
        assert found["allow_new_chats_from_unknown_users"]
        await td(alice, "setNewChatPrivacySettings", settings=found)
        assert await td(alice, "getNewChatPrivacySettings") == found


async def test_blocking(cast) -> None:
    alice, bob = await pair(cast)
    with Topic("blocking") as td:
        sender = kind("messageSenderUser", user_id=bob.user_id)
        blocked = {"block_list": kind("blockListMain")}
        await td(alice, "setMessageSenderBlockList", sender_id=sender, **blocked)
        listed = ("getBlockedMessageSenders", blocked | {"limit": 10})
        await td.until(lambda found: found["senders"] == [sender], alice, listed[0], **listed[1])
        await td(alice, "setMessageSenderBlockList", sender_id=sender)
        await td.until(lambda found: found["senders"] == [], alice, listed[0], **listed[1])
        may = await td(bob, "canSendMessageToUser", user_id=alice.user_id)
        assert may["@type"] == "canSendMessageToUserResultOk"


async def test_contacts(cast) -> None:
    alice, bob = await cast("tdlib", name="Alice"), await cast("tdlib", name="Bob")
    with Topic("contacts") as td:
        entry = {"phone_number": f"+{bob.phone}", "first_name": "Bobby"}
        nobody = {"phone_number": "+9996649999", "first_name": "Nobody"}
        made = await td(alice, "importContacts", contacts=[entry, nobody])
        assert made["user_ids"] == [bob.user_id, 0]
        await td(alice, "getImportedContactCount")
        assert (await td(alice, "getContacts"))["user_ids"] == [bob.user_id]
        found = await td(alice, "searchContacts", query="Bobb", limit=10)
        assert found["user_ids"] == [bob.user_id]
        found = await td(alice, "searchUserByPhoneNumber", phone_number=bob.phone)
        assert (found["id"], found["first_name"]) == (bob.user_id, "Bobby")
        await td(alice, "addContact", user_id=bob.user_id, contact={"first_name": "Robert"})
        renamed = await alice.do("call", function="getUser", user_id=bob.user_id)
        assert renamed["first_name"] == "Robert"
        await td(alice, "removeContacts", user_ids=[bob.user_id])
        assert (await td(alice, "getContacts"))["user_ids"] == []


async def test_own_number_for_a_contact(cast) -> None:
    alice, bob = await pair(cast)
    setting = kind("userPrivacySettingShowPhoneNumber")
    nobody = kind("userPrivacySettingRules", rules=[kind("userPrivacySettingRuleRestrictAll")])
    hide = {"function": "setUserPrivacySettingRules", "setting": setting, "rules": nobody}
    await alice.do("call", **hide)
    contact = {"user_id": bob.user_id, "contact": {"first_name": "Bob"}}
    await alice.do("call", function="addContact", **contact)
    with Topic("own number") as td:
        await td(alice, "sharePhoneNumber", user_id=bob.user_id)
        seen = {"user_id": alice.user_id}
        await td.until(lambda user: user["phone_number"] == alice.phone, bob, "getUser", **seen)


async def test_close_friends(cast) -> None:
    alice, bob = await pair(cast)
    contact = {"user_id": bob.user_id, "contact": {"first_name": "Bob"}}
    await alice.do("call", function="addContact", **contact)
    with Topic("close friends") as td:
        assert (await td(alice, "getCloseFriends"))["user_ids"] == []
        await td(alice, "setCloseFriends", user_ids=[bob.user_id])
        assert (await td(alice, "getCloseFriends"))["user_ids"] == [bob.user_id]


async def test_private_chats(cast) -> None:
    alice, bob = await pair(cast)
    with Topic("private chats") as td:
        chat = {"chat_id": (await td(alice, "createPrivateChat", user_id=bob.user_id))["id"]}
        here = {"chat_id": (await td(bob, "createPrivateChat", user_id=alice.user_id))["id"]}
        await td(alice, "openChat", **chat)
        await td(alice, "sendMessage", **chat, input_message_content=text_message("first"))
        heard = (await bob.see_text("first"))["id"] << 20
        told = await alice.do("told", update="updateMessageSendSucceeded")
        sent = {**chat, "message_id": told["message"]["id"]}
        await td(alice, "editMessageText", **sent, input_message_content=text_message("second"))
        await bob.see("edit", lambda line: line["text"] == "second")
        assert (await td(bob, "getMessage", **here, message_id=heard))["edit_date"]
        await td(bob, "viewMessages", **here, message_ids=[heard], force_read=True)
        await alice.see("read", lambda line: line["max_id"] << 20 == sent["message_id"])
        (only,) = (await td(bob, "getChatHistory", **here, limit=10))["messages"]
        assert only["content"]["text"]["text"] == "second"
        await td(alice, "deleteMessages", **chat, message_ids=[sent["message_id"]], revoke=True)
        await bob.see("delete", lambda line: line["ids"] == [heard >> 20])
        await td(alice, "closeChat", **chat)


async def test_typing(cast) -> None:
    alice, bob = await pair(cast)
    await alice.do("send", to="bob_of_tdlib", text="what do you think?")
    await bob.see_text("what do you think?")
    with Topic("typing") as td:
        typing = kind("chatActionTyping")
        await td(bob, "sendChatAction", chat_id=alice.user_id, action=typing)
        await alice.do("told", update="updateChatAction", chat_id=bob.user_id, action=typing)


async def test_whole_chats(cast) -> None:
    alice, bob = await pair(cast)
    await alice.do("send", to="bob_of_tdlib", text="for both of us")
    heard = await bob.see_text("for both of us")
    with Topic("whole chats") as td:
        chat = {"chat_id": bob.user_id, "remove_from_chat_list": True, "revoke": True}
        await td(alice, "deleteChatHistory", **chat)
        await bob.see("delete", lambda line: line["ids"] == [heard["id"]])


async def test_options(cast) -> None:
    alice = await cast("tdlib")
    with Topic("options") as td:
        await td(alice, "setOption", name="online", value=kind("optionValueBoolean", value=True))
        mine = await td(alice, "getOption", name="my_id")
        assert int(mine["value"]) == alice.user_id


async def test_how_long_a_silent_account_lasts(cast) -> None:
    alice = await cast("tdlib")
    with Topic("the account's time") as td:
        assert (await td(alice, "getAccountTtl"))["days"] >= 30
        await td(alice, "setAccountTtl", ttl={"days": 180})
        assert (await td(alice, "getAccountTtl"))["days"] == 180


async def test_the_end_of_an_account_can_be_objected_to(enter: Enter, server: PlayServer) -> None:
    alice, password = await enter(), "queen of hearts"
    await alice.sign_in(server, "9996640011", "Alice")
    await alice.do("call", function="setPassword", new_password=password)
    with Topic("the account's end") as td:
        await td.refused(alice, "deleteAccount", "retry after 604800", reason="", password="")
        notice = await alice.see("message", lambda line: "confirmphone" in line["text"])
        link = notice["text"][notice["text"].index("tg://") :]
        found = await td(alice, "getInternalLinkType", link=link)
        confirming = kind("phoneNumberCodeTypeConfirmOwnership", hash=found["hash"])
        number, sent = found["phone_number"], server.count_codes(alice.phone)
        await td(alice, "sendPhoneNumberCode", phone_number=number, type=confirming)
        code = await server.code(alice.phone, after=sent)
        await td(alice, "checkPhoneNumberCode", code=code)
        await server.pass_time(8 * DAY_S)
        await td.refused(alice, "deleteAccount", "retry after 604800", reason="", password="")
        await td(alice, "deleteAccount", reason="", password=password)
        await has_become(alice, "Closed")


async def test_an_account_moves_to_another_number(enter: Enter, server: PlayServer) -> None:
    alice, number = await enter(), "9996640013"
    await alice.sign_in(server, "9996640012", "Alice")
    await server.pass_time(2 * DAY_S)
    with Topic("another number") as td:
        change = kind("phoneNumberCodeTypeChange")
        await alice.do("call", function="sendPhoneNumberCode", phone_number=number, type=change)
        first = await server.code(number)
        await td(alice, "resendPhoneNumberCode")
        code = await server.code(number, after=1)
        if first != code:
            with pytest.raises(ActorError, match="PHONE_CODE_INVALID"):
                await alice.do("call", function="checkPhoneNumberCode", code=first)
        await alice.do("call", function="checkPhoneNumberCode", code=code)
        me = await alice.do("call", function="getMe")
        assert me["phone_number"] == number


async def test_notifications(cast) -> None:
    alice, bob = await pair(cast)
    with Topic("notifications") as td:
        scope = {"scope": kind("notificationSettingsScopePrivateChats")}
        assert (await td(alice, "getScopeNotificationSettings", **scope))["show_preview"]
        quiet = {"notification_settings": {"show_preview": False, "use_default_mute_stories": True}}
        await td(alice, "setScopeNotificationSettings", **scope, **quiet)
        assert not (await td(alice, "getScopeNotificationSettings", **scope))["show_preview"]
        muted = {"use_default_mute_for": False, "mute_for": 2**31 - 1}
        there = {"chat_id": bob.user_id, "notification_settings": muted}
        await td(alice, "setChatNotificationSettings", **there)
        await alice.do("told", update="updateChatNotificationSettings", chat_id=bob.user_id)


async def test_deleting_by_itself(cast) -> None:
    alice = await cast("tdlib")
    with Topic("deleting by itself") as td:
        assert (await td(alice, "getDefaultMessageAutoDeleteTime"))["time"] == 0
        day = {"time": 86_400}
        await td(alice, "setDefaultMessageAutoDeleteTime", message_auto_delete_time=day)
        assert (await td(alice, "getDefaultMessageAutoDeleteTime"))["time"] == 86_400


async def test_the_world(cast) -> None:
    alice = await cast("tdlib")
    with Topic("the world") as td:
        assert (await td(alice, "getApplicationConfig"))["@type"] == "jsonValueObject"
        countries = (await td(alice, "getCountries"))["countries"]
        assert "DE" in {country["country_code"] for country in countries}
        assert len((await td(alice, "getCountryCode"))["text"]) in {0, 2}
        germany = await td(alice, "getPhoneNumberInfo", phone_number_prefix="+4930")
        assert germany["country"]["country_code"] == "DE"
        zones = (await td(alice, "getTimeZones"))["time_zones"]
        assert "Europe/Berlin" in {zone["id"] for zone in zones}
        await td(alice, "getArchiveChatListSettings")


async def test_support(cast) -> None:
    with Topic("support") as td:
        assert (await td(await cast("tdlib"), "getSupportUser"))["is_support"]


async def test_search(cast) -> None:
    alice, bob = await pair(cast)
    with Topic("search") as td:
        chat = await td(alice, "searchPublicChat", username="bob_of_tdlib")
        assert chat["type"]["user_id"] == bob.user_id
        # It leaves out whom one has a chat with.
        found = await td(alice, "searchPublicChats", query="bob_of_tdlib")
        assert found["chat_ids"] == [chat["id"]]
        await alice.do("send", to="bob_of_tdlib", text="hay")
        known = {"query": "bob", "limit": 10}
        assert (await td(alice, "searchChats", **known))["chat_ids"] == [chat["id"]]
        await alice.do("contact", phone=bob.phone, first_name="Bob")
        assert (await td(alice, "searchChatsOnServer", **known))["chat_ids"] == [chat["id"]]


async def test_search_in_messages(cast) -> None:
    alice, bob = await pair(cast)
    for text in ("hay", "a needle in the hay", "hay again"):
        await alice.do("send", to="bob_of_tdlib", text=text)
    with Topic("search in messages") as td:
        asked = {"query": "needle", "limit": 10}
        for function, where in (
            ("searchChatMessages", {"chat_id": bob.user_id}),
            ("searchMessages", {}),
        ):
            (found,) = (await td(alice, function, **asked, **where))["messages"]
            assert found["content"]["text"]["text"] == "a needle in the hay"


async def test_secret_chats(cast) -> None:
    alice, bob = await pair(cast)

    async def become(state: str) -> None:
        for actor in (alice, bob):
            await actor.see("secret_chat", lambda told: told["state"] == state)

    with Topic("secret chats") as td:
        hers = await td(alice, "createNewSecretChat", user_id=bob.user_id)
        chat = hers["type"]["secret_chat_id"]
        await become("ready")
        assert (await td(bob, "getSecretChat", secret_chat_id=chat))["user_id"] == alice.user_id
        his = await td(bob, "createSecretChat", secret_chat_id=chat)
        minute = {"message_auto_delete_time": 60}
        await td(alice, "setChatMessageAutoDeleteTime", chat_id=hers["id"], **minute)
        shown = {"actor": bob, "function": "getChat", "chat_id": his["id"]}
        await td.until(lambda chat: minute.items() <= chat.items(), **shown)
        await td(alice, "closeSecretChat", secret_chat_id=chat)
        await become("closed")
