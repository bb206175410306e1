"""Which methods a bot may call, and which only a bot may.

https://core.telegram.org/api/bots
"""

FOR_BOTS = frozenset({
    "account.updateProfile",
    "account.updateStatus",
    "auth.exportAuthorization",
    "bots.getBotCommands",
    "bots.getBotInfo",
    "bots.resetBotCommands",
    "bots.setBotCommands",
    "bots.setBotInfo",
    "contacts.resolveUsername",
    "messages.deleteMessages",
    "messages.editMessage",
    "messages.getMessages",
    "messages.getStickerSet",
    "messages.getCustomEmojiDocuments",
    "messages.sendMessage",
    "messages.setTyping",
    "messages.unpinAllMessages",
    "messages.updatePinnedMessage",
    "updates.getDifference",
    "updates.getState",
    "upload.getFile",
    "users.getFullUser",
    "users.getUsers",
})  # fmt: skip
"""Of the methods that need somebody signed in; whoever is not may call the others all the same."""
