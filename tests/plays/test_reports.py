"""People report what they read with clients of every kind, and have it in writing."""

import pytest

from support.actors import Actor

pytestmark = pytest.mark.play

PLACE = "cheap_gold"
STEPS = ["Scam or fraud", "Phishing"]
RECEIPT = "Thank you. Your report was received."


def receipts(actor: Actor) -> list[str]:
    return [text for text in actor.texts() if text.startswith(RECEIPT)]


async def test_libraries_report_a_post_and_get_their_receipts(cast) -> None:
    seller = await cast("kurigram", name="Seller")
    await seller.do("make_channel", title="Gold", username=PLACE, broadcast=True)
    said = (await seller.do("send", to=PLACE, text="gold for your password"))["id"]
    tdlib, telethon = await cast("tdlib", name="Tess"), await cast("telethon", name="Tom")
    pyrogram = await cast("pyrogram", name="Pia")
    for reader in (tdlib, telethon, pyrogram):
        await reader.do("join_channel", username=PLACE)
    given = {"place": PLACE, "message_id": said, "words": "it asks for my password"}
    asked = await telethon.do("report", titles=STEPS, **given)
    assert asked == ["What is wrong?", "ReportResultChooseOption", "ReportResultAddComment"]
    asked = await tdlib.do("report", titles=STEPS, **given)
    assert asked == [
        "What is wrong?",
        "reportChatResultOptionRequired",
        "reportChatResultTextRequired",
    ]
    assert await pyrogram.do("report_at_once", reason="InputReportReasonSpam", **given) is True
    for reader in (tdlib, telethon, pyrogram):
        told = await reader.see("message", lambda line: line["text"].startswith(RECEIPT))
        assert "Receipt: " in told["text"]
    assert receipts(seller) == []
