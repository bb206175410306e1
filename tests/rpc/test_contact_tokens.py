"""Somebody is found by a link of theirs for some minutes, and by nothing that looks like one."""

import pytest

from heliograph.domain.contact_tokens import LIFETIME_S
from heliograph.tl import functions, types
from support.stage import RpcError
from support.talk import People, Talker


async def test_who_has_a_fresh_link_finds_who_gave_it(people: People) -> None:
    ann, ben = people.ann, people.ben
    link = await ann(functions.contacts.ExportContactToken())
    assert link.expires == people.stage.clock.now() + LIFETIME_S
    assert "/contact/" in link.url
    found = await found_by(ben, link.url)
    assert (found.id, found.first_name, found.phone) == (ann.id, "Ann", None)
    # By what is shown one can be written to.
    to = types.InputPeerUser(user_id=found.id, access_hash=found.access_hash)
    await ben.send(to, "hello")
    people.stage.clock.date += LIFETIME_S
    with pytest.raises(RpcError, match="400 IMPORT_TOKEN_INVALID"):
        await found_by(ben, link.url)


async def test_no_other_token_leads_to_anybody(people: People) -> None:
    link = await people.ann(functions.contacts.ExportContactToken())
    token = link.url.rpartition("/")[2]
    forged = token[:-1] + ("A" if token[-1] != "A" else "Q")
    for wrong in ("", "x", "\u00e9", token[:-2], forged, token + "AAAA", token[:11] + "A" * 16):
        with pytest.raises(RpcError, match="400 IMPORT_TOKEN_INVALID"):
            await people.ben(functions.contacts.ImportContactToken(token=wrong))


async def test_who_ended_the_account_is_found_no_more(people: People) -> None:
    link = await people.ann(functions.contacts.ExportContactToken())
    await people.ann(functions.account.DeleteAccount(reason="enough"))
    with pytest.raises(RpcError, match="400 IMPORT_TOKEN_INVALID"):
        await found_by(people.ben, link.url)


async def found_by(who: Talker, url: str) -> types.User:
    token = url.rpartition("/")[2]
    found: types.User = await who(functions.contacts.ImportContactToken(token=token))
    return found
