"""What a post becomes in the group in which it is talked about, and when the post changes."""

from msgspec.structs import replace

from heliograph.domain.channels import Channel
from heliograph.domain.discussions import carried, reworded
from heliograph.domain.entities import Entity
from heliograph.domain.extras import Dice, Extras, Forward
from heliograph.domain.messages import Body, Message

ANN = 1
NEWS = Channel(id=5, title="News", date=1, creator_id=ANN, members=2, broadcast=True)
TALK = Channel(id=6, title="Talk", date=1, creator_id=ANN, members=2)
BOLD = (Entity(kind="Bold", offset=0, length=3),)
DICE, OTHER_DICE = Dice(emoticon="🎲", value=3), Dice(emoticon="🎲", value=4)
POST = Message(
    owner_id=0, id=9, peer_id=NEWS.peer_id, sender_id=ANN, date=70, text="new", post=True
)
SAID = Extras(
    media=DICE,
    via_bot_id=8,
    grouped_id=12,
    invert_media=True,
    signature="Ann",
    ttl_period=4,
)
BODY = Body(
    sender_id=ANN,
    date=70,
    text="new",
    entities=BOLD,
    silent=True,
    noforwards=True,
    extras=SAID,
    as_chat=True,
    post=True,
)
WAY = Forward(
    date=70,
    from_id=NEWS.peer_id,
    channel_post=9,
    signature="Ann",
    saved_from_peer=NEWS.peer_id,
    saved_from_msg_id=9,
)


def test_a_post_is_marked_in_the_group_only_if_it_was_sent_so() -> None:
    free = replace(BODY, noforwards=False)
    for channel in (NEWS, replace(NEWS, noforwards=True)):
        assert not carried(channel, TALK, POST, free).noforwards
        assert carried(channel, TALK, POST, BODY).noforwards


def test_the_channel_says_it_in_the_group_and_names_the_post() -> None:
    kept = Extras(media=DICE, forward=WAY, via_bot_id=8, grouped_id=12, invert_media=True)
    assert carried(NEWS, TALK, POST, BODY) == Body(
        sender_id=NEWS.peer_id,
        date=70,
        text="new",
        entities=BOLD,
        silent=True,
        noforwards=True,
        extras=kept,
    )


def test_a_plain_post_names_itself_too() -> None:
    made = carried(NEWS, TALK, POST, replace(BODY, extras=None))
    assert made.extras == Extras(forward=replace(WAY, signature=""))


def test_what_the_channel_forwarded_goes_on_naming_who_wrote_it() -> None:
    earlier = Forward(date=3, from_id=77)
    made = carried(NEWS, TALK, POST, replace(BODY, extras=Extras(forward=earlier)))
    assert made.extras is not None
    assert made.extras.forward == replace(
        earlier, saved_from_peer=NEWS.peer_id, saved_from_msg_id=9
    )


def test_what_comes_goes_when_the_groups_timer_says() -> None:
    made = carried(NEWS, replace(TALK, ttl_period=60), POST, BODY)
    assert made.extras is not None
    assert made.extras.ttl_period == 60


def test_a_copy_says_what_the_post_says_by_now_and_stays_what_it_was() -> None:
    way = Extras(media=DICE, forward=WAY, invert_media=True, ttl_period=60)
    copy = Message(
        owner_id=0,
        id=3,
        peer_id=TALK.peer_id,
        sender_id=NEWS.peer_id,
        date=71,
        text="new",
        silent=True,
        noforwards=True,
        extras=way,
    )
    newer = replace(BODY, text="newer", silent=False, extras=Extras(media=OTHER_DICE))
    assert reworded(copy, newer) == Body(
        sender_id=NEWS.peer_id,
        date=71,
        text="newer",
        entities=BOLD,
        silent=True,
        noforwards=True,
        extras=replace(way, media=OTHER_DICE, invert_media=False),
    )
