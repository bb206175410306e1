"""What may wait to be sent, how long, how it is shown meanwhile, and what it is at last."""

import pytest
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.composing import MessageLimits
from heliograph.domain.entities import Entity
from heliograph.domain.extras import (
    DocumentMedia,
    Extras,
    Forward,
    GeoPoint,
    PollMedia,
    Quote,
    ReplyOrigin,
)
from heliograph.domain.files import Document
from heliograph.domain.messages import Body, Draft, Message, SendContext
from heliograph.domain.people import FIRST_BOT_ID, Account, Seen
from heliograph.domain.polls import Poll, PollAnswer
from heliograph.domain.presence import Status, StatusKind
from heliograph.domain.schedule import (
    AHEAD_MAX_S,
    ID_MAX,
    PER_CHAT_MAX,
    SOON_S,
    WHEN_ONLINE,
    Scheduled,
    ScheduleEdit,
    check_date,
    check_due,
    compose_due,
    edit_scheduled,
    goes_at_once,
)

NOW = 1_700_000_000
ANN = Account(id=1, phone="1001", first_name="Ann")
BEN = Seen(account=Account(id=2, phone="1002", first_name="Ben"), viewer_id=1)
THERE = replace(BEN, status=Status(StatusKind.ONLINE, NOW + 5))
GONE = replace(BEN, status=Status(StatusKind.OFFLINE, NOW - 5))
SHY = replace(BEN, status=Status(StatusKind.RECENTLY))
BOLD = (Entity(kind="Bold", offset=0, length=5),)
DRAFT = Draft(sender_id=1, recipient_id=2, random_id=7, text="", date=NOW, due=NOW + 60)
BODY = Body(sender_id=1, date=NOW, text="hello", entities=BOLD, silent=True, noforwards=True)
WAITING = Scheduled(id=3, due=NOW + 60, draft=DRAFT, body=BODY)
CONTEXT = SendContext(
    sender=Seen(account=ANN, viewer_id=1),
    recipient=BEN,
    blocked_by_recipient=False,
    reply_known=False,
)
POLL = Poll(
    question="Tea?",
    answers=(PollAnswer(option=b"0", text="Yes"), PollAnswer(option=b"1", text="No")),
    close_period=30,
)
EDIT = ScheduleEdit(owner_id=1, peer_id=2, message_id=3, text="bye", due=NOW + 60, date=NOW + 1)


@pytest.mark.parametrize(
    ("ahead_s", "soon"), [(0, False), (1, True), (SOON_S - 1, True), (SOON_S, False)]
)
def test_what_is_due_soon_goes_at_once(ahead_s: int, soon: bool) -> None:
    assert goes_at_once(replace(DRAFT, due=NOW + ahead_s)) is soon


@pytest.mark.parametrize("due", [NOW + 1, NOW + AHEAD_MAX_S])
def test_messages_wait_up_to_a_year(due: int) -> None:
    check_date(due, now=NOW, recipient=SHY)
    check_due(replace(DRAFT, due=due), SHY, waiting=PER_CHAT_MAX - 1)


@pytest.mark.parametrize(
    ("due", "recipient", "refusal"),
    [
        (NOW, BEN, errors.ScheduleDateInvalid),
        (NOW + AHEAD_MAX_S + 1, BEN, errors.ScheduleDateTooLate),
        (WHEN_ONLINE, None, errors.ScheduleDateInvalid),
        (WHEN_ONLINE, CONTEXT.sender, errors.ScheduleDateInvalid),
        (WHEN_ONLINE, SHY, errors.ScheduleStatusPrivate),
        (WHEN_ONLINE, BEN, errors.ScheduleStatusPrivate),
    ],
)
def test_not_every_date_can_be_waited_for(
    due: int, recipient: Seen | None, refusal: type[errors.Refused]
) -> None:
    with pytest.raises(refusal):
        check_date(due, now=NOW, recipient=recipient)
    with pytest.raises(refusal):
        check_due(replace(DRAFT, due=due), recipient, waiting=0)


@pytest.mark.parametrize("recipient", [THERE, GONE])
def test_somebody_who_shows_when_they_are_there_is_waited_for(recipient: Seen) -> None:
    check_date(WHEN_ONLINE, now=NOW, recipient=recipient)


def test_a_dialog_has_room_for_so_many_and_bots_for_none() -> None:
    with pytest.raises(errors.ScheduleTooMuch):
        check_due(DRAFT, BEN, waiting=PER_CHAT_MAX)
    with pytest.raises(errors.ScheduleBotNotAllowed):
        check_due(replace(DRAFT, sender_id=FIRST_BOT_ID), BEN, waiting=0)


def test_its_owner_is_shown_it_as_of_when_it_is_due() -> None:
    extras = Extras(media=GeoPoint(latitude=1.0, longitude=2.0))
    shown = replace(
        WAITING,
        draft=replace(DRAFT, reply_to_id=9),
        body=replace(BODY, extras=extras),
        edit_date=NOW + 2,
    )
    assert shown.message == Message(
        owner_id=1,
        id=3,
        peer_id=2,
        sender_id=1,
        date=NOW + 60,
        text="hello",
        entities=BOLD,
        edit_date=NOW + 2,
        reply_to_id=9,
        silent=True,
        noforwards=True,
        extras=extras,
    )
    elsewhere = replace(WAITING, draft=replace(DRAFT, reply_to_id=9, reply_peer_id=4))
    assert elsewhere.message.reply_to_id is None


