"""Where the lines of a module that was changed stand by now: what ran them runs them there."""

import difflib
from collections.abc import Sequence


class Moves:
    """The lines of a module before and after it was changed, from 1, as bits of a number."""

    def __init__(self, before: Sequence[str], after: Sequence[str]) -> None:
        compared = difflib.SequenceMatcher(None, before, after, autojunk=False)
        self._blocks = compared.get_opcodes()
        self._functions = {
            place
            for place, line in enumerate(after)
            if line.lstrip().startswith(("def ", "async "))
        }

    def of(self, lines: int) -> int:
        """What a test that ran these lines of the module before is taken to run of it now.

        Rather too much than too little: a line that took another's place is run by those that ran
        that one, and what is new by all that run the module.
        """
        made = 0
        for kind, start, end, new_start, new_end in self._blocks:
            ran = lines >> (start + 1) & _ones(end - start)
            if kind == "equal":
                made |= ran << (new_start + 1)
            elif ran or start == end or not self._functions.isdisjoint(range(new_start, new_end)):
                made |= _ones(new_end - new_start) << (new_start + 1)
        return made


def _ones(count: int) -> int:
    return (1 << count) - 1
