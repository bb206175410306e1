"""Preferences that are the same for everybody so far, told as they are."""

from heliograph.rpc.context import Context
from heliograph.rpc.registry import method
from heliograph.tl import functions, types

_MIB = 1 << 20


@method("account.getPrivacy")
async def get_privacy(
    context: Context, query: functions.account.GetPrivacy
) -> types.account.PrivacyRules:
    """Who sees what: the number is for contacts, the exact time of being there for nobody.

    https://core.telegram.org/api/privacy
    """
    rules: list[types.TypePrivacyRule]
    match query.key:
        case types.InputPrivacyKeyPhoneNumber():
            rules = [types.PrivacyValueAllowContacts(), types.PrivacyValueDisallowAll()]
        case types.InputPrivacyKeyStatusTimestamp():
            rules = [types.PrivacyValueDisallowAll()]
        case _:
            rules = [types.PrivacyValueAllowAll()]
    return types.account.PrivacyRules(rules=rules, chats=[], users=[])


@method("account.getAutoDownloadSettings")
async def get_auto_download_settings(
    context: Context, query: functions.account.GetAutoDownloadSettings
) -> types.account.AutoDownloadSettings:
    """https://core.telegram.org/method/account.getAutoDownloadSettings"""
    return types.account.AutoDownloadSettings(
        low=_auto_download(video_mib=0, file_mib=0),
        medium=_auto_download(video_mib=10, file_mib=1),
        high=_auto_download(video_mib=15, file_mib=3),
    )


def _auto_download(*, video_mib: int, file_mib: int) -> types.AutoDownloadSettings:
    return types.AutoDownloadSettings(
        photo_size_max=_MIB,
        video_size_max=video_mib * _MIB,
        file_size_max=file_mib * _MIB,
        video_upload_maxbitrate=100,
        small_queue_active_operations_max=0,
        large_queue_active_operations_max=0,
    )
