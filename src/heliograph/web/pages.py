"""Pages as text: pure functions from records to HTML.

Templates escape whatever they are given that is no `Markup`; only `rich_text` makes that.
"""

from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from importlib import resources
from typing import Any

import jinja2
import msgspec

from heliograph.domain.channels import Channel
from heliograph.domain.detection import detect_entities
from heliograph.domain.public_pages import (
    PreviewRules,
    PublicPage,
    is_sought,
    may_index,
    shows_posts,
)
from heliograph.web.languages import Language
from heliograph.web.links import Links
from heliograph.web.posts import Name, Post, posts_of
from heliograph.web.rich_text import plain, rich
from heliograph.web.withholding import NOTHING_SAID, Said, Veil

ASSETS = "/-/"
"""Below it lies what pages are made with; no username is written so."""

_DESCRIPTION = 200
_HUES = 8
_LINKS_MAX = 20
"""Links in a description, which has 255 characters."""


templates = jinja2.Environment(
    loader=jinja2.PackageLoader("heliograph.web"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
"""What every page is made by."""


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """What all pages of one visit share: their language, addresses, and what visitors may read."""

    language: Language
    links: Links
    rules: PreviewRules


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """What a page says of itself to machines; addresses are whole.

    https://ogp.me
    """

    title: str
    description: str = ""
    canonical: str = ""
    image: str = ""
    large_image: bool = False
    feed: str = ""
    kind: str = "website"
    published: str = ""
    index: bool = False


@cache
def asset(name: str) -> bytes:
    """A file that pages are made with. FileNotFoundError."""
    return (resources.files("heliograph.web") / "assets" / name).read_bytes()


@cache
def asset_path(name: str) -> str:
    """Its address, which is another one for other content."""
    return f"{ASSETS}{sha256(asset(name)).hexdigest()[:12]}/{name}"


def render(template: str, place: Place, head: Head, **values: Any) -> str:
    """A page by its template, in the visitor's language."""
    return templates.get_template(template).render(
        language=place.language,
        say=place.language.say,
        links=place.links,
        head=head,
        stylesheet=asset_path("pages.css"),
        icon_path=asset_path("icon.svg"),
        **values,
    )


def card_page(place: Place, channel: Channel) -> str:
    """What introduces a channel to who was sent its name."""
    head = _head(place, channel, place.links.card(channel.username))
    readable = shows_posts(channel, place.rules)
    return render("card.html", place, head, **_about(place, channel), readable=readable)


def posts_page(
    place: Place,
    page: PublicPage,
    *,
    before: int = 0,
    after: int = 0,
    words: str = "",
    said: Said = NOTHING_SAID,
) -> str:
    """What is said in a channel, the newest at the bottom; `words` are what was searched for."""
    channel = page.channel
    shown = posts_of(page, language=place.language, links=place.links, said=said)
    path = place.links.posts(channel.username, q=words, before=before, after=after)
    ids = [one.id for one in page.posts]
    name, links = channel.username, place.links
    older = links.posts(name, q=words, before=ids[0]) if ids and page.older else ""
    newer = ""
    if page.newer and ids:
        # Of a search no newer page is asked for: it begins again at the newest.
        newer = links.posts(name, q=words) if words else links.posts(name, after=ids[-1])
    head = _head(place, channel, path)
    if words or before or after or not is_sought(page.posts):
        head = msgspec.structs.replace(head, index=False)
    return render(
        "posts.html",
        place,
        head,
        **_about(place, channel),
        posts=shown,
        words=words,
        older=older,
        newer=newer,
        from_top=bool(after and not before),
        latest=bool(before or after or words),
    )


def post_page(place: Place, page: PublicPage, post: Post, *, embedded: bool = False) -> str:
    """One post by itself."""
    channel = page.channel
    picture = next((one.picture for one in post.media if one.picture and one.picture.url), None)
    veiled = any(one.veiled for one in post.media)
    base = _head(place, channel, post.url)
    head = msgspec.structs.replace(
        base,
        description=plain(
            post.plain_text or _veiled(post) or _labels(post) or channel.about, _DESCRIPTION
        ),
        image=place.links.whole(picture.url) if picture is not None and not veiled else base.image,
        large_image=picture is not None and not veiled,
        kind="article",
        published=post.iso,
        index=base.index and is_sought(page.posts),
    )
    template = "embedded.html" if embedded else "post.html"
    return render(template, place, head, **_about(place, channel), post=post)


def veil_page(place: Place, veil: Veil) -> str:
    """What stands before a whole channel, and how a visitor says that they may look."""
    first, *rest = veil.lines
    return render("veil.html", place, Head(title=first), lines=rest, veil=veil)


def notice_page(place: Place, *, title: str, text: str, app_url: str = "") -> str:
    """A page that says one thing."""
    return render("notice.html", place, Head(title=title), text=text, app_url=app_url)


def _about(place: Place, channel: Channel) -> dict[str, Any]:
    kind = "subscribers" if channel.broadcast else "members"
    links = place.links
    return {
        "channel": channel,
        "about": rich(
            channel.about,
            detect_entities(channel.about, (), _LINKS_MAX),
            links=links,
            username=channel.username,
        ),
        "name": Name(channel.title, links.card(channel.username), channel.id % _HUES),
        "photo": photo_of(channel, links),
        "count": place.language.count(kind, channel.members),
        "app_url": links.app(channel.username),
        "posts_url": links.posts(channel.username),
        "feed_url": _feed_of(place, channel),
    }


def photo_of(channel: Channel, links: Links) -> str:
    """The address of the photo beside its name, "" for none."""
    if channel.photo is None:
        return ""
    return links.photo(channel.username, channel.photo.photo_id)


def _feed_of(place: Place, channel: Channel) -> str:
    """ "" where there is none: readers of feeds keep what they get."""
    if channel.noforwards or not shows_posts(channel, place.rules):
        return ""
    return place.links.feed(channel.username)


def _head(place: Place, channel: Channel, path: str) -> Head:
    links = place.links
    photo, feed = photo_of(channel, links), _feed_of(place, channel)
    return Head(
        title=channel.title,
        description=plain(channel.about, _DESCRIPTION),
        canonical=links.whole(path),
        image=links.whole(photo) if photo else "",
        feed=links.whole(feed) if feed else "",
        index=may_index(channel, place.rules),
    )


def _veiled(post: Post) -> str:
    return " ".join(post.veil.lines) if post.veil is not None else ""


def _labels(post: Post) -> str:
    return ", ".join(dict.fromkeys(_said(post)))


def _said(post: Post) -> Sequence[str]:
    return [one.title or one.label for one in post.media]
