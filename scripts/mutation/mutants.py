"""Mutants of a module's functions: what mutmut would change in them, one change each."""

import hashlib
import marshal
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from types import CodeType
from typing import NamedTuple

import libcst as cst
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "heliograph"
FOLDERS = ("domain", "actions", "safety")
ALSO = {"safety": ("storage/sqlite/safety/sequencing.py",)}
"""What lies elsewhere, and counts with a folder: who gives out the places of the public log."""

SCOPE = (*FOLDERS, *(module for also in ALSO.values() for module in also))

# A mutant of these is one of what the interpreter does, as mutmut has it too.
_LEFT_ALONE = {"len", "isinstance"}
_SHOWN = 160

Positions = Mapping[cst.CSTNode, CodeRange]


class Mutant(NamedTuple):
    """One change to one function.

    `function` is "name" or "Class.name". `lines` are those of the statement that is changed: a test
    that runs none of them cannot notice. `code`, run with the module's names, defines the changed
    function, in its class if it has one. `id` stays the same as long as the function does.
    """

    module: str
    function: str
    lines: range
    change: str
    code: CodeType
    id: str


class _Place(NamedTuple):
    """A node, and the lines of the statement it is in."""

    node: cst.CSTNode
    lines: range


def modules() -> Sequence[str]:
    """All that are mutated, as "domain/pins.py"."""
    found = []
    for folder in FOLDERS:
        found += [
            str(path.relative_to(PACKAGE))
            for path in sorted((PACKAGE / folder).rglob("*.py"))
            if path.name != "__init__.py"
        ]
        found += ALSO.get(folder, ())
    return found


def mutants_of(module: str) -> Sequence[Mutant]:
    """All mutants of a module, in the order of its lines; none that compiles to the same code."""
    wrapper = MetadataWrapper(cst.parse_module((PACKAGE / module).read_text(encoding="utf-8")))
    positions = wrapper.resolve(PositionProvider)
    found: list[Mutant] = []
    for statement in wrapper.module.body:
        if isinstance(statement, cst.FunctionDef):
            found += _of_function(module, statement, None, positions)
        elif isinstance(statement, cst.ClassDef):
            for method in statement.body.body:
                if isinstance(method, cst.FunctionDef):
                    found += _of_function(module, method, statement, positions)
    return found


def kept_mutants(module: str, cache: Path) -> Sequence[Mutant]:
    """As `mutants_of`, which takes longer than trying them: kept for as long as nothing changes."""
    sources = (Path(__file__).read_text("utf-8"), (PACKAGE / module).read_text("utf-8"))
    made_by = (sys.version, version("mutmut"), module, *sources)
    kept = cache / hashlib.sha256("\n".join(made_by).encode()).hexdigest()[:16]
    if kept.exists():
        return [
            Mutant(module, function, range(*lines), change, code, number)
            for function, lines, change, code, number in marshal.loads(kept.read_bytes())
        ]
    found = mutants_of(module)
    rows = [
        (one.function, (one.lines.start, one.lines.stop), one.change, one.code, one.id)
        for one in found
    ]
    cache.mkdir(parents=True, exist_ok=True)
    made = kept.with_suffix(f".{os.getpid()}")
    made.write_bytes(marshal.dumps(rows))
    made.replace(kept)
    return found


def _of_function(
    module: str, function: cst.FunctionDef, owner: cst.ClassDef | None, positions: Positions
) -> Iterator[Mutant]:
    bare = function.with_changes(decorators=[], leading_lines=[])
    name = f"{owner.name.value}.{function.name.value}" if owner else function.name.value
    before = cst.Module([]).code_for_node(bare)
    unchanged = _compiled(bare, owner)
    seen = set()
    for place in _places(bare, range(0), positions):
        for changed in _changes(place.node):
            after = cst.ensure_type(bare.visit(_Replacing(place.node, changed)), cst.FunctionDef)
            text = cst.Module([]).code_for_node(after)
            code = _compiled(after, owner)
            if code is None or code == unchanged or text in seen:
                continue
            seen.add(text)
            said = "\n".join((module, name, before, text))
            yield Mutant(
                module=module,
                function=name,
                lines=_lines_of_dropped(place.node, changed, positions)
                or place.lines
                or _lines(function, positions),
                change=_difference(before, text),
                code=code,
                id=hashlib.sha256(said.encode()).hexdigest()[:16],
            )


