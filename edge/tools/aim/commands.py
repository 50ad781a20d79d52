"""Parses the commands that a technician types in `vitrina aim`."""

from dataclasses import dataclass

from edge.settings.masks import MaskGrid, MaskGridCell, UnknownGridCellError

HELP = (
    "mask B2 D5      rectangle from cell to cell        mask A1 C1 A6   area around three or more cells",
    "unmask 1        remove mask 1                      undo            undo the last change",
    "centre          measure for 3 s a person who looks at the screen's centre; centre 10: start in 10 s",
    "save            save masks and centre              quit            leave; no frame is kept",
)
SHORT_HELP = ("mask B2 D5, unmask 1, undo, centre [seconds to wait], save, quit",)
WORDS = ("mask", "unmask", "undo", "centre", "save", "quit")
MOST_WAIT_S = 60.0


class AimCommandError(Exception):
    """The line is not a valid command. The message lists all commands, or says how to complete this one."""


@dataclass(frozen=True, slots=True)
class MaskCommand:
    cells: tuple[MaskGridCell, ...]


@dataclass(frozen=True, slots=True)
class UnmaskCommand:
    number: int  # from 1, as drawn in the picture


@dataclass(frozen=True, slots=True)
class UndoCommand:
    pass


@dataclass(frozen=True, slots=True)
class MeasureScreenDirectionCommand:
    wait_s: float  # gives a technician who is alone the time to walk to where people stand


@dataclass(frozen=True, slots=True)
class SaveCommand:
    pass


@dataclass(frozen=True, slots=True)
class QuitCommand:
    pass


AimCommand = MaskCommand | UnmaskCommand | UndoCommand | MeasureScreenDirectionCommand | SaveCommand | QuitCommand


def parse(line: str, grid: MaskGrid) -> AimCommand | None:
    """Parse a line into a command; None if the line is empty. Raises AimCommandError.

    A command may be shortened to any unique prefix. Before the first frame, `grid` is only an estimate; `mask` is the
    only command that uses it.
    """
    first, *rest = line.split() or [""]
    if not first:
        return None
    match [word for word in WORDS if word.startswith(first.lower())]:
        case ["mask"]:
            return MaskCommand(_cells(rest, grid))
        case ["unmask"]:
            return UnmaskCommand(_number(rest))
        case ["centre"]:
            return MeasureScreenDirectionCommand(_wait_s(rest))
        case [word] if rest:
            raise AimCommandError(f"{word} takes no argument.")
        case ["undo"]:
            return UndoCommand()
        case ["save"]:
            return SaveCommand()
        case ["quit"]:
            return QuitCommand()
        case []:
            raise AimCommandError(f"{first} is not a command. The commands are {', '.join(WORDS)}.")
        case several:
            raise AimCommandError(f"{first} is ambiguous; it could mean {' or '.join(several)}.")


def _cells(names: list[str], grid: MaskGrid) -> tuple[MaskGridCell, ...]:
    if not names:
        raise AimCommandError(
            "mask needs cells: one cell, two corners of a rectangle, or more cells. Example: mask B2 D5."
        )
    try:
        return tuple(grid.parse_cell(name) for name in names)
    except UnknownGridCellError as error:
        raise AimCommandError(str(error)) from None


def _number(rest: list[str]) -> int:
    if len(rest) != 1 or not rest[0].isdecimal():
        raise AimCommandError("unmask needs the number of a mask, which is shown in the frame. Example: unmask 1.")
    return int(rest[0])


def _wait_s(rest: list[str]) -> float:
    if not rest:
        return 0.0
    if len(rest) == 1 and rest[0].isdecimal() and int(rest[0]) <= MOST_WAIT_S:
        return float(rest[0])
    raise AimCommandError(
        f"centre takes no argument or a number of seconds to wait first, at most {MOST_WAIT_S:.0f}. Example: centre 10."
    )
