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
    "messages.sendMedia",
    "messages.sendMessage",
    "messages.setTyping",
    "messages.unpinAllMessages",
    "messages.updatePinnedMessage",
    "messages.uploadMedia",
    "updates.getDifference",
    "updates.getState",
    "upload.getCdnFile",
    "upload.getCdnFileHashes",
    "upload.getFile",
    "upload.getFileHashes",
    "upload.reuploadCdnFile",
    "upload.saveBigFilePart",
    "upload.saveFilePart",
    "users.getFullUser",
    "users.getUsers",
})  # fmt: skip
"""Of the methods that need somebody signed in; whoever is not may call the others all the same."""
