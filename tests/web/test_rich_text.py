"""What people write becomes text in a page and nothing else."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.domain.entities import Entity, utf16_length
from heliograph.web.links import Links, safe_url
from heliograph.web.rich_text import plain, rich, unspoilt

LINKS = Links("https://talk.example")
KINDS = [
    "Bold",
    "Italic",
    "Underline",
    "Strike",
    "Code",
    "Pre",
    "Blockquote",
    "Spoiler",
    "Url",
    "TextUrl",
    "Email",
    "Mention",
    "Hashtag",
    "Cashtag",
    "Phone",
    "BotCommand",
    "BankCard",
    "MentionName",
    "CustomEmoji",
    "Nonsense",
]
TAGS = {"strong", "em", "u", "s", "code", "pre", "blockquote", "span", "a"}
ATTRIBUTES = {
    "a": {"href", "rel"},
    "span": {"class", "tabindex"},
    "pre": {"data-language"},
}


class Read(HTMLParser):
    """What a browser makes of a piece of HTML: its text, and its tags, which must be paired."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.links: list[str] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS
        assert {name for name, _ in attrs} <= ATTRIBUTES.get(tag, set())
        said = dict(attrs)
        if tag == "a":
            assert "a" not in self.open
            self.links.append(said["href"] or "")
            assert said["href"].startswith("/") or "noopener" in (said["rel"] or "")
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError("a comment")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError("a declaration")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError("a declaration")

    def handle_pi(self, data: str) -> None:
        raise AssertionError("an instruction")


def drawn(text: str, *entities: Entity) -> str:
    return str(rich(text, entities, links=LINKS, username="hikers"))


def over(text: str, part: str, kind: str, **fields: object) -> Entity:
    """An entity of a kind over the first place where a text has a part."""
    offset = utf16_length(text[: text.index(part)])
    return Entity(kind=kind, offset=offset, length=utf16_length(part), **fields)


_HOSTILE = st.sampled_from(
    ["<script>", "</a>", '"', "'", "&lt;", "&", "<!--", "]]>", "javascript:alert(1)", "\n", "😀"]
)
_TEXTS = st.lists(st.one_of(_HOSTILE, st.text(max_size=8)), max_size=8).map("".join)
_URLS = st.one_of(
    st.sampled_from(
        [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            " javascript:x",
            "java\nscript:x",
            "data:text/html,x",
            "vbscript:x",
            "https://a.example/\"onload='x'",
            "//a.example",
            "a.example:8080/x",
        ]
    ),
    _TEXTS,
)
_ENTITIES = st.lists(
    st.builds(
        Entity,
        kind=st.sampled_from(KINDS),
        offset=st.integers(-2, 12),
        length=st.integers(-2, 12),
        extra=_URLS,
    ),
    max_size=12,
)


@given(_TEXTS, _ENTITIES)
def test_no_text_and_no_entities_make_a_tag_or_attribute_of_their_own(
    text: str, entities: list[Entity]
) -> None:
    read = Read(drawn(text, *entities))
    assert read.open == []
    for link in read.links:
        assert link.startswith(("/", "http://", "https://", "mailto:", "tg:", "tg://"))
        assert not any(map(str.isspace, link))
    if not any(one.kind in ("Pre", "Blockquote") for one in entities):
        whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        splits = any(0 <= one.offset <= utf16_length(text) for one in entities)
        assert read.text == whole or (splits and "\ufffd" in read.text)


TEXT = "one two three"