def _compiled(function: cst.FunctionDef, owner: cst.ClassDef | None) -> CodeType | None:
    definition = function if owner is None else _class_with(function, owner)
    source = "from __future__ import annotations\n" + cst.Module([definition]).code
    try:
        code: CodeType = compile(source, "<mutant>", "exec")
    except SyntaxError:
        return None
    return code


def _class_with(function: cst.FunctionDef, owner: cst.ClassDef) -> cst.ClassDef:
    body = cst.IndentedBlock([function])
    return owner.with_changes(body=body, decorators=[], leading_lines=[])


def _places(node: cst.CSTNode, lines: range, positions: Positions) -> Iterator[_Place]:
    """The nodes below that may be changed, each with the lines of its statement."""
    if isinstance(node, cst.Annotation) or _is_left_alone(node):
        return
    if isinstance(node, (cst.SimpleStatementLine, cst.BaseCompoundStatement, cst.MatchCase)):
        lines = _lines(node, positions)
    yield _Place(node, lines)
    for child in node.children:
        yield from _places(child, lines, positions)


def _is_left_alone(node: cst.CSTNode) -> bool:
    if isinstance(node, cst.Call):
        return isinstance(node.func, cst.Name) and node.func.value in _LEFT_ALONE
    if isinstance(node, cst.Param) and node.default is not None:
        # Anything else might not be defined at all, which every test would notice.
        return not isinstance(node.default, (cst.Name, cst.BaseNumber, cst.BaseString))
    return False


def _lines(node: cst.CSTNode, positions: Positions) -> range:
    """A statement's lines, without those of the statements inside it."""
    whole = positions.get(node)
    if whole is None:
        return range(0)
    body = getattr(node, "body", None)
    if isinstance(body, cst.IndentedBlock) and not isinstance(node, cst.FunctionDef):
        inner = positions[body.body[0]].start.line
        return range(whole.start.line, max(inner, whole.start.line + 1))
    return range(whole.start.line, whole.end.line + 1)


def _lines_of_dropped(
    node: cst.CSTNode, changed: cst.CSTNode, positions: Positions
) -> range | None:
    """What runs in the case that a match has no more: only who comes there may notice."""
    if not isinstance(node, cst.Match) or not isinstance(changed, cst.Match):
        return None
    left = {id(case) for case in changed.cases}
    for case in node.cases:
        if id(case) not in left:
            whole = positions[case.body]
            return range(whole.start.line, whole.end.line + 1)
    return None


def _changes(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    for kind, operator in mutation_operators:
        if isinstance(node, kind):
            yield from operator(node)


class _Replacing(cst.CSTTransformer):
    """Puts one node in another's place."""

    def __init__(self, old: cst.CSTNode, new: cst.CSTNode) -> None:
        super().__init__()
        self._old = old
        self._new = new

    def on_visit(self, node: cst.CSTNode) -> bool:
        return node is not self._old

    def on_leave(  # type: ignore[override]
        self, original: cst.CSTNode, updated: cst.CSTNode
    ) -> cst.CSTNode:
        return self._new if original is self._old else updated


def _difference(before: str, after: str) -> str:
    """The lines that changed, as "before → after", each on one line."""
    old, new = before.splitlines(), after.splitlines()
    while old and new and old[0] == new[0]:
        old, new = old[1:], new[1:]
    while old and new and old[-1] == new[-1]:
        old, new = old[:-1], new[:-1]
    return f"{_shown(old)} → {_shown(new)}"


def _shown(lines: Sequence[str]) -> str:
    text = " ".join(line.strip() for line in lines)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
