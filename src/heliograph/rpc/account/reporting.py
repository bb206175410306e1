"""Reporting people, groups and channels as such, and their photos.

https://core.telegram.org/api/report
"""

from heliograph.domain import errors
from heliograph.rpc import reports
from heliograph.rpc.context import Context
from heliograph.rpc.peers import dialog_peer
from heliograph.rpc.registry import method
from heliograph.safety.subjects import Locator, SubjectKind
from heliograph.tl import functions, types


@method("account.reportPeer")
async def report_peer(context: Context, query: functions.account.ReportPeer) -> bool:
    """https://core.telegram.org/method/account.reportPeer"""
    peer_id = await _other(context, query.peer)
    about = (reports.whole_peer(peer_id),)
    await reports.report(context, about, reports.reason_of(query.reason), message=query.message)
    return True


@method("account.reportProfilePhoto")
async def report_profile_photo(
    context: Context, query: functions.account.ReportProfilePhoto
) -> bool:
    """https://core.telegram.org/method/account.reportProfilePhoto"""
    peer_id = await _other(context, query.peer)
    if not isinstance(query.photo_id, types.InputPhoto):
        raise errors.PhotoIdInvalid
    about = (Locator(kind=SubjectKind.PHOTO, peer_id=peer_id, item_id=query.photo_id.id),)
    await reports.report(context, about, reports.reason_of(query.reason), message=query.message)
    return True


async def _other(context: Context, peer: types.TypeInputPeer) -> int:
    """Anybody but the caller. PEER_ID_INVALID."""
    peer_id = await dialog_peer(context, peer)
    if peer_id == context.account_id:
        raise errors.PeerIdInvalid
    return peer_id
