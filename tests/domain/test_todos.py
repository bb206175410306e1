"""What may be written on a list, and who may add to it and tick things off."""

import pytest
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.entities import Entity
from heliograph.domain.extras import (
    Extras,
    Forward,
    TodoAppended,
    TodoDone,
    TodoItem,
    TodoList,
    TodoTicked,
)
from heliograph.domain.messages import Message
from heliograph.domain.people import Account, Blocks
from heliograph.domain.shared_media import SharedContext
from heliograph.domain.todo_changes import change_todo
from heliograph.domain.todos import TodoRequest, compose_todo

ADA, BOB = 1, 2
MILK, BREAD = TodoItem(id=3, title="Milk"), TodoItem(id=40, title="Bread")
LIST = TodoList(title="To buy", items=(MILK, BREAD))
OPEN = replace(LIST, others_may_append=True, others_may_complete=True)
MESSAGE = Message(
    owner_id=BOB, id=5, peer_id=ADA, sender_id=ADA, date=800, text="", extras=Extras(media=OPEN)
)
CONTEXT = SharedContext(account=Account(id=BOB, phone="2", first_name="Bob"), message=MESSAGE)
REQUEST = TodoRequest(account_id=BOB, peer_id=ADA, message_id=5, random_id=9, date=900)
EGGS = TodoItem(id=41, title="Eggs")
FORWARDED = replace(
    MESSAGE, extras=Extras(media=OPEN, forward=Forward(date=700, from_id=ADA)), sender_id=ADA
)
LINK = (Entity(kind="TextUrl", offset=0, length=4, extra="u" * 5_000),)
DOTS = tuple(Entity(kind="Bold", offset=at, length=1) for at in range(4))
BOLD = (Entity(kind="Bold", offset=0, length=9),)


def of(todo: TodoList, *, sender_id: int = ADA) -> SharedContext:
    message = replace(MESSAGE, sender_id=sender_id, extras=Extras(media=todo))
    return replace(CONTEXT, message=message)


def changed(request: TodoRequest, context: SharedContext = CONTEXT) -> TodoList:
    extras, _ = change_todo(request, context)
    assert isinstance(extras.media, TodoList)
    return extras.media


def test_a_list_begins_with_nothing_done_and_sparse_ids() -> None:
    asked = replace(LIST, title=" To buy ", done=(TodoDone(item_id=3, account_id=BOB, date=1),))
    assert compose_todo(asked) == LIST


@pytest.mark.parametrize(
    "asked",
    [
        {"title": " "},
        {"title": "t" * 33},
        {"items": (replace(MILK, id=0),)},
        {"items": (replace(MILK, id=-1),)},
        {"items": (replace(MILK, title=""),)},
        {"items": (replace(MILK, title="m" * 65),)},
        {"items": tuple(replace(MILK, id=number) for number in range(1, 32))},
        {"items": tuple(replace(MILK, id=number, entities=LINK) for number in range(1, 5))},
        {"items": tuple(replace(MILK, id=number, entities=DOTS) for number in range(1, 30))},
    ],
)
def test_what_says_too_little_or_much_is_no_list(asked: dict[str, object]) -> None:
    with pytest.raises(errors.MediaInvalid):
        compose_todo(replace(LIST, **asked))


@pytest.mark.parametrize(
    ("items", "refusal"),
    [((), errors.TodoItemsEmpty), ((MILK, replace(BREAD, id=3)), errors.TodoItemDuplicate)],
)
def test_things_are_some_and_none_is_named_like_another(
    items: tuple[TodoItem, ...], refusal: type[errors.Refused]
) -> None:
    with pytest.raises(refusal):
        compose_todo(replace(LIST, items=items))


def test_titles_and_things_keep_their_formatting() -> None:
    bold = (Entity(kind="Bold", offset=0, length=4),)
    asked = replace(LIST, entities=bold, items=(replace(MILK, entities=bold), BREAD))
    assert compose_todo(asked) == asked


def test_a_list_has_as_much_formatting_as_a_message() -> None:
    links = replace(MILK, entities=(replace(LINK[0], extra="u" * 16_384),))
    assert compose_todo(replace(LIST, items=(links,))).items == (links,)
    with pytest.raises(errors.MediaInvalid):
        compose_todo(replace(LIST, items=(links, replace(BREAD, entities=LINK))))
    marked = tuple(replace(MILK, id=number, entities=DOTS) for number in range(1, 26))
    assert compose_todo(replace(LIST, items=marked)).items == marked


def test_formatting_outside_the_title_is_refused() -> None:
    with pytest.raises(errors.EntityBoundsInvalid):
        compose_todo(replace(LIST, entities=BOLD))


def test_the_fullest_list_is_allowed() -> None:
    items = tuple(TodoItem(id=number, title="m" * 64) for number in range(1, 31))
    assert compose_todo(TodoList(title="t" * 32, items=items)).items == items


