"""What is right once is refused when it is asked for all the time."""

import pytest

from heliograph.config import Limits
from heliograph.rpc.dispatch import Dispatcher
from heliograph.rpc.rates import Rates
from heliograph.tl import functions, types
from support.communities import make_community
from support.stage import RpcError
from support.talk import People


async def test_whole_lists_are_not_to_be_read_all_the_time(people: People) -> None:
    ann, ben = people.ann, people.ben
    lists = (
        functions.contacts.GetContacts(hash=0),
        functions.contacts.GetContactIDs(hash=0),
        functions.contacts.GetStatuses(),
        functions.contacts.GetBirthdays(),
        functions.account.GetNotifyExceptions(),
    )
    for _ in range(Limits().lists_per_account_per_minute):
        await ann(lists[0])
    for query in lists:
        with pytest.raises(RpcError, match="FLOOD_WAIT_1"):
            await ann(query)
    await ben(lists[0])


async def test_names_and_words_of_one_are_not_looked_for_in_a_group_all_the_time(
    people: People,
) -> None:
    group = await make_community(people)
    ann, limit = people.ann, Limits().searches_per_account_per_minute
    named = group.named_by(ann)

    def members(words: str) -> functions.channels.GetParticipants:
        wanted = types.ChannelParticipantsSearch(q=words)
        asked = functions.channels.GetParticipants
        return asked(channel=named, filter=wanted, offset=0, limit=10, hash=0)

    said = functions.channels.DeleteParticipantHistory(
        channel=named, participant=ann.to(people.ben)
    )
    for _ in range(limit):
        await ann(members("b"))
    for query in (members("b"), said):
        with pytest.raises(RpcError, match="FLOOD_WAIT_1"):
            await ann(query)
    await ann(members(""))


async def test_long_answers_count_as_many_calls_and_files_do_not(people: People) -> None:
    ann, service = people.ann, people.stage.service
    service.limits = Limits(calls_per_key_per_minute=60, answer_bytes_per_call=10)
    service.rates = Rates(service.limits)
    people.stage.dispatcher = Dispatcher(service)
    status = functions.account.UpdateStatus(offline=True)
    for _ in range(10):
        await ann(status)
    reactions = await ann(functions.messages.GetAvailableReactions(hash=0))
    with pytest.raises(RpcError, match=r"FLOOD_WAIT_6\d"):
        await ann(status)
    service.rates = Rates(service.limits)
    icon = reactions.reactions[0].static_icon
    location = types.InputDocumentFileLocation(
        id=icon.id, access_hash=icon.access_hash, file_reference=icon.file_reference, thumb_size=""
    )
    file = await ann(functions.upload.GetFile(location=location, offset=0, limit=4096))
    assert len(file.bytes) > 1_000
    await ann(status)
