"""The store of trust and safety: its operations, sent to the threads of the store beside it."""

from heliograph.storage.sqlite.asking import Ask, Change
from heliograph.storage.sqlite.safety.appeal_operations import AppealOperations
from heliograph.storage.sqlite.safety.caseload_operations import CaseloadOperations
from heliograph.storage.sqlite.safety.decision_operations import DecisionOperations
from heliograph.storage.sqlite.safety.letter_operations import LetterOperations
from heliograph.storage.sqlite.safety.report_operations import ReportOperations
from heliograph.storage.sqlite.sealing import Sealer


class SqliteSafety(
    ReportOperations, DecisionOperations, AppealOperations, CaseloadOperations, LetterOperations
):
    """Implements `safety.store.SafetyStore`; made by `SqliteStore.safety`."""

    def __init__(self, ask: Ask, change: Change, sealer: Sealer) -> None:
        self._ask = ask
        self._change = change
        self._sealer = sealer
