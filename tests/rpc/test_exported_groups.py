"""Groups are in an export as the account that is in them sees them."""

from heliograph.domain.permissions import Role
from heliograph.export.messages import message_value
from heliograph.export.people import People as Named
from heliograph.export.people import chat_type
from heliograph.export.places import Places
from support.groups import make_group
from support.talk import People


async def test_a_group_is_exported_with_its_name_and_what_happened(people: People) -> None:
    await make_group(people)
    store, owner_id = people.stage.store, people.ann.id
    (dialog, *_) = await store.export_dialogs(owner_id, after_id=-(2**62), limit=10)
    assert dialog.person.id < 0
    assert chat_type(dialog.person, owner_id=owner_id) == "private_group"
    page = await store.export_messages(
        owner_id, dialog.person.id, after_id=0, up_to_id=1_000, limit=100
    )
    named, places = Named(page.people), Places("", lambda wanted: wanted.path)
    (made, *_) = [message_value(one, named, places) for one in page.messages]
    assert made["action"] == "create_group"
    assert made["title"] == dialog.person.name == "Hikers"
    assert len(made["members"]) == len(set(made["members"]) - {None})
    (inside,) = (await store.export_leftovers(owner_id)).groups
    assert (inside.group, inside.role, inside.inviter.id) == (dialog.person, Role.CREATOR, owner_id)
