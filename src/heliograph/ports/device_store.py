"""Devices' settings, and how long they and their accounts may stay unused, in the store."""

from collections.abc import Callable, Sequence
from typing import Protocol

from heliograph.domain.account_terms import AccountTerms
from heliograph.domain.authorizations import Authorization


class DeviceOperations(Protocol):
    """Besides what `KeyOperations` does with authorizations."""

    async def change_authorization(
        self, account_id: int, *, decide: Callable[[Sequence[Authorization]], Authorization]
    ) -> Authorization:
        """Keep the settings of the authorization that `decide` gives; nothing else of it."""
        ...

    async def terms(self, account_id: int) -> AccountTerms: ...

    async def change_terms(
        self, account_id: int, *, decide: Callable[[AccountTerms], AccountTerms]
    ) -> AccountTerms: ...

    async def end_unused_authorizations(self, *, now: int, at_most: int) -> Sequence[int]:
        """End devices of people that were not used for as long as each account allows; gives their
        auth_key_ids. An imported key counts with the device it belongs to."""
        ...

    async def accounts_to_delete(self, *, now: int, at_most: int) -> Sequence[int]:
        """People's accounts that were not used for as long as each allows, or whose deletion
        waited long enough."""
        ...
