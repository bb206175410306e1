"""A channel's newest posts for feed readers.

https://www.rssboard.org/rss-specification
"""

import re
from collections.abc import Sequence
from email.utils import formatdate
from xml.etree import ElementTree as Xml

from markupsafe import Markup

from heliograph.domain.channels import Channel
from heliograph.web.links import Links
from heliograph.web.pages import photo_of
from heliograph.web.posts import Post
from heliograph.web.rich_text import plain

_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
_ATOM = "http://www.w3.org/2005/Atom"
_TITLE = 80
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot say, not even escaped. https://www.w3.org/TR/xml/#charsets"""


def feed(channel: Channel, posts: Sequence[Post], *, links: Links) -> str:
    """The posts as RSS 2.0, the newest first."""
    Xml.register_namespace("atom", _ATOM)
    Xml.register_namespace("dc", _DUBLIN_CORE)
    root = Xml.Element("rss", version="2.0")
    top = Xml.SubElement(root, "channel")
    _add(top, "title", channel.title)
    _add(top, "link", links.whole(links.posts(channel.username)))
    _add(top, "description", channel.about or channel.title)
    here = links.whole(links.feed(channel.username))
    Xml.SubElement(top, f"{{{_ATOM}}}link", href=here, rel="self", type="application/rss+xml")
    if photo := photo_of(channel, links):
        image = Xml.SubElement(top, "image")
        _add(image, "url", links.whole(photo))
        _add(image, "title", channel.title)
        _add(image, "link", links.whole(links.posts(channel.username)))
    for post in reversed(posts):
        # What is blocked somewhere is left out, and is the same item again when it is not.
        if not post.told and not (post.veil is not None and post.veil.blocked):
            _item(top, post, links)
    return Xml.tostring(root, encoding="unicode", xml_declaration=True)


def _item(top: Xml.Element, post: Post, links: Links) -> None:
    item = Xml.SubElement(top, "item")
    labels = ", ".join(dict.fromkeys(one.title or one.label for one in post.media))
    _add(item, "title", plain(post.plain_text, _TITLE) or plain(labels, _TITLE))
    _add(item, "link", links.whole(post.url))
    guid = _add(item, "guid", links.whole(post.url))
    guid.set("isPermaLink", "true")
    _add(item, "pubDate", formatdate(post.date, usegmt=True))
    _add(item, "description", _content(post, links))
    if post.author is not None:
        # RSS wants an address of mail in `author`.
        _add(item, f"{{{_DUBLIN_CORE}}}creator", post.author.text)


def _content(post: Post, links: Links) -> str:
    """The post as HTML, with whole addresses; what is veiled stays in the page."""
    parts = []
    if post.veil is not None:
        link = Markup('<p><a href="{}">{}</a></p>')
        parts.append(link.format(links.whole(post.url), " ".join(post.veil.lines)))
    for one in post.media:
        if one.picture is not None and one.picture.url and not one.veiled:
            image = Markup('<p><a href="{}"><img src="{}" alt="{}"></a></p>')
            url = links.whole(one.picture.url)
            parts.append(image.format(links.whole(post.url), url, one.label))
        else:
            named = " · ".join(filter(None, (one.label, one.title, one.detail)))
            parts.append(Markup('<p><a href="{}">{}</a></p>').format(links.whole(post.url), named))
    if post.plain_text:
        text = Markup("<br>").join(post.plain_text.split("\n"))
        parts.append(Markup("<p>{}</p>").format(text))
    if post.label:
        parts.append(Markup("<p><i>{}</i></p>").format(post.label))
    return str(Markup("").join(parts))


def _add(parent: Xml.Element, tag: str, text: str) -> Xml.Element:
    made = Xml.SubElement(parent, tag)
    made.text = _NO_XML.sub("\ufffd", text)
    return made
