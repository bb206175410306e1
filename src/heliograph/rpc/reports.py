"""Reports from apps: what they are about, and the receipt that the service account sends.

https://core.telegram.org/api/report
"""

from collections.abc import Iterable

from heliograph.actions.service_messages import link_in, send_service_message
from heliograph.domain import errors
from heliograph.domain.entities import utf16_length
from heliograph.domain.peers import is_channel
from heliograph.rpc.context import Context
from heliograph.rpc.rates import Rate
from heliograph.safety.errors import NothingThere
from heliograph.safety.intake import Said, take_in
from heliograph.safety.letters import Letter, LetterKind, receipt_name, write
from heliograph.safety.reporting import Chosen, nodes, reason_named
from heliograph.safety.reports import COMMENT_LENGTH_MAX
from heliograph.safety.subjects import Locator, SubjectKind
from heliograph.safety.taxonomy import Reason
from heliograph.tl import types
from heliograph.tl.upgrades.reports import NamedReason, reason_option

_THINGS_OF_ONE = 10
"""A report costs one more for each so many messages: each has a case that somebody reads."""


async def walk(
    context: Context, peer_id: int, *, option: bytes, about: tuple[Locator, ...], message: str
) -> types.TypeReportResult:
    """The next step of a report in steps: a choice, the reporter's words, or that it is made.

    OPTION_INVALID; MESSAGE_ID_REQUIRED once it is known what is wrong but not with what.
    """
    if isinstance(option, NamedReason):
        reason = reason_named(option.decode())
        return await _made(context, about, reason, message)
    reporter_id, options = context.account_id, context.intake.options
    chosen = options.open(option, reporter_id=reporter_id, peer_id=peer_id)
    node = chosen.node
    if node.reason is None:
        return types.ReportResultChooseOption(
            title=node.title(context.language),
            options=[
                types.MessageReportOption(
                    text=nodes()[number].title(context.language),
                    option=options.make(
                        Chosen(nodes()[number]), reporter_id=reporter_id, peer_id=peer_id
                    ),
                )
                for number in node.below
            ],
        )
    if not about:
        raise errors.MessageIdRequired
    if not message.strip() and (node.needs_words or not chosen.asked):
        asked = Chosen(node, asked=True)
        again = options.make(asked, reporter_id=reporter_id, peer_id=peer_id)
        return types.ReportResultAddComment(optional=not node.needs_words, option=again)
    return await _made(context, about, node.reason, message)


async def _made(
    context: Context, about: tuple[Locator, ...], reason: Reason, message: str
) -> types.ReportResultReported:
    if not about:
        raise errors.MessageIdRequired
    await report(context, about, reason, message=message)
    return types.ReportResultReported()


async def report(
    context: Context, about: tuple[Locator, ...], reason: Reason, *, message: str = ""
) -> None:
    """Keep it, and see to it that the caller has a receipt.

    MESSAGE_ID_INVALID where there is nothing that the caller may see.
    """
    comment = message.strip()
    if utf16_length(comment) > COMMENT_LENGTH_MAX:
        raise errors.MessageTooLong
    context.spend(Rate.REPORTS, -(-len(about) // _THINGS_OF_ONE))
    said = Said(
        about=about,
        reason=reason,
        comment=comment,
        reporter_id=context.account_id,
        language=context.language,
    )
    try:
        taken = await take_in(context.intake, said)
    except NothingThere:
        raise errors.MessageIdInvalid from None
    # Also for a repeat: the first time the server may have died before there was one.
    letter = Letter(
        name=receipt_name(taken.receipt),
        account_id=context.account_id,
        kind=LetterKind.RECEIVED,
        receipt=taken.receipt,
        about=_telling(reason),
    )
    url = context.intake.receipt_page(taken.receipt)
    text = write(letter, language=context.language, url=url)
    await send_service_message(
        context.app, context.account_id, text, link_in(text, url), name=letter.name
    )
    await context.intake.store.letter_said(letter.name)


def messages(context: Context, peer_id: int, ids: Iterable[int]) -> tuple[Locator, ...]:
    """Messages of a dialog, each once. LIMIT_INVALID for more than a report may be about."""
    wanted = list(dict.fromkeys(ids))
    if len(wanted) > context.limits.reported_messages_max:
        raise errors.LimitInvalid
    return tuple(Locator(kind=SubjectKind.MESSAGE, peer_id=peer_id, item_id=one) for one in wanted)


def whole_peer(peer_id: int) -> Locator:
    """A person, group or channel as such."""
    if is_channel(peer_id):
        return Locator(kind=SubjectKind.CHANNEL, peer_id=peer_id)
    kind = SubjectKind.CHAT if peer_id < 0 else SubjectKind.ACCOUNT
    return Locator(kind=kind, peer_id=peer_id)


def reason_of(reason: types.TypeReportReason) -> Reason:
    """What one of the reasons that clients name stands for in our taxonomy."""
    return reason_named(reason_option(reason).decode())


def _telling(reason: Reason) -> str:
    """The code that says more: a keyword, unless it is the one for everything else."""
    return reason.category if reason.needs_words else reason.keyword
