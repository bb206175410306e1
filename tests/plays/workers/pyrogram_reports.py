"""How Pyrogram reports, in one step: it speaks a layer of before there were choices."""

from pyrogram import raw


class ReportVerbs:
    """Mixed into the worker's verbs; `client` is its client."""

    client = None

    async def do_report_at_once(self, place, message_id, reason, words):
        return await self.client.invoke(
            raw.functions.messages.Report(
                peer=await self.client.resolve_peer(place),
                id=[message_id],
                reason=getattr(raw.types, reason)(),
                message=words,
            )
        )
