"""How TDLib reports. Part of the actor in `tdlib_worker.py`, which brings the client."""

_SHIFT = 20


class ReportVerbs:
    """Mixed into the worker's verbs; `client` is its TDLib."""

    client = None

    async def do_report(self, place, message_id, titles, words):
        """Choose these titles one after the other, say the words; gives what was asked by then."""
        chat = (await self.client("searchPublicChat", username=place))["id"]
        given = {"chat_id": chat, "message_ids": [message_id << _SHIFT]}
        # As apps do, it asks for the choices before it knows which messages it is about.
        result = await self.client("reportChat", **{**given, "message_ids": []})
        asked = [result["title"]]
        for title in titles:
            (option,) = (one["id"] for one in result["options"] if one["text"] == title)
            result = await self.client("reportChat", **given, option_id=option)
            asked.append(result["@type"])
        option = result["option_id"]
        result = await self.client("reportChat", **given, option_id=option, text=words)
        return result["@type"] == "reportChatResultOk" and asked
