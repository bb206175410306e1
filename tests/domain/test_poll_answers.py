"""Who adds answers to a poll, and who takes them out again."""

import pytest
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.asked_polls import PollLimits
from heliograph.domain.extras import AnswerTold, Extras, Forward
from heliograph.domain.messages import Message
from heliograph.domain.people import Account, Blocks
from heliograph.domain.poll_answers import AnswerRequest, change_answers
from heliograph.domain.polls import Poll, PollAnswer, PollState, shown_in
from heliograph.domain.shared_media import SharedContext

ADA, BOB, CYD, GROUP = 1, 2, 3, -1_000_000_000_501
LIMITS = PollLimits()
TEA, WINE = PollAnswer(option=b"0", text="Tea"), PollAnswer(option=b"1", text="Wine")
MILK = PollAnswer(option=b"", text=" Milk ")
ADDED = PollAnswer(option=b"+0", text="Milk", added_by=BOB, date=900)
POLL = Poll(
    id=7, creator_id=ADA, question="What?", answers=(TEA, WINE), public_voters=True, open=True
)
BOBS = AnswerRequest(account_id=BOB, peer_id=ADA, message_id=5, added=MILK, random_id=9, date=900)
TAKING = replace(BOBS, added=None, option=b"+0")


def seen(poll: Poll = POLL, *, by: int = BOB, counts: tuple[int, ...] = (), **fields: object):  # type: ignore[no-untyped-def]
    """Somebody's copy of the message, and what else there is to know."""
    state = PollState(
        poll=poll,
        counts=counts or (0,) * len(poll.answers),
        voters=0,
        chosen=fields.pop("chosen", ()),  # type: ignore[arg-type]
    )
    message = Message(
        owner_id=by, id=5, peer_id=ADA, sender_id=ADA, date=800, text="", poll=state,
        extras=fields.pop("extras", None),  # type: ignore[arg-type]
    )  # fmt: skip
    account = Account(id=by, phone="2", first_name="Bob")
    return SharedContext(account=account, message=message, **fields)  # type: ignore[arg-type]


WITH_MILK = replace(POLL, answers=(TEA, WINE, ADDED), changes=1)


def test_an_answer_is_added_by_who_says_so() -> None:
    made = change_answers(BOBS, seen(), limits=LIMITS)
    assert made.poll == WITH_MILK
    assert made.gone is None
    assert made.told is not None
    assert made.told.action == "PollAppendAnswer"
    assert made.told.extras is not None
    told = AnswerTold(option=b"+0", text="Milk", added_by=BOB, date=900)
    assert made.told.extras.told == told


def test_no_answer_is_named_as_another_was() -> None:
    taken = change_answers(TAKING, seen(WITH_MILK), limits=LIMITS)
    assert (taken.poll.answers, taken.gone) == ((TEA, WINE), 2)
    again = change_answers(BOBS, seen(taken.poll), limits=LIMITS).poll.answers[2]
    assert again.option == b"+2"
    odd = replace(POLL, answers=(TEA, replace(WINE, option=b"+0")))
    assert change_answers(BOBS, seen(odd), limits=LIMITS).poll.answers[2].option == b"+1"


FORWARDED = Extras(forward=Forward(date=700, from_id=ADA))
FULL = replace(POLL, answers=tuple(PollAnswer(option=b"%d" % n, text=f"a{n}") for n in range(12)))


@pytest.mark.parametrize(
    ("request_", "context", "refusal"),
    [
        (BOBS, replace(seen(), message=None), errors.MessageIdInvalid),
        (replace(BOBS, peer_id=CYD), seen(), errors.MessageIdInvalid),
        (BOBS, seen(replace(POLL, closed=True)), errors.MessagePollClosed),
        (TAKING, seen(replace(WITH_MILK, closed=True)), errors.MessagePollClosed),
        (BOBS, seen(replace(POLL, open=False)), errors.PollAnswersInvalid),
        (BOBS, seen(FULL), errors.PollAnswersInvalid),
        (BOBS, seen(extras=FORWARDED), errors.MessageAuthorRequired),
        (replace(BOBS, added=replace(MILK, text="Tea")), seen(), errors.PollOptionDuplicate),
        (replace(BOBS, added=replace(MILK, text=" ")), seen(), errors.PollAnswerInvalid),
        (replace(BOBS, added=replace(MILK, text="m" * 101)), seen(), errors.PollAnswerInvalid),
        (BOBS, seen(blocks=Blocks(by_peer=True)), errors.UserIsBlocked),
        (TAKING, seen(), errors.OptionInvalid),
        (replace(TAKING, option=b"0"), seen(WITH_MILK), errors.OptionInvalid),
        (replace(TAKING, account_id=CYD), seen(WITH_MILK, by=CYD), errors.MessageAuthorRequired),
        (TAKING, seen(WITH_MILK, counts=(0, 0, 1)), errors.OptionInvalid),
        (TAKING, seen(WITH_MILK, counts=(0, 0, 2), chosen=(2,)), errors.OptionInvalid),
    ],
)
def test_what_is_not_for_somebody_is_refused(
    request_: AnswerRequest, context: SharedContext, refusal: type[errors.Refused]
) -> None:
    with pytest.raises(refusal):
        change_answers(request_, context, limits=LIMITS)


def test_who_asked_takes_out_what_was_chosen_and_who_added_it_what_they_alone_did() -> None:
    adas = replace(TAKING, account_id=ADA)
    assert change_answers(adas, seen(WITH_MILK, counts=(0, 0, 9)), limits=LIMITS).gone == 2
    alone = seen(WITH_MILK, counts=(0, 0, 1), chosen=(2,))
    made = change_answers(TAKING, alone, limits=LIMITS)
    assert made.told is not None
    assert made.told.action == "PollDeleteAnswer"


def test_nothing_is_told_to_who_is_gone() -> None:
    assert change_answers(BOBS, seen(peer_gone=True), limits=LIMITS).told is None


def test_a_copy_elsewhere_does_not_say_which_group_added_something() -> None:
    named = replace(POLL, answers=(TEA, replace(ADDED, added_by=GROUP), ADDED))
    state = PollState(poll=named, counts=(0, 0, 0), voters=0)
    assert shown_in(state, GROUP) is state
    assert [one.added_by for one in shown_in(state, ADA).poll.answers] == [0, 0, BOB]
