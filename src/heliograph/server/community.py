"""A made-up community for load tests: who talks to whom, how much, in which words.

Drawn from a fixed seed, so that every machine measures the same one.
"""

import itertools
import random
from array import array
from collections.abc import Iterator

import msgspec

from heliograph.domain.privacy import GlobalPrivacy, Privacy, PrivacyKey, Rule, RuleKind

_SEED = 20_260_101
_WORDS = 30_000
_WORDS_A_TEXT = (4, 16)
"""With a mean of 10 words: about 60 bytes."""

_LINK_EVERY = 50
_SYLLABLES = ("ba", "ro", "ti", "len", "sa", "mor", "ki", "du", "ne", "gar", "pol", "vi")


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """How large a community is; `busy` are pairs: how many accounts have how many dialogs."""

    accounts: int
    chats: int
    messages: int
    busy: tuple[tuple[int, int], ...]

    def scaled(self, scale: float) -> "Shape":
        """The same community with a part of the people, each as busy as far as there are peers."""
        accounts = max(20, int(self.accounts * scale))
        most = accounts - 1 if scale == 1 else accounts // 2
        return Shape(
            accounts=accounts,
            chats=max(accounts, int(self.chats * scale)),
            messages=max(accounts, int(self.messages * scale)),
            busy=tuple(
                (count if count <= 10 else max(1, int(count * scale)), min(dialogs, most))
                for count, dialogs in self.busy
            ),
        )


COMMUNITY = Shape(
    accounts=100_000,
    chats=1_000_000,
    messages=5_000_000,
    busy=((10, 1_000), (1_000, 200)),
)
"""20 dialogs each on average."""

MAILBOX = Shape(accounts=1_001, chats=1_000, messages=1_000_000, busy=((1, 1_000),))
"""One account that talks to all others, for searches of one large mailbox."""

PROFILES = {"community": COMMUNITY, "mailbox": MAILBOX}


class Community:
    """People are numbers from 0 on; the busiest are `shape.busy` in their order."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self._random = random.Random(_SEED)
        self.chats = self._draw_chats()

    def _draw_chats(self) -> list[tuple[int, int]]:
        """Pairs without repetition, those of the busiest first: they write most."""
        people, drawn = self.shape.accounts, self._random
        found: dict[tuple[int, int], None] = {}
        person = 0
        for count, dialogs in self.shape.busy:
            for _ in range(count):
                for peer in drawn.sample(range(people - 1), min(dialogs, people - 1)):
                    peer += peer >= person
                    found[min(person, peer), max(person, peer)] = None
                person += 1
        while len(found) < self.shape.chats:
            one, other = drawn.randrange(people), drawn.randrange(people)
            if one != other:
                found[min(one, other), max(one, other)] = None
        return list(found)[: self.shape.chats]

    def messages(self) -> Iterator[tuple[int, int, str, bool]]:
        """Sender, recipient, text and whether it begins with a link, oldest first.

        Every chat has a message, and some have thousands.
        """
        drawn, chats = self._random, self.chats
        more = self.shape.messages - len(chats)
        order = array("I", range(len(chats)))
        order.extend(int(len(chats) * drawn.random() ** 2) for _ in range(more))
        drawn.shuffle(order)
        texts = self._texts()
        for number, chat in enumerate(order):
            one, other = chats[chat]
            linked = number % _LINK_EVERY == 0
            text = f"https://example.org/{number} {next(texts)}" if linked else next(texts)
            yield (one, other, text, linked) if drawn.random() < 0.5 else (other, one, text, linked)

    def _texts(self) -> Iterator[str]:
        """Endless; words are as rare as they are in speech."""
        drawn = self._random
        words = sorted({self._word() for _ in range(2 * _WORDS)})
        drawn.shuffle(words)
        # The commonest are short, as in every language.
        words.sort(key=lambda word: len(word) + drawn.random() * 6)
        weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(len(words))))
        while True:
            some = drawn.choices(words, cum_weights=weights, k=100_000)
            start = 0
            while start + _WORDS_A_TEXT[1] < len(some):
                end = start + drawn.randint(*_WORDS_A_TEXT)
                yield " ".join(some[start:end])
                start = end

    def _word(self) -> str:
        syllables = self._random.choices(_SYLLABLES, k=self._random.choice((1, 2, 2, 3, 3)))
        return "".join(syllables) + self._random.choice("aeiounstrl")

    def privacy(self, person: int, ids: list[int]) -> Privacy | None:
        """What somebody chose; three in four have the defaults."""
        contacts_only = (Rule(RuleKind.ALLOW_CONTACTS), Rule(RuleKind.DISALLOW_ALL))
        match person % 16:
            case 0:
                return Privacy(rules={PrivacyKey.STATUS_TIMESTAMP: contacts_only})
            case 1:
                excepted = tuple(self._random.sample(ids, min(5, len(ids))))
                rules = (Rule(RuleKind.ALLOW_USERS, excepted), Rule(RuleKind.DISALLOW_ALL))
                return Privacy(rules={PrivacyKey.STATUS_TIMESTAMP: rules})
            case 2:
                nobody = (Rule(RuleKind.DISALLOW_ALL),)
                return Privacy(rules=dict.fromkeys(_STRICT, nobody))
            case 3:
                return Privacy(settings=GlobalPrivacy(contacts_only=True))
        return None

    def is_contact(self, chat: int) -> bool:
        """Whether the first of a chat has the other in the address book."""
        return chat % 5 < 2

    def is_blocked(self, chat: int) -> bool:
        """Whether the first of a chat keeps the other out."""
        return chat % 100 == 99


_STRICT = (PrivacyKey.STATUS_TIMESTAMP, PrivacyKey.PROFILE_PHOTO, PrivacyKey.FORWARDS)
