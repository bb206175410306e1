"""Posts as the pages' templates draw them, from the store's records."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

import msgspec
from markupsafe import Markup

from heliograph.domain.channels import Channel, SeenChannel
from heliograph.domain.chats import SeenChat, Shown, peer_of
from heliograph.domain.extras import Extras, Forward
from heliograph.domain.messages import Message
from heliograph.domain.people import Seen
from heliograph.domain.public_pages import PublicPage, album_of, shows, shows_card
from heliograph.web.languages import Language, iso
from heliograph.web.links import Links
from heliograph.web.media import Shown as ShownMedia
from heliograph.web.media import shown_media
from heliograph.web.rich_text import plain, rich, unspoilt
from heliograph.web.withholding import NOTHING_SAID, Said, Veil, is_gated, text_of, veil_of

_EXCERPT = 120
_HUES = 8


class Name(msgspec.Struct, frozen=True):
    """Who or what something is by; `url` is its page, "" for none. `hue` tells it from others."""

    text: str
    url: str = ""
    hue: int = 0

    @property
    def initial(self) -> str:
        """What stands in the place of a picture."""
        return next((sign for sign in self.text if sign.isalnum()), "·").upper()


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """What a post answers: whose it is, some of it, and where it stands."""

    label: str
    excerpt: str
    url: str = ""


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """A post, or an album, which is one to its readers; `id` is that of its first message.

    `told` is what happened, in the place of all else. Dates are Unix seconds.
    """

    id: int
    url: str
    app_url: str
    date: int
    day: str
    time: str
    iso: str
    told: str = ""
    author: Name | None = None
    signature: str = ""
    forwarded: Name | None = None
    forwarded_label: tuple[str, str] = ("", "")
    reply: Reply | None = None
    media: tuple[ShownMedia, ...] = ()
    media_below: bool = False
    text: Markup = Markup("")
    plain_text: str = ""
    via: str = ""
    views: str = ""
    edited: bool = False
    veil: Veil | None = None
    label: str = ""
    comments: str = ""
    reactions: tuple[tuple[str, str], ...] = ()


def posts_of(
    page: PublicPage, *, language: Language, links: Links, said: Said = NOTHING_SAID
) -> tuple[Post, ...]:
    """What a page shows a visitor who said this, the oldest first, each album as one."""
    composer = _Composer(page, language, links, said)
    shown = [one for one in page.posts if shows(one)]
    groups = groupby(shown, key=lambda one: album_of(one) or -one.id)
    return tuple(composer.post(tuple(group)) for _, group in groups)


class _Composer:
    """Makes posts of one page's records."""

    def __init__(self, page: PublicPage, language: Language, links: Links, said: Said) -> None:
        self._said = said
        self._channel: Channel = page.channel
        self._answered: Mapping[int, Message] = page.answered
        self._known: Mapping[int, Shown] = {peer_of(one): one for one in page.sees}
        self._language = language
        self._links = links

    def post(self, group: Sequence[Message]) -> Post:
        """A post of one message, or of an album's."""
        first, language = group[0], self._language
        extras = first.extras or Extras()
        spoken = next((one for one in group if one.text), first)
        url = self._links.post(self._channel.username, first.id)
        made = Post(
            id=first.id,
            url=url,
            app_url=self._links.app(self._channel.username, first.id),
            date=first.date,
            day=language.day(first.date),
            time=language.time(first.date),
            iso=iso(first.date),
        )
        bare = url.partition("?")[0]
        veils = (veil_of(one, self._said, url=bare, language=language) for one in group)
        if veil := next(filter(None, veils), None):
            author = None if self._channel.broadcast else self._name(first.author_id)
            return msgspec.structs.replace(made, author=author, veil=veil)
        if first.action is not None:
            return msgspec.structs.replace(made, told=self._told(first, extras))
        media = (
            shown_media(one, self._channel, language=language, links=self._links) for one in group
        )
        views = max(one.views for one in group)
        return msgspec.structs.replace(
            made,
            author=None if self._channel.broadcast else self._name(first.author_id),
            signature=extras.signature,
            forwarded=self._forwarded(first, extras.forward),
            forwarded_label=self._around("forwarded_from"),
            reply=self._reply(first, extras),
            media=tuple(one for one in media if one is not None),
            media_below=extras.invert_media,
            text=rich(
                spoken.text,
                spoken.entities,
                links=self._links,
                username=self._channel.username,
            ),
            plain_text=unspoilt(spoken.text, spoken.entities),
            via=self._via(extras),
            views=language.number(views) if views else "",
            comments=self._comments(group),
            label=next((one.held.label for one in group if one.held is not None), ""),
            edited=any(one.edit_date and not one.edit_hidden for one in group),
            reactions=self._reactions(group),
        )

    def _told(self, message: Message, extras: Extras) -> str:
        said = dict(extras.arguments)
        say = self._language.say
        match message.action:
            case "ChannelCreate":
                return say("created")
            case "ChatEditTitle":
                return say("title_changed", title=str(said.get("title", "")))
            case "ChatEditPhoto":
                return say("photo_changed")
            case "ChatDeletePhoto":
                return say("photo_removed")
        return say("pinned")

    def _name(self, peer_id: int) -> Name:
        """Whoever may be named to anybody: no private group, and nobody who is gone."""
        found = self._known.get(peer_id)
        hue = abs(peer_id) % _HUES
        match found:
            case Seen() if not found.account.deleted:
                return Name(" ".join(filter(None, found.names)), hue=hue)
            case SeenChannel() if shows_card(found.channel):
                channel = found.channel
                return Name(channel.title, self._links.card(channel.username), hue)
            case SeenChannel() | SeenChat():
                return Name(self._language.say("private_chat"), hue=hue)
        return Name(self._language.say("deleted_account"), hue=hue)

    def _forwarded(self, message: Message, forward: Forward | None) -> Name | None:
        """Whose it was first; of a post that came by itself to its group that is said already."""
        if forward is None or forward.from_id == message.author_id:
            return None
        return self._origin(forward)

    def _origin(self, forward: Forward) -> Name:
        if not forward.from_id:
            return Name(forward.from_name)
        named = self._name(forward.from_id)
        if named.url and forward.channel_post:
            return Name(named.text, f"{named.url}/{forward.channel_post}", named.hue)
        return named

    def _around(self, key: str) -> tuple[str, str]:
        """The words before and behind a name, whose place differs between languages."""
        before, _, behind = self._language.say(key, name="\0").partition("\0")
        return before, behind

    def _reply(self, message: Message, extras: Extras) -> Reply | None:
        answered = self._answered.get(message.reply_to_id or 0)
        quote = extras.quote
        quoted = unspoilt(quote.text, quote.entities) if quote is not None else ""
        if answered is None or not shows(answered):
            origin = extras.reply_origin
            if origin is None:
                return None
            name = self._origin(origin.forward).text
            return Reply(label=self._answer_to(name), excerpt=plain(quoted, _EXCERPT))
        if is_gated(answered, self._said) and answered.held is not None:
            quoted = text_of(answered.held, self._language)
        said = quoted or unspoilt(answered.text, answered.entities)
        if not said:
            shown = shown_media(answered, self._channel, language=self._language, links=self._links)
            said = (shown.title or shown.label) if shown is not None else ""
        return Reply(
            label=self._answer_to(self._name(answered.author_id).text),
            excerpt=plain(said, _EXCERPT),
            url=self._links.post(self._channel.username, answered.id),
        )

    def _answer_to(self, name: str) -> str:
        return self._language.say("answer_to", name=name)

    def _via(self, extras: Extras) -> str:
        bot = self._known.get(extras.via_bot_id) if extras.via_bot_id else None
        if not isinstance(bot, Seen) or not bot.account.username:
            return ""
        return self._language.say("via", name=f"@{bot.account.username}")

    def _comments(self, group: Iterable[Message]) -> str:
        """How many are there, to be read in the app."""
        count = sum(one.replies.count for one in group if one.post and one.replies is not None)
        return self._language.count("comments", count) if count else ""

    def _reactions(self, group: Iterable[Message]) -> tuple[tuple[str, str], ...]:
        """How many chose what, never who."""
        counted: Counter[str] = Counter()
        for one in group:
            counted.update(dict(one.tally.counts) if one.tally is not None else {})
        return tuple((sign, self._language.number(count)) for sign, count in counted.most_common())
