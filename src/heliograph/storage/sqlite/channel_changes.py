"""Making channels, changing them, and looking at them."""

from collections.abc import Callable, Sequence

import apsw
from msgspec.structs import replace

from heliograph.domain import channel_names, errors
from heliograph.domain.channel_changes import PUBLIC_MAX
from heliograph.domain.channel_log import Action, InviteTouched
from heliograph.domain.channel_log_changes import logged
from heliograph.domain.channel_membership import JOINED_MAX
from heliograph.domain.channel_messages import tells_for_it
from heliograph.domain.channel_outcomes import ChannelOutcome
from heliograph.domain.channels import (
    Channel,
    ChannelContext,
    ChannelDecision,
    ChannelMember,
    SeenChannel,
)
from heliograph.domain.chat_invites import ChatInvite
from heliograph.domain.chats import Asker
from heliograph.domain.files import Photo
from heliograph.domain.message_changes import Sent
from heliograph.domain.messages import Body, Draft
from heliograph.domain.peers import channel_peer
from heliograph.domain.permissions import is_inside
from heliograph.domain.telling import Told
from heliograph.domain.usernames import fold
from heliograph.storage.sqlite import (
    account_events,
    bot_queue,
    channel_erasing,
    channel_links,
    channel_log,
    channel_sending,
    channels,
    chats,
    files,
    link_rows,
    listing,
    people,
    queries,
    rows,
    topic_rows,
)
from heliograph.storage.sqlite.account_events import Kind
from heliograph.storage.sqlite.safety import publishing

_SQL = queries.load("channels")


def create(
    db: apsw.Connection, asker: Asker, *, record: Channel, member: ChannelMember, told: Told
) -> ChannelOutcome:
    """See `ports.channel_store.ChannelOperations.create_channel`."""
    people.known_account(db, asker.account_id).check_enabled()
    if rows.number(db, _SQL.joined_count, (asker.account_id,)) >= JOINED_MAX:
        raise errors.ChannelsTooMuch
    channels.add(db, record)
    if record.forum:
        topic_rows.begin_general(db, record, date=record.date)
    channels.keep_members(db, record.id, (member,))
    list_it(db, record, (member,))
    sent = tell(db, asker, record, body_of(asker, told, record, photo=None))
    return ChannelOutcome(channel=record, changed=(member,), sent=sent)


def change(
    db: apsw.Connection,
    asker: Asker,
    *,
    named: Sequence[int],
    username: str,
    decide: Callable[[ChannelContext], ChannelDecision | None],
    photo: Photo | None,
) -> ChannelOutcome:
    """See `ports.channel_store.ChannelOperations.change_channel`."""
    context = channels.context(db, asker, named=named, username=username)
    decision = decide(context)
    if decision is None:
        return ChannelOutcome(channel=context.channel, changes=False)
    return write(db, asker, context, decision, photo=photo)


def write(
    db: apsw.Connection,
    asker: Asker,
    context: ChannelContext,
    decision: ChannelDecision,
    *,
    photo: Photo | None = None,
    came: Action | None = None,
    invite: ChatInvite | None = None,
) -> ChannelOutcome:
    """Write what was decided, and tell it in the channel.

    `came` is what the log says of the one who changed, in the place of what is seen by comparing;
    `invite` the link they came by.
    """
    before, after = context.channel, decision.channel
    publishing.check_faces(db, before, after)
    if photo is not None:
        files.check_there(db, photo.id)
    if after.photo != before.photo:
        channels.hold_photo(db, after.id, photo)
    if (after.username, after.usernames) != (before.username, before.usernames):
        _keep_usernames(db, asker, before, after)
    if after.username and after.creator_id != before.creator_id:
        _check_may_own(db, after.creator_id, after)
    channels.keep(db, before, after, date=asker.date)
    coming = [one for one in decision.changed if is_inside(one.role)]
    channels.keep_members(db, after.id, coming)
    sent = None
    if decision.told is not None:
        teller = asker if decision.teller_id is None else _as(asker, decision.teller_id)
        body = body_of(teller, decision.told, after, photo=photo)
        sent = tell(db, teller, after, replace(body, as_chat=tells_for_it(context, decision)))
    going = [one for one in decision.changed if not is_inside(one.role)]
    channels.keep_members(db, after.id, going)
    list_it(db, after, decision.changed)
    _note_read(db, context, coming)
    # Who came, however they did, waits no longer, nor does who is kept out.
    chats.drop_waiting(db, after.peer_id, (one.account_id for one in decision.changed))
    _log(db, asker, context, decision, came=came)
    ended = link_rows.end_with(db, after.peer_id, going)
    revoked = [InviteTouched(what="ExportedInviteRevoke", invite=one) for one in ended]
    channel_log.note(db, after.id, asker.account_id, revoked, date=asker.date)
    other = None
    if after.closed:
        chats.drop_all_waiting(db, after.peer_id)
        other = channel_links.cut(db, before, date=asker.date)
        channel_erasing.erase_later(db, after.id, date=asker.date)
        listing.settle(db, after, date=asker.date)
    asked = came is not None and invite is None
    for_bots = bot_queue.tell_channel(db, asker, context, decision, invite=invite, asked=asked)
    return ChannelOutcome(
        channel=after, changed=decision.changed, sent=sent, unlinked=other, for_bots=for_bots
    )