def test_a_poll_that_waits_has_an_id_of_its_own_and_no_votes() -> None:
    extras = Extras(media=PollMedia(poll_id=0), effect=5)
    message = replace(WAITING, body=replace(BODY, poll=POLL, extras=extras)).message
    assert message.poll is not None
    assert message.poll.poll == replace(POLL, id=2 * (ID_MAX + 1) + 3)
    assert (message.poll.counts, message.poll.voters) == ((0, 0), 0)
    assert message.extras == extras


def edited(edit: ScheduleEdit, known: Scheduled | None = WAITING) -> Scheduled:
    return edit_scheduled(edit, ANN, known, recipient=SHY, limits=MessageLimits())


def test_words_are_changed_and_the_rest_stays() -> None:
    assert edited(EDIT) == replace(
        WAITING, body=replace(BODY, text="bye", entities=()), edit_date=NOW + 1
    )
    bold = replace(EDIT, text="hello", entities=(replace(BOLD[0], kind="Italic"),))
    assert edited(bold).body == replace(BODY, entities=bold.entities)
    linked = edited(replace(EDIT, text="see example.org")).body.entities
    assert [one.kind for one in linked] == ["Url"]


def test_the_date_is_changed_and_the_words_stay() -> None:
    later = replace(EDIT, text=None, due=NOW + 90)
    assert edited(later) == replace(WAITING, due=NOW + 90, edit_date=NOW + 1)
    forwarded = replace(WAITING, body=replace(BODY, extras=Extras(forward=Forward(date=1))))
    assert edited(later, forwarded).due == NOW + 90


def test_who_shows_when_they_are_there_may_be_waited_for_instead() -> None:
    edit = replace(EDIT, text=None, due=WHEN_ONLINE)
    waits = edit_scheduled(edit, ANN, WAITING, recipient=THERE, limits=MessageLimits())
    assert waits.due == WHEN_ONLINE
    with pytest.raises(errors.ScheduleStatusPrivate):
        edited(edit)


def test_a_caption_is_changed_and_has_the_bound_of_captions() -> None:
    document = Document(id=1, access_hash=2, date=3, mime_type="a/b", size=4, sha256=b"")
    shown = Extras(media=DocumentMedia(document=document))
    captioned = replace(WAITING, body=replace(BODY, extras=shown))
    assert edited(EDIT, captioned).body == replace(BODY, text="bye", entities=(), extras=shown)
    assert edited(replace(EDIT, text=""), captioned).body.text == ""
    with pytest.raises(errors.MediaCaptionTooLong):
        edited(replace(EDIT, text="x" * 1_025), captioned)


def test_a_date_that_stays_may_be_over() -> None:
    assert edited(replace(EDIT, date=NOW + 61)).body.text == "bye"
    with pytest.raises(errors.ScheduleDateInvalid):
        edited(replace(EDIT, due=NOW + 61, date=NOW + 61))


@pytest.mark.parametrize(
    ("edit", "known", "refusal"),
    [
        (EDIT, None, errors.MessageIdInvalid),
        (replace(EDIT, text="hello", entities=BOLD), WAITING, errors.MessageNotModified),
        (replace(EDIT, text=None), WAITING, errors.MessageNotModified),
        (replace(EDIT, text=" "), WAITING, errors.MessageEmpty),
        (replace(EDIT, text="a" * 4_097), WAITING, errors.MessageTooLong),
        (
            EDIT,
            replace(WAITING, body=replace(BODY, extras=Extras(forward=Forward(date=1)))),
            errors.MessageAuthorRequired,
        ),
        (
            EDIT,
            replace(WAITING, body=replace(BODY, extras=Extras(media=PollMedia(poll_id=0)))),
            errors.MediaPrevInvalid,
        ),
    ],
)
def test_an_edit_is_refused(
    edit: ScheduleEdit, known: Scheduled | None, refusal: type[errors.Refused]
) -> None:
    with pytest.raises(refusal):
        edited(edit, known)


def test_who_was_banned_changes_nothing() -> None:
    banned = replace(ANN, disabled=True)
    with pytest.raises(errors.UserDeactivatedBan):
        edit_scheduled(EDIT, banned, WAITING, recipient=BEN, limits=MessageLimits())


def test_at_last_it_is_sent_as_of_now() -> None:
    later = replace(DRAFT, date=NOW + 60)
    assert compose_due(later, CONTEXT, BODY) == replace(
        BODY, date=NOW + 60, extras=Extras(from_scheduled=True)
    )
    timed = compose_due(later, replace(CONTEXT, ttl_period=60), replace(BODY, poll=POLL))
    assert timed.extras == Extras(from_scheduled=True, ttl_period=60)
    assert timed.poll == replace(POLL, close_date=NOW + 90)


@pytest.mark.parametrize(
    ("origin", "known", "quoted"), [(False, True, True), (True, False, True), (False, False, False)]
)
def test_what_it_quotes_is_left_out_if_that_is_gone(
    origin: bool, known: bool, quoted: bool
) -> None:
    told = ReplyOrigin(forward=Forward(date=1, from_id=2)) if origin else None
    extras = Extras(quote=Quote(text="ell"), reply_origin=told)
    body = compose_due(
        replace(DRAFT, reply_to_id=9),
        replace(CONTEXT, reply_known=known),
        replace(BODY, extras=extras),
    )
    assert body.extras == replace(
        extras, quote=extras.quote if quoted else None, from_scheduled=True
    )


def test_who_was_blocked_meanwhile_is_kept_out() -> None:
    with pytest.raises(errors.UserIsBlocked):
        compose_due(DRAFT, replace(CONTEXT, blocked_by_recipient=True), BODY)
