"""The store: every operation takes its decision with it and is durable when it returns.

`decide` is a plain function that sees the rows the operation declares; they are still true when
it commits. It returns what to write or raises `domain.errors.Refused`, which undoes the operation.
An implementation acknowledges nothing before it is durable and ends the process when it can't be.
"""

from typing import Protocol

from heliograph.ports.account_event_store import AccountEventOperations
from heliograph.ports.address_book_store import AddressBookOperations
from heliograph.ports.blob_store import BlobOperations
from heliograph.ports.bot_store import BotOperations
from heliograph.ports.channel_finding_store import ChannelFindingOperations
from heliograph.ports.channel_link_store import ChannelLinkOperations
from heliograph.ports.channel_log_store import ChannelLogOperations
from heliograph.ports.channel_member_store import ChannelMemberOperations
from heliograph.ports.channel_store import ChannelOperations
from heliograph.ports.chat_invite_store import ChatInviteOperations
from heliograph.ports.chat_store import ChatOperations
from heliograph.ports.clearing_store import ClearingOperations
from heliograph.ports.code_mail_store import CodeMailOperations
from heliograph.ports.device_store import DeviceOperations
from heliograph.ports.dialog_store import DialogOperations
from heliograph.ports.encrypted_chat_store import EncryptedChatOperations
from heliograph.ports.ending_store import EndingOperations
from heliograph.ports.export_store import ExportOperations
from heliograph.ports.file_store import FileOperations
from heliograph.ports.key_binding_store import KeyBindingOperations
from heliograph.ports.key_store import KeyOperations
from heliograph.ports.location_store import LocationOperations
from heliograph.ports.login_token_store import LoginTokenOperations
from heliograph.ports.mention_store import MentionOperations
from heliograph.ports.message_store import MessageOperations
from heliograph.ports.opening_store import OpeningOperations
from heliograph.ports.people_store import PeopleOperations
from heliograph.ports.pin_store import PinOperations
from heliograph.ports.poll_store import PollOperations
from heliograph.ports.preference_store import PreferenceOperations
from heliograph.ports.profile_photo_store import ProfilePhotoOperations
from heliograph.ports.profile_store import ProfileOperations
from heliograph.ports.protection_store import ProtectionOperations
from heliograph.ports.public_store import PublicOperations
from heliograph.ports.push_post_store import PushPostOperations
from heliograph.ports.push_store import PushOperations
from heliograph.ports.reaction_store import ReactionOperations
from heliograph.ports.saved_store import SavedOperations
from heliograph.ports.schedule_store import ScheduleOperations
from heliograph.ports.search_store import Search
from heliograph.ports.sign_in_store import SignInOperations
from heliograph.ports.speaker_store import SpeakerOperations
from heliograph.ports.takeout_store import TakeoutOperations
from heliograph.ports.terms_store import TermsOperations
from heliograph.ports.thread_store import ThreadOperations
from heliograph.ports.todo_store import TodoOperations
from heliograph.ports.topic_store import TopicOperations
from heliograph.ports.transfer_store import TransferOperations
from heliograph.ports.two_step_store import TwoStepOperations


class Store(
    KeyOperations,
    KeyBindingOperations,
    SignInOperations,
    TwoStepOperations,
    CodeMailOperations,
    PeopleOperations,
    ProfileOperations,
    ProfilePhotoOperations,
    AddressBookOperations,
    AccountEventOperations,
    PreferenceOperations,
    PinOperations,
    PollOperations,
    ReactionOperations,
    TodoOperations,
    LocationOperations,
    LoginTokenOperations,
    DeviceOperations,
    DialogOperations,
    ClearingOperations,
    SavedOperations,
    EndingOperations,
    ExportOperations,
    FileOperations,
    OpeningOperations,
    BotOperations,
    TransferOperations,
    SpeakerOperations,
    TakeoutOperations,
    TermsOperations,
    Search,
    PushOperations,
    PushPostOperations,
    EncryptedChatOperations,
    ScheduleOperations,
    ProtectionOperations,
    BlobOperations,
    ChatOperations,
    ChatInviteOperations,
    ChannelOperations,
    ChannelMemberOperations,
    ChannelLogOperations,
    ChannelFindingOperations,
    ChannelLinkOperations,
    PublicOperations,
    MentionOperations,
    ThreadOperations,
    TopicOperations,
    MessageOperations,
    Protocol,
):
    """Everything the actions need, on one connection to the truth."""

    async def close(self) -> None:
        """Finish what is queued, make it durable and let go of the files."""
        ...
