"""What a TDLib actor does with groups, which it names by their ids, negative."""

_SHIFT = 20


class GroupVerbs:
    """Mixed into the worker's verbs; `client` is its TDLib."""

    client = None

    async def do_make_group(self, people, title):
        ids = [await self._user(name) for name in people]
        made = await self.client("createNewBasicGroupChat", user_ids=ids, title=title)
        return made["chat_id"]

    async def _user(self, name):
        return (await self.client("searchPublicChat", username=name))["type"]["user_id"]

    async def do_add_to_group(self, group, who):
        user_id = await self._user(who)
        await self.client("addChatMember", chat_id=group, user_id=user_id, forward_limit=0)

    async def do_leave_group(self, group):
        await self.client("leaveChat", chat_id=group)

    async def do_remove_from_group(self, group, who):
        member = {"@type": "messageSenderUser", "user_id": await self._user(who)}
        await self.client("banChatMember", chat_id=group, member_id=member)

    async def do_name_group(self, group, title):
        await self.client("setChatTitle", chat_id=group, title=title)

    async def do_upgrade_group(self, group):
        made = await self.client("upgradeBasicGroupChatToSupergroupChat", chat_id=group)
        return made["id"]

    async def do_members(self, group):
        full = await self.client("getBasicGroupFullInfo", basic_group_id=-group)
        return sorted(one["member_id"]["user_id"] for one in full["members"])

    async def do_group_link(self, group):
        made = await self.client("createChatInviteLink", chat_id=group, name="", expiration_date=0)
        return made["invite_link"]

    async def do_join_group(self, link):
        joined = await self.client("joinChatByInviteLink", invite_link=link)
        return joined.get("chat", joined).get("id") or joined["chat_id"]

    async def do_pin(self, to, message_id):
        await self.client(
            "pinChatMessage",
            chat_id=to,
            message_id=message_id << _SHIFT,
            disable_notification=True,
            only_for_self=False,
        )

    async def do_react_in(self, to, message_id, sign):
        await self.client(
            "addMessageReaction",
            chat_id=to,
            message_id=message_id << _SHIFT,
            reaction_type={"@type": "reactionTypeEmoji", "emoji": sign},
        )

    async def do_opinion_of(self, place, message_id):
        """What it knows of the reactions to a message, and whether that is to it, unread."""
        where = {"chat_id": await self._chat(place), "message_id": message_id << _SHIFT}
        found = await self.client("getMessage", **where)
        about = (found.get("interaction_info") or {}).get("reactions") or {}
        results = about.get("reactions", [])
        mine = [one["type"]["emoji"] for one in results if one.get("is_chosen")]
        counts = sorted([one["type"]["emoji"], one["total_count"]] for one in results)
        called = bool(found.get("contains_unread_mention"))
        return {"counts": counts, "mine": mine, "called": called}

    async def do_make_channel(self, title, username, broadcast=False):
        made = await self.client(
            "createNewSupergroupChat", title=title, is_channel=broadcast, description=""
        )
        group = made["type"]["supergroup_id"]
        await self.client("setSupergroupUsername", supergroup_id=group, username=username)
        return group

    async def do_join_channel(self, username):
        chat = await self.client("searchPublicChat", username=username)
        await self.client("joinChat", chat_id=chat["id"])

    async def do_leave_channel(self, username):
        chat = await self.client("searchPublicChat", username=username)
        await self.client("leaveChat", chat_id=chat["id"])
