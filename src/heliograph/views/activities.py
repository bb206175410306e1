"""What somebody is doing, between the domain's records and TL objects."""

from heliograph.domain.typing import EMOTICON_MAX, Activity, sound_taps
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
    if record.kind == "EmojiInteraction":
        taps = types.DataJSON(data=record.taps)
        return types.SendMessageEmojiInteraction(
            emoticon=record.emoticon, msg_id=record.message_id, interaction=taps
        )
    return types.SendMessageEmojiInteractionSeen(emoticon=record.emoticon)


def asked_activity(action: types.TypeSendMessageAction) -> Activity | None:
    """What a client says it does, naming messages of its own mailbox; None for what only bots and
    calls do."""
    if isinstance(action, types.SendMessageEmojiInteractionSeen):
        return Activity(kind="EmojiInteractionSeen", emoticon=action.emoticon[:EMOTICON_MAX])
    if isinstance(action, types.SendMessageEmojiInteraction):
        taps = sound_taps(action.interaction.data)
        emoticon = action.emoticon[:EMOTICON_MAX]
        said = Activity(
            kind="EmojiInteraction", emoticon=emoticon, message_id=action.msg_id, taps=taps
        )
        return said if taps else None
    kind = type(action).__name__.removeprefix("SendMessage").removesuffix("Action")
    if kind in _WITH_PROGRESS:
        return Activity(kind=kind, progress=max(0, min(getattr(action, "progress", 0), 100)))
    return Activity(kind=kind) if kind in _PLAIN else None
