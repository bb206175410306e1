"""What is right once is refused when it is asked for all the time."""

import pytest

from heliograph.config import Limits
from heliograph.tl import functions
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
