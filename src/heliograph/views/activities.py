"""What somebody is doing, between the domain's records and TL objects."""

from heliograph.domain.typing import EMOTICON_MAX, Activity
from heliograph.tl import types

_PLAIN = (
    "Typing",
    "Cancel",
    "RecordVideo",
    "RecordAudio",
    "RecordRound",
    "GeoLocation",
    "ChooseContact",
    "ChooseSticker",
    "GamePlay",
)
_WITH_PROGRESS = (
    "UploadVideo",
    "UploadAudio",
    "UploadPhoto",
    "UploadDocument",
    "UploadRound",
    "HistoryImport",
)


def activity(record: Activity) -> types.TypeSendMessageAction:
    """The TL object clients show."""
    form = getattr(types, f"SendMessage{record.kind}Action", None)
    if record.kind in _WITH_PROGRESS and form is not None:
        made: types.TypeSendMessageAction = form(progress=record.progress)
        return made
    if record.kind in _PLAIN and form is not None:
        plain: types.TypeSendMessageAction = form()
        return plain
    return types.SendMessageEmojiInteractionSeen(emoticon=record.emoticon)


def asked_activity(action: types.TypeSendMessageAction) -> Activity | None:
    """What a client says it does; None for what only bots and calls do."""
    if isinstance(action, types.SendMessageEmojiInteractionSeen):
        return Activity(kind="EmojiInteractionSeen", emoticon=action.emoticon[:EMOTICON_MAX])
    kind = type(action).__name__.removeprefix("SendMessage").removesuffix("Action")
    if kind in _WITH_PROGRESS:
        return Activity(kind=kind, progress=max(0, min(getattr(action, "progress", 0), 100)))
    return Activity(kind=kind) if kind in _PLAIN else None