@pytest.mark.parametrize(
    ("kind", "extra", "html"),
    [
        ("Bold", "", "one <strong>two</strong> three"),
        ("Italic", "", "one <em>two</em> three"),
        ("Underline", "", "one <u>two</u> three"),
        ("Strike", "", "one <s>two</s> three"),
        ("Code", "", "one <code>two</code> three"),
        ("Spoiler", "", 'one <span class="spoiler" tabindex="0">two</span> three'),
        ("Pre", "", "one <pre><code>two</code></pre> three"),
        ("Pre", "py", 'one <pre data-language="py"><code>two</code></pre> three'),
        ("Pre", 'py" x="', "one <pre><code>two</code></pre> three"),
        ("Blockquote", "", "one <blockquote>two</blockquote> three"),
        ("TextUrl", "javascript:x", TEXT),
        ("Mention", "", TEXT),
        ("Phone", "", TEXT),
        ("BotCommand", "", TEXT),
        ("MentionName", "", TEXT),
        ("CustomEmoji", "", TEXT),
        ("Hashtag", "", 'one <a href="/s/hikers?q=two">two</a> three'),
    ],
)
def test_each_kind_is_drawn(kind: str, extra: str, html: str) -> None:
    assert drawn(TEXT, over(TEXT, "two", kind, extra=extra)) == html


def test_links_lead_where_they_say_and_tell_search_engines_nothing() -> None:
    text = "see a.example/x or mail me@a.example, or @hikers_2"
    html = drawn(
        text,
        over(text, "a.example/x", "Url"),
        over(text, "me@a.example", "Email"),
        over(text, "@hikers_2", "Mention"),
    )
    out = 'rel="nofollow noopener noreferrer ugc"'
    assert html == (
        f'see <a href="http://a.example/x" {out}>a.example/x</a> or mail '
        f'<a href="mailto:me@a.example" {out}>me@a.example</a>, or '
        '<a href="/hikers_2">@hikers_2</a>'
    )


def test_entities_across_each_other_are_closed_and_opened_anew() -> None:
    html = drawn(TEXT, over(TEXT, "one two", "Bold"), over(TEXT, "two three", "Italic"))
    assert html == "<strong>one <em>two</em></strong><em> three</em>"


def test_a_block_stays_whole_and_what_is_around_it_goes_on_inside() -> None:
    html = drawn(TEXT, over(TEXT, "one two", "Bold"), over(TEXT, "two three", "Blockquote"))
    assert html == "<strong>one </strong><blockquote><strong>two</strong> three</blockquote>"
    html = drawn(TEXT, over(TEXT, "one", "Pre"), over(TEXT, "one two", "Bold"))
    assert html == "<pre><code><strong>one</strong></code></pre><strong> two</strong> three"


def test_offsets_count_utf16_units() -> None:
    text = "😀😀 bold"
    assert drawn(text, over(text, "bold", "Bold")) == "😀😀 <strong>bold</strong>"


def test_the_line_breaks_around_a_block_are_its_own() -> None:
    text = "before\nquote\nbehind"
    html = drawn(text, over(text, "quote", "Blockquote"))
    assert html == "before<blockquote>quote</blockquote>behind"


@pytest.mark.parametrize(
    ("said", "leads_to"),
    [
        ("https://a.example/?x=1&y=2", "https://a.example/?x=1&y=2"),
        ("a.example", "http://a.example"),
        ("a.example:8080/x", "http://a.example:8080/x"),
        ("mailto:me@a.example", "mailto:me@a.example"),
        ("tg://resolve?domain=x", "tg://resolve?domain=x"),
        ("javascript:alert(1)", None),
        ("JAVASCRIPT:alert(1)", None),
        ("java\tscript:alert(1)", None),
        ("\x01javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("file:///etc/passwd", None),
        ("//a.example", None),
        ("/s/hikers", None),
        ("words", None),
        ("", None),
        ("https://a.example/" + "x" * 5_000, None),
    ],
)
def test_only_safe_addresses_are_links(said: str, leads_to: str | None) -> None:
    assert safe_url(said) == leads_to


def test_an_excerpt_is_one_line_cut_between_words() -> None:
    assert plain("one\n two   three", 100) == "one two three"
    assert plain("one two three", 9) == "one two…"
    assert plain("onetwothree", 6) == "onetwo…"


def test_what_is_hidden_stays_so_where_nothing_can_be_hidden() -> None:
    text = "it was 😀 he"
    assert unspoilt(text, (over(text, "😀 he", "Spoiler"),)) == "it was ▒▒▒▒▒"
