"""The shape of Telegram Desktop's machine-readable export, as far as the server writes it.

Strict: a key that is not here, or has another type, is refused. `Message` also has the keys that
the server adds for what the shape has no place for.
"""

from pathlib import Path
from typing import Literal

import msgspec


class Strict(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What refuses keys it does not know."""


class Button(Strict):
    type: Literal["url"]
    text: str
    data: str


class Part(Strict):
    type: str
    text: str
    href: str | None = None
    language: str | None = None
    user_id: int | None = None
    document_id: str | None = None
    collapsed: bool | None = None


Text = str | list[str | Part]


class Personal(Strict):
    user_id: int
    first_name: str
    last_name: str
    phone_number: str
    username: str | None = None
    bio: str | None = None


class Picture(Strict):
    date: str
    date_unixtime: str
    photo: str


class Contact(Strict):
    first_name: str
    last_name: str
    phone_number: str
    date: str
    date_unixtime: str
    user_id: int | None = None


class Contacts(Strict):
    about: str
    list: list[Contact]


class Frequent(Strict):
    id: int
    category: Literal["people"]
    type: Literal["user"]
    name: str | None
    rating: float


class FrequentContacts(Strict):
    about: str
    list: list[Frequent]


class Session(Strict):
    last_active: str
    last_active_unixtime: str
    last_ip: str
    last_country: str
    last_region: str
    application_name: str | None
    application_version: str
    device_model: str
    platform: str
    system_version: str
    created: str
    created_unixtime: str


class Sessions(Strict):
    about: str
    list: list[Session]


class WebSessions(Strict):
    about: str
    list: list[None]


class Place(Strict):
    latitude: float
    longitude: float


class SharedContact(Strict):
    first_name: str
    last_name: str
    phone_number: str


class Located(Strict):
    location_information: Place
    place_name: str | None = None
    address: str | None = None
    venue_provider: str | None = None
    venue_id: str | None = None
    venue_type: str | None = None


class Answer(Strict):
    text: Text
    voters: int
    chosen: bool


class Poll(Strict):
    question: Text
    closed: bool
    total_voters: int
    answers: list[Answer]
    solution: Text | None = None
    solution_place: Located | None = None


class Item(Strict):
    text: Text
    id: int
    completed_by_id: str | None = None
    completed_date: str | None = None


class TodoList(Strict):
    title: Text
    others_can_append: bool
    others_can_complete: bool
    answers: list[Item]


class Reacted(Strict):
    from_: str | None = msgspec.field(name="from")
    from_id: str
    date: str


class Reaction(Strict):
    type: Literal["emoji"]
    count: int
    emoji: str
    recent: list[Reacted]


class Dice(Strict):
    emoji: str
    value: int


class Restricted(Strict):
    measure: Literal["hide", "geo_block", "label", "age_gate", "demote", "remove"]
    decision: str
    date: str
    date_unixtime: str
    part: Literal["media", "channel"] | None = None
    ends: str | None = None
    ends_unixtime: str | None = None
    countries: list[str] | None = None


class Message(Strict):
    id: int
    type: Literal["message", "service"]
    date: str
    date_unixtime: str
    text: Text
    text_entities: list[Part]
    edited: str | None = None
    edited_unixtime: str | None = None
    from_: str | None = msgspec.field(name="from", default=None)
    from_id: str | None = None
    actor: str | None = None
    actor_id: str | None = None
    action: str | None = None
    message_id: int | None = None
    period: int | None = None
    members: list[str | None] | None = None
    inviter: str | None = None
    to: str | None = None
    to_id: str | None = None
    distance: int | None = None
    completed: list[int] | None = None
    incompleted: list[int] | None = None
    items: list[Item] | None = None
    forwarded_from: str | None = None
    forwarded_from_id: str | None = None
    saved_from: str | None = None
    reply_to_message_id: int | None = None
    via_bot: str | None = None
    inline_bot_buttons: list[list[Button]] | None = None
    photo: str | None = None
    photo_file_size: int | None = None
    file: str | None = None
    file_name: str | None = None
    file_size: int | None = None
    thumbnail: str | None = None
    thumbnail_file_size: int | None = None
    media_type: (
        Literal[
            "sticker", "video_message", "voice_message", "animation", "video_file", "audio_file"
        ]
        | None
    ) = None
    sticker_emoji: str | None = None
    performer: str | None = None
    title: str | None = None
    mime_type: str | None = None
    duration_seconds: int | None = None
    width: int | None = None
    height: int | None = None
    media_spoiler: bool | None = None
    self_destruct_period_seconds: int | None = None
    location_information: Place | None = None
    live_location_period_seconds: int | None = None
    place_name: str | None = None
    address: str | None = None
    venue_provider: str | None = None
    venue_id: str | None = None
    venue_type: str | None = None
    contact_information: SharedContact | None = None
    contact_vcard: str | None = None
    contact_vcard_file_size: int | None = None
    poll: Poll | None = None
    todo_list: TodoList | None = None
    reactions: list[Reaction] | None = None
    dice: Dice | None = None
    quote: Text | None = None
    grouped_id: int | None = None
    restricted: list[Restricted] | None = None
    auto_delete_period_seconds: int | None = None


class Chat(Strict):
    type: Literal[
        "saved_messages",
        "personal_chat",
        "bot_chat",
        "private_group",
        "private_supergroup",
        "public_supergroup",
        "private_channel",
        "public_channel",
    ]
    id: int
    messages: list[Message]
    name: str | None = None


class Chats(Strict):
    about: str
    list: list[Chat]


class OtherData(Strict):
    about_meta: str
    file: str


class Result(Strict):
    about: str
    personal_information: Personal
    profile_pictures: list[Picture]
    contacts: Contacts
    frequent_contacts: FrequentContacts
    sessions: Sessions
    web_sessions: WebSessions
    other_data: OtherData
    chats: Chats
    left_chats: Chats | None = None


def read_result(folder: Path) -> Result:
    """`result.json` of an export; ValidationError says where it is not of the shape."""
    return msgspec.json.decode((folder / "result.json").read_bytes(), type=Result)
