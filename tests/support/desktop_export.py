"""The calls of Telegram Desktop's own export, in its order, with the errors that it takes.

Whatever else is refused ends an export there, and does so here. Facts from its `ApiWrap`.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from heliograph.tl import functions, types
from support.api_client import ApiError

Call = Callable[[Any], Awaitable[Any]]

_FILE_PART = 128 * 1024
_SMALLER_THAN_ALL = 4_000 << 20
_NO_FILE = ("LOCATION_INVALID", "VERSION_INVALID", "LOCATION_NOT_AVAILABLE")
_CATEGORIES = (
    types.TopPeerCategoryCorrespondents,
    types.TopPeerCategoryBotsInline,
    types.TopPeerCategoryPhoneCalls,
)


class DesktopExport:
    """One export: everything, or of groups only what the owner wrote, which Desktop proposes.

    `chats` are what it wrote, by title or first name: the messages, oldest first. `files` are the
    contents it fetched, by the id of photo or document; None for what it was told it may not have.
    """

    def __init__(
        self,
        call: Call,
        *,
        whole_groups: bool = True,
        file_size_max: int = 8 << 20,
        page: int = 100,
    ) -> None:
        self._call = call
        self._whole_groups = whole_groups
        self._file_size_max = file_size_max
        self._page = page
        self._takeout_id = 0
        self._splits: list[types.MessageRange] = []
        self.chats: dict[str, list[Any]] = {}
        self.files: dict[int, bytes | None] = {}
        self.pictures: list[types.Photo] = []
        self.names: list[str] = []

    async def run(self) -> "DesktopExport":
        """All of it, from asking for a takeout to its end."""
        await self._begin()
        dialogs = await self._dialogs()
        await self._left_channels()
        full = await self._main(functions.users.GetFullUser(id=types.InputUserSelf()))
        assert full.users
        await self._user_pictures()
        await self._stories()
        await self._contacts()
        await self._main(functions.account.GetAuthorizations())
        await self._main(functions.account.GetWebAuthorizations())
        await self._other_data()
        for name, peer in dialogs:
            self.names.append(name)
            self.chats[name] = await self._messages(peer)
        assert await self._main(functions.account.FinishTakeoutSession(success=True))
        return self

    async def _main(self, query: Any) -> Any:
        return await self._call(
            functions.InvokeWithTakeout(takeout_id=self._takeout_id, query=query)
        )

    async def _split(self, index: int, query: Any) -> Any:
        return await self._main(
            functions.InvokeWithMessagesRange(range=self._splits[index], query=query)
        )

    async def _begin(self) -> None:
        (me,) = await self._call(functions.users.GetUsers(id=[types.InputUserSelf()]))
        assert me.self
        asked = functions.account.InitTakeoutSession(
            contacts=True,
            message_users=True,
            message_chats=True,
            message_megagroups=True,
            message_channels=True,
            files=True,
            file_max_size=(
                self._file_size_max if self._file_size_max < _SMALLER_THAN_ALL else None
            ),
        )
        self._takeout_id = (await self._call(asked)).id
        await self._photos(max_id=0, limit=0)
        await self._main(_stories(offset_id=0, limit=0))
        self._splits = await self._main(functions.messages.GetSplitRanges())
        assert self._splits
        for index in range(len(self._splits)):
            assert _dialog_count(await self._split(index, _dialogs(limit=1))) >= 0
        await self._left_channels()

    async def _dialogs(self) -> list[tuple[str, Any]]:
        found: dict[Any, tuple[str, Any]] = {}
        for index in reversed(range(len(self._splits))):
            offset: dict[str, Any] = {}
            while True:
                page = await self._split(index, _dialogs(limit=self._page, **offset))
                assert not isinstance(page, types.messages.DialogsNotModified)
                last = None
                for dialog in page.dialogs:
                    assert isinstance(dialog, types.Dialog)
                    name, peer = _named(dialog.peer, page)
                    assert repr(dialog.peer) not in found, "it would be written twice"
                    found[repr(dialog.peer)] = (name, peer)
                    last = (dialog, peer)
                if isinstance(page, types.messages.Dialogs) or last is None:
                    break
                dates = {(repr(m.peer_id), m.id): m.date for m in page.messages}
                top = dates.get((repr(last[0].peer), last[0].top_message), 0)
                if top <= 0:
                    break
                offset = {
                    "offset_id": last[0].top_message,
                    "offset_date": top,
                    "offset_peer": last[1],
                }
        return list(found.values())

    async def _left_channels(self) -> None:
        offset = 0
        while True:
            page = await self._main(functions.channels.GetLeftChannels(offset=offset))
            if isinstance(page, types.messages.Chats) or not page.chats:
                return
            offset += len(page.chats)

    async def _photos(self, *, max_id: int, limit: int) -> Any:
        return await self._main(
            functions.photos.GetUserPhotos(
                user_id=types.InputUserSelf(), offset=0, max_id=max_id, limit=limit
            )
        )

    async def _user_pictures(self) -> None:
        page = await self._photos(max_id=0, limit=self._page)
        while page.photos:
            self.pictures += page.photos
            for photo in page.photos:
                await self._photo(photo)
            if isinstance(page, types.photos.Photos):
                return
            page = await self._photos(max_id=page.photos[-1].id, limit=self._page)

    async def _stories(self) -> None:
        page = await self._main(_stories(offset_id=0, limit=self._page))
        while page.stories:
            page = await self._main(_stories(offset_id=page.stories[-1].id, limit=self._page))

    async def _contacts(self) -> None:
        for contact in await self._main(functions.contacts.GetSaved()):
            try:
                await self._main(functions.contacts.ResolvePhone(phone=contact.phone))
            except ApiError:
                continue
        asked = {"correspondents": True, "bots_inline": True, "phone_calls": True}
        top = await self._main(
            functions.contacts.GetTopPeers(offset=0, limit=self._page, hash=0, **asked)
        )
        assert not isinstance(top, types.contacts.TopPeersNotModified)
        if isinstance(top, types.contacts.TopPeers):
            assert all(isinstance(one.category, _CATEGORIES) for one in top.categories)

    async def _other_data(self) -> None:
        where = types.InputTakeoutFileLocation()
        try:
            found = await self._main(
                functions.upload.GetFile(location=where, offset=0, limit=_FILE_PART)
            )
        except ApiError as error:
            if error.text != "TAKEOUT_FILE_EMPTY":
                raise
        else:
            assert isinstance(found, types.upload.File)

    async def _messages(self, peer: Any) -> list[Any]:
        written: list[Any] = []
        group = isinstance(peer, types.InputPeerChat | types.InputPeerChannel)
        mine = group and not self._whole_groups
        for index in range(len(self._splits)):
            first = await self._split(index, self._page_of(peer, mine=mine, limit=1))
            assert not isinstance(first, types.messages.MessagesNotModified)
            if not getattr(first, "count", len(first.messages)):
                continue
            largest = 1
            while True:
                asked = {"offset_id": largest, "add_offset": -self._page, "limit": self._page}
                page = await self._split(index, self._page_of(peer, mine=mine, **asked))
                await self._custom_emoji(page.messages)
                for message in reversed(page.messages):
                    await self._files_of(message)
                    written.append(message)
                    largest = message.id + 1
                if isinstance(page, types.messages.Messages) or not page.messages:
                    break
        return written

    def _page_of(self, peer: Any, *, mine: bool, **asked: int) -> Any:
        numbers = {"offset_id": 0, "add_offset": 0, "max_id": 0, "min_id": 0, "hash": 0, **asked}
        if not mine:
            return functions.messages.GetHistory(peer=peer, offset_date=0, **numbers)
        nothing, myself = types.InputMessagesFilterEmpty(), types.InputPeerSelf()
        return functions.messages.Search(
            peer=peer, q="", from_id=myself, filter=nothing, min_date=0, max_date=0, **numbers
        )

    async def _custom_emoji(self, messages: list[Any]) -> None:
        ids = [
            one.document_id
            for message in messages
            for one in getattr(message, "entities", None) or ()
            if isinstance(one, types.MessageEntityCustomEmoji)
        ]
        if not ids:
            return
        try:
            await self._main(functions.messages.GetCustomEmojiDocuments(document_id=ids))
        except ApiError:
            return

    async def _files_of(self, message: Any) -> None:
        media, action = getattr(message, "media", None), getattr(message, "action", None)
        photo = getattr(media, "photo", None) or getattr(action, "photo", None)
        if isinstance(photo, types.Photo):
            await self._photo(photo)
        document = getattr(media, "document", None)
        if isinstance(document, types.Document) and document.size <= self._file_size_max:
            await self._fetch(document.id, document.size, _document(document))

    async def _photo(self, photo: types.Photo) -> None:
        sizes = [one for one in photo.sizes if isinstance(one, types.PhotoSize)]
        progressive = [one for one in photo.sizes if isinstance(one, types.PhotoSizeProgressive)]
        largest = max((*sizes, *progressive), key=lambda one: one.w * one.h)
        size = largest.size if isinstance(largest, types.PhotoSize) else largest.sizes[-1]
        where = types.InputPhotoFileLocation(
            id=photo.id,
            access_hash=photo.access_hash,
            file_reference=photo.file_reference,
            thumb_size=largest.type,
        )
        await self._fetch(photo.id, size, where)

    async def _fetch(self, file_id: int, size: int, where: Any) -> None:
        content = b""
        while len(content) < size:
            query = functions.upload.GetFile(location=where, offset=len(content), limit=_FILE_PART)
            try:
                part = await self._main(query)
            except ApiError as error:
                if error.text not in _NO_FILE:
                    raise
                self.files[file_id] = None
                return
            assert isinstance(part, types.upload.File)
            assert part.bytes, "Empty bytes received in file part."
            content += part.bytes
        self.files[file_id] = content


def _dialogs(*, limit: int, **offset: Any) -> functions.messages.GetDialogs:
    asked = {"offset_date": 0, "offset_id": 0, "offset_peer": types.InputPeerEmpty(), **offset}
    return functions.messages.GetDialogs(limit=limit, hash=0, **asked)


def _dialog_count(page: Any) -> int:
    return int(getattr(page, "count", len(page.dialogs)))


def _stories(*, offset_id: int, limit: int) -> functions.stories.GetStoriesArchive:
    return functions.stories.GetStoriesArchive(
        peer=types.InputPeerSelf(), offset_id=offset_id, limit=limit
    )


def _document(document: types.Document) -> types.InputDocumentFileLocation:
    return types.InputDocumentFileLocation(
        id=document.id,
        access_hash=document.access_hash,
        file_reference=document.file_reference,
        thumb_size="",
    )


def _named(peer: Any, page: Any) -> tuple[str, Any]:
    """The name of a dialog, and how it is asked for."""
    if isinstance(peer, types.PeerUser):
        (user,) = [one for one in page.users if one.id == peer.user_id]
        form: Any = types.InputPeerUser(user_id=user.id, access_hash=user.access_hash or 0)
        return user.first_name, form
    if isinstance(peer, types.PeerChannel):
        (channel,) = [one for one in page.chats if one.id == peer.channel_id]
        return channel.title, types.InputPeerChannel(
            channel_id=channel.id, access_hash=channel.access_hash or 0
        )
    assert isinstance(peer, types.PeerChat)
    (chat,) = [one for one in page.chats if one.id == peer.chat_id]
    return chat.title, types.InputPeerChat(chat_id=chat.id)
