"""Methods carry the schema's names, each once."""

from typing import Any

import pytest

from heliograph.rpc.context import Context
from heliograph.rpc.registry import load_methods, method
from heliograph.tl import registry as schema

FIRST_CALLS = [
    "account.getPassword", "account.updateStatus", "auth.cancelCode", "auth.logOut",
    "auth.resendCode", "auth.sendCode", "auth.signIn", "auth.signUp", "contacts.block",
    "contacts.getContacts", "help.getAppConfig", "help.getConfig", "help.getNearestDc",
    "messages.getDialogs", "messages.getHistory", "messages.sendMessage", "updates.getDifference",
    "updates.getState", "users.getFullUser", "users.getUsers",
]  # fmt: skip


async def nothing(context: Context, query: Any) -> bool:
    return True


@pytest.mark.parametrize("name", ["contacts.blok", "user", "", "auth.SendCode"])
def test_name_the_schema_lacks_is_refused_at_start_up(name: str) -> None:
    with pytest.raises(ValueError, match="no method"):
        method(name)


def test_method_is_registered_once() -> None:
    load_methods()
    with pytest.raises(ValueError, match="twice"):
        method("help.getConfig")(nothing)


@pytest.mark.parametrize("name", FIRST_CALLS)
def test_what_clients_call_first_is_there(name: str) -> None:
    assert name in load_methods()


def test_only_newest_forms_are_registered() -> None:
    # An old request is lifted to its newest form, or its successor, before it gets here.
    gone = {name for name in load_methods() if schema.newest(name).last < 229}
    assert not gone


def test_callers_without_an_account_reach_only_what_they_need() -> None:
    open_to_all = {name for name, entry in load_methods().items() if not entry.signed_in}
    assert {name.partition(".")[0] for name in open_to_all} == {"auth", "help", "langpack"}
