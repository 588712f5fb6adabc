"""The mutants of a module: cosmic-ray's operators, applied to its source one place at a time.

Left out are mutants that could not be told from the original: in annotations, which are never
evaluated, and `is` against another comparison of the same constant. What else changes nothing
stands in `equivalent.toml`, each with its reason.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator

ROOT = Path(__file__).resolve().parents[2]

_ORDERED = ("Eq", "NotEq", "Lt", "LtE", "Gt", "GtE")
_ARITHMETIC = ("Add_Sub", "Sub_Add", "Mul_Div", "Div_Mul", "FloorDiv_Mul", "Mod_Mul", "Pow_Mul")
_OF_SETS = ("BitOr_BitAnd", "BitAnd_BitOr")
_IDENTITY = ("Is_IsNot", "IsNot_Is")

OPERATORS = (
    *(
        f"core/ReplaceComparisonOperator_{one}_{other}"
        for one in _ORDERED
        for other in _ORDERED
        if one != other
    ),
    *(f"core/ReplaceComparisonOperator_{pair}" for pair in _IDENTITY),
    *(f"core/ReplaceBinaryOperator_{pair}" for pair in (*_ARITHMETIC, *_OF_SETS)),
    "core/ReplaceUnaryOperator_Delete_Not",
    "core/ReplaceUnaryOperator_USub_UAdd",
    "core/AddNot",
    "core/ReplaceAndWithOr",
    "core/ReplaceOrWithAnd",
    "core/ReplaceTrueWithFalse",
    "core/ReplaceFalseWithTrue",
    "core/ReplaceBreakWithContinue",
    "core/ReplaceContinueWithBreak",
    "core/NumberReplacer",
    "core/RemoveDecorator",
    "core/ExceptionReplacer",
    "core/ZeroIterationForLoop",
)


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of one module."""

    path: Path
    operator: str
    occurrence: int
    line: int

    @property
    def module(self) -> str:
        """Dotted name of the module."""
        return ".".join(self.path.relative_to(ROOT).with_suffix("").parts[1:])

    def source(self) -> str:
        """The module's text with the change."""
        changed = mutate_code(_text(self.path), get_operator(self.operator)(), self.occurrence)
        assert changed is not None, f"{self} is no mutant any more"
        return str(changed)

    def change(self) -> tuple[str, str]:
        """The lines that differ, before and after, without indentation."""
        before, after = _text(self.path).splitlines(), self.source().splitlines()
        start = next(
            number
            for number, pair in enumerate(zip(before, after, strict=False))
            if pair[0] != pair[1]
        )
        end = next(
            number
            for number, pair in enumerate(zip(reversed(before), reversed(after), strict=False))
            if pair[0] != pair[1]
        )
        return _joined(before[start : len(before) - end]), _joined(after[start : len(after) - end])

    def __str__(self) -> str:
        before, after = self.change()
        return f"{self.path.relative_to(ROOT)}:{self.line}: {before}  ->  {after}"


def _joined(lines: list[str]) -> str:
    return " ".join(line.strip() for line in lines)


@cache
def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def mutants(path: Path) -> Iterator[Mutant]:
    """Every mutant of the module at `path` that may differ from it."""
    tree = get_ast(_text(path))
    idle = list(_annotations(_text(path)))
    for name in OPERATORS:
        operator = get_operator(name)()
        places = (place for node in ast_nodes(tree) for place in operator.mutation_positions(node))
        for occurrence, (start, _) in enumerate(places):
            if not any(first <= start < last for first, last in idle):
                yield Mutant(path, name, occurrence, start[0])


def _annotations(source: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Where annotations begin and end, as (line, column)."""
    for node in ast.walk(ast.parse(source)):
        parts = [getattr(node, "annotation", None), getattr(node, "returns", None)]
        for part in parts:
            if isinstance(part, ast.expr):
                assert part.end_lineno is not None
                assert part.end_col_offset is not None
                yield (part.lineno, part.col_offset), (part.end_lineno, part.end_col_offset)


@cache
def equivalents() -> dict[tuple[str, str, str], str]:
    """Changes that change nothing, by module, line before and line after, each with its reason."""
    table = tomllib.loads((Path(__file__).parent / "equivalent.toml").read_text(encoding="utf-8"))
    return {
        (module, one["before"], one["after"]): one["why"]
        for module, changes in table.items()
        for one in changes
    }


def is_equivalent(mutant: Mutant) -> bool:
    """Whether somebody has looked at this change and found that it changes nothing."""
    return (mutant.module, *mutant.change()) in equivalents()