def _note_read(
    db: apsw.Connection, context: ChannelContext, coming: Sequence[ChannelMember]
) -> None:
    """Whoever comes back has read all of it. A device that was away while they left and came has
    it as it was, and does not look how far it was read."""
    known = {one.account_id: one.read_inbox_max_id for one in _known(context)}
    for one in coming:
        if one.read_inbox_max_id > known.get(one.account_id, one.read_inbox_max_id):
            subject = context.channel.id
            account_events.note(db, one.account_id, kind=Kind.CHANNEL_READ, subject=subject)


def _known(context: ChannelContext) -> Sequence[ChannelMember]:
    """What the asker and those it is about were before."""
    return (*context.others, *([context.member] if context.member is not None else []))


def _log(
    db: apsw.Connection,
    asker: Asker,
    context: ChannelContext,
    decision: ChannelDecision,
    *,
    came: Action | None,
) -> None:
    channel_id = decision.channel.id
    if came is not None:
        for one in decision.changed:
            channel_log.note(db, channel_id, one.account_id, [came], date=asker.date)
        return
    actions = logged(asker.account_id, context.channel, _known(context), decision)
    channel_log.note(db, channel_id, asker.account_id, actions, date=asker.date)


def _as(asker: Asker, account_id: int) -> Asker:
    return replace(asker, account_id=account_id)


def _check_may_own(db: apsw.Connection, account_id: int, record: Channel) -> None:
    """CHANNELS_ADMIN_PUBLIC_TOO_MUCH for one public channel more than an account may own, those
    included that it went out of, which are its own again once it comes back."""
    owned = rows.fetch(db, _SQL.public_owned, (account_id,))
    if len({row[0] for row in owned} - {record.id}) >= PUBLIC_MAX:
        raise errors.ChannelsAdminPublicTooMuch


def _keep_usernames(db: apsw.Connection, asker: Asker, before: Channel, after: Channel) -> None:
    db.execute(_SQL.drop_username, (after.peer_id,))
    if after.username and not before.username:
        _check_may_own(db, asker.account_id, after)
    for name in channel_names.held(after):
        line = (fold(name.name), after.peer_id, int(name.active), int(name.editable))
        db.execute(_SQL.add_username, line)


def list_it(db: apsw.Connection, record: Channel, changed: Sequence[ChannelMember]) -> None:
    """Have it stand in the dialog lists of who came, and no longer in those of who went."""
    for one in changed:
        place = (one.account_id, record.peer_id)
        if is_inside(one.role) and not record.closed:
            db.execute(_SQL.add_dialog, place)
        else:
            gone = rows.fetch(db, _SQL.drop_dialog, place)
            if gone and gone[0][0]:
                kind = Kind.PINNED_DIALOGS
                account_events.note(db, one.account_id, kind=kind, subject=gone[0][1])
        account_events.note(db, one.account_id, kind=Kind.CHANNEL, subject=record.id)


def body_of(asker: Asker, told: Told, record: Channel, *, photo: Photo | None) -> Body:
    """What is told in the channel; a channel says so itself."""
    body = chats.body_of(told, sender_id=asker.account_id, date=asker.date, photo=photo)
    return replace(body, as_chat=record.broadcast, post=record.broadcast)


def tell(db: apsw.Connection, asker: Asker, record: Channel, body: Body) -> Sent:
    """Say in the channel what became of it."""
    draft = Draft(
        sender_id=asker.account_id,
        recipient_id=record.peer_id,
        random_id=asker.random_id,
        text="",
        date=asker.date,
    )
    sent = channel_sending.write(db, draft, body, sides=channel_sending.load(db, draft))
    return replace(sent, random_id=asker.random_id)


def photo(db: apsw.Connection, *, channel_id: int) -> Photo | None:
    """See `ports.channel_store.ChannelOperations.channel_photo`."""
    row = db.execute(_SQL.photo_of, (channel_id,)).fetchone()
    found = files.file(db, row[0]) if row else None
    return found if isinstance(found, Photo) else None


def public_of(db: apsw.Connection, account_id: int) -> Sequence[SeenChannel]:
    """See `ports.channel_store.ChannelOperations.public_channels`."""
    peer_ids = [channel_peer(row[0]) for row in rows.fetch(db, _SQL.public_of, (account_id,))]
    known = channels.seen_channels(db, account_id, peer_ids)
    return [known[peer_id] for peer_id in peer_ids]