def test_things_are_ticked_off_and_told_of() -> None:
    request = replace(REQUEST, completed=(40, 40, 77), incompleted=(3,))
    done = TodoDone(item_id=3, account_id=ADA, date=850)
    extras, told = change_todo(request, of(replace(OPEN, done=(done,))))
    assert extras.media == replace(OPEN, done=(TodoDone(item_id=40, account_id=BOB, date=900),))
    assert told is not None
    assert (told.action, told.sender_id, told.date) == ("TodoCompletions", BOB, 900)
    assert told.text == ""
    assert told.extras == Extras(told=TodoTicked(completed=(40,), incompleted=(3,)))


def test_what_is_done_stays_done_by_whom_it_was() -> None:
    done = TodoDone(item_id=3, account_id=ADA, date=850)
    made = changed(replace(REQUEST, completed=(3, 40)), of(replace(OPEN, done=(done,))))
    assert made.done == (done, TodoDone(item_id=40, account_id=BOB, date=900))


def test_things_are_added_and_told_of() -> None:
    eggs = TodoItem(id=41, title=" Eggs ")
    extras, told = change_todo(replace(REQUEST, added=(eggs,)), CONTEXT)
    assert extras.media == replace(OPEN, items=(MILK, BREAD, replace(eggs, title="Eggs")))
    assert told is not None
    assert (told.action, told.extras) == (
        "TodoAppendTasks",
        Extras(told=TodoAppended(items=(replace(eggs, title="Eggs"),))),
    )


def test_another_list_keeps_what_is_done_of_it_and_is_not_told_of() -> None:
    done = tuple(TodoDone(item_id=item.id, account_id=ADA, date=850) for item in OPEN.items)
    context = of(replace(OPEN, done=done), sender_id=BOB)
    whole = replace(LIST, items=(BREAD,))
    extras, told = change_todo(replace(REQUEST, whole=whole), context)
    assert (extras.media, told) == (replace(whole, done=done[1:]), None)


def test_notes_to_oneself_change_without_a_word() -> None:
    request = replace(REQUEST, peer_id=BOB, completed=(3,))
    message = replace(MESSAGE, peer_id=BOB, sender_id=BOB, extras=Extras(media=LIST))
    assert change_todo(request, replace(CONTEXT, message=message))[1] is None


def test_nobody_is_told_whose_account_is_gone() -> None:
    request = replace(REQUEST, completed=(3,))
    extras, told = change_todo(request, replace(CONTEXT, peer_gone=True))
    assert (extras.media != OPEN, told) == (True, None)


@pytest.mark.parametrize(
    ("request_", "context", "refusal"),
    [
        ({"completed": (3,)}, {"message": None}, errors.MessageIdInvalid),
        ({"completed": (3,), "peer_id": 7}, {}, errors.MessageIdInvalid),
        (
            {"completed": (3,)},
            {"message": replace(MESSAGE, extras=None)},
            errors.MessageIdInvalid,
        ),
        ({"completed": (3,)}, {"blocks": Blocks(by_peer=True)}, errors.UserIsBlocked),
        ({"completed": (3,)}, {"blocks": Blocks(of_peer=True)}, errors.YouBlockedUser),
        (
            {"completed": (3,)},
            {"account": replace(CONTEXT.account, disabled=True)},
            errors.UserDeactivatedBan,
        ),
        ({"completed": (77,)}, {}, errors.TodoNotModified),
        ({"whole": OPEN}, {"message": of(OPEN, sender_id=BOB).message}, errors.MessageNotModified),
        ({"incompleted": (3,)}, {}, errors.TodoNotModified),
        ({"added": (MILK,)}, {}, errors.TodoItemDuplicate),
        ({"completed": (3,)}, {"message": FORWARDED}, errors.MessageAuthorRequired),
        ({"added": (EGGS,)}, {"message": FORWARDED}, errors.MessageAuthorRequired),
        (
            {"whole": LIST, "account_id": ADA},
            {"message": FORWARDED},
            errors.MessageAuthorRequired,
        ),
        ({"added": (TodoItem(id=5, title=""),)}, {}, errors.MediaInvalid),
        (
            {"added": tuple(replace(MILK, id=at, entities=LINK) for at in range(5, 9))},
            {},
            errors.MediaInvalid,
        ),
        ({"whole": LIST}, {}, errors.MessageAuthorRequired),
        ({"completed": (3,)}, {"message": of(LIST).message}, errors.MessageAuthorRequired),
        (
            {"added": (TodoItem(id=5, title="x"),)},
            {"message": of(LIST).message},
            errors.MessageAuthorRequired,
        ),
    ],
)
def test_changing_is_refused(
    request_: dict[str, object], context: dict[str, object], refusal: type[errors.Refused]
) -> None:
    with pytest.raises(refusal):
        change_todo(replace(REQUEST, **request_), replace(CONTEXT, **context))
