"""Text edit of one value in a settings file: the rest of the file does not change."""

import sys
from dataclasses import dataclass, field

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from edge.tools.aim.editing import TomlEditError, set_value

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

NEW = "[\n  [[0.0, 0.1], [0.5, 0.1], [0.5, 0.9]],\n]"
TRAPS = ("[faces]", "masks = [[1]]", "# masks = []", "[[faces]]", "]", "[", "{", "'", "= #", "é")
VALUES = (
    *("1", "-0.5", "true", "2026-11-24", "2026-11-24 10:00:00", "inf", "[]", "{}", "{ a = [1, '}'], b.c = 2 }"),
    *(
        '"[faces]"',
        "'[faces]'",
        '"a \\" ] # b"',
        "'\\'",
        '""',
        "''",
        '"""a"""',
        '"""a\\""" ]"""',
        '"""a"""""',
        "''''a'''",
    ),
    *("[ 1, 2 ]", "[\n  1, # one ]\n  '[',\n\n  [ 2 ],\n]", '[\n"""\n[faces]\nmasks = [1]\n""" # end\n]'),
    *('"""\n[faces]\nmasks = [[1]]\n# masks = []\n"""', "'''\n\n[faces]\n'''"),
)
KEYS = ("masks", "min_px", '"tiles"', "'rate_hz'", "masks_old", "a.b", '"[faces]"', "'= 1'", '"x # y".z')
HEADERS = {
    "faces": ("[faces]", "[ faces ]", '["faces"]', "['faces']", "  [faces]"),
    "screen": ("[screen]", '[ "screen" ]'),
    "facesx": ("[facesx]", "[facesx.faces]", '["[faces]"]', '["facesx".masks]'),
    "plays": ("[[plays.list]]",),
}
comments = st.sampled_from(
    ("", "  ", "# " + " ".join(TRAPS), *(f"#{trap}" for trap in TRAPS), *(f"  # {t}" for t in TRAPS))
)


@dataclass
class GeneratedFile:
    """Lines of a generated file, and its value of [faces] masks; None if it has none."""

    lines: list[str] = field(default_factory=list)
    old: str | None = None


@st.composite
def files(draw: st.DrawFn) -> tuple[str, str | None]:
    """TOML with comments, traps, sections in any order, and keys in all notations; \\n or \\r\\n, or no end."""
    file = GeneratedFile()
    names = draw(st.lists(st.sampled_from(sorted(HEADERS)), unique=True))
    if "faces" not in names and draw(st.booleans()):  # the section written as keys of the root
        _write_keys(draw, file, "faces.", draw(st.lists(st.sampled_from(KEYS), unique=True)))
    for name in names:
        file.lines += draw(st.lists(comments, max_size=2))
        file.lines.append(draw(st.sampled_from(HEADERS[name])) + draw(st.sampled_from(("", " # [faces]", "  "))))
        prefix = "" if name == "faces" else None
        _write_keys(draw, file, prefix, draw(st.lists(st.sampled_from(KEYS), unique=True)))
    text = "\n".join(file.lines) + draw(st.sampled_from(("\n", "")))
    newline = draw(st.sampled_from(("\n", "\r\n")))
    return text.replace("\n", newline), file.old and file.old.replace("\n", newline)


def _write_keys(draw: st.DrawFn, file: GeneratedFile, prefix: str | None, keys: list[str]) -> None:
    """Add keys of a section. `prefix` is None for a section other than [faces]."""
    for key in keys:
        file.lines += draw(st.lists(comments, max_size=2))
        value = draw(st.sampled_from(VALUES))
        name = '"masks"' if key == "masks" and draw(st.booleans()) else key
        if key == "masks" and prefix is not None:
            file.old = value
        space = draw(st.sampled_from(("", " ", "\t")))
        after = draw(st.sampled_from(("", " ", "  # masks = [")))
        file.lines.append(f"{space}{prefix or ''}{name}{space}={space}{value}{after}")


def cut_out(before: str, after: str) -> str:
    """Part of `before` that is not in `after`, if they differ in one place."""
    start = equal_letters(before, after)
    end = equal_letters(before[start:][::-1], after[start:][::-1])
    return before[start : len(before) - end]


def equal_letters(one: str, other: str) -> int:
    """Number of equal letters at the beginning."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


@given(files())
@example(("", None))
@example(("[faces]", None))
@example(("faces.min_px = 24", None))
def test_only_the_value_changes(file: tuple[str, str | None]) -> None:
    """Read as TOML, only this value is new. Read as text, at most the old value is gone."""
    before, old = file
    after = set_value(before, "faces", "masks", NEW)
    expected = tomllib.loads(before)
    expected.setdefault("faces", {})["masks"] = tomllib.loads(f"x = {NEW}")["x"]
    assert tomllib.loads(after) == expected
    assert cut_out(before, after) in (old or "")
    assert after.count("\r\n") == after.count("\n") or "\r\n" not in before


@given(files())
def test_an_edit_can_be_reversed(file: tuple[str, str | None]) -> None:
    """Setting the old value again gives the old file, byte for byte. Setting the new value twice changes nothing."""
    before, old = file
    after = set_value(before, "faces", "masks", NEW)
    assert set_value(after, "faces", "masks", NEW) == after
    if old is not None:
        assert set_value(after, "faces", "masks", old.replace("\r\n", "\n")) == before


def test_a_new_value_follows_the_comment_of_its_key() -> None:
    """In a file from `vitrina settings --example`, a technician finds the value below its description."""
    before = "[faces]\n# tiles = 'auto'\n# masks = []  # places\n# min_px = 24\n\n[screen]\n"
    after = set_value(before, "faces", "masks", "[]")
    assert after == before.replace("# places\n", "# places\nmasks = []\n")


def test_a_new_value_follows_the_last_key_of_its_section() -> None:
    """A missing section is added at the end."""
    assert set_value("[faces]\nmin_px = 30\n\n[screen]\n", "faces", "masks", "[]") == (
        "[faces]\nmin_px = 30\nmasks = []\n\n[screen]\n"
    )
    assert (
        set_value("[site]\nsite = 'a'", "screen", "yaw_deg", "1.5") == "[site]\nsite = 'a'\n\n[screen]\nyaw_deg = 1.5\n"
    )


def test_an_inline_table_is_not_edited() -> None:
    """Setting a value in `faces = {...}` would rewrite the line."""
    with pytest.raises(TomlEditError, match="Write it as a section"):
        set_value("faces = { min_px = 30 }\n", "faces", "masks", "[]")
