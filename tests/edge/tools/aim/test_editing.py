"""A value set in a settings file as a text edit: nothing else in the file changes, whatever its author wrote."""

import sys
from dataclasses import dataclass, field

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from edge.tools.aim.editing import TomlEditError, with_value

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
class Written:
    """A file, and how the value of [faces] masks stands in it, if it does."""

    lines: list[str] = field(default_factory=list)
    old: str | None = None


@st.composite
def files(draw: st.DrawFn) -> tuple[str, str | None]:
    """TOML of comments, traps, sections in any order, and keys in all ways of writing; \\n or \\r\\n, or no end."""
    written = Written()
    names = draw(st.lists(st.sampled_from(sorted(HEADERS)), unique=True))
    if "faces" not in names and draw(st.booleans()):  # the section as keys of the root
        _write_keys(draw, written, "faces.", draw(st.lists(st.sampled_from(KEYS), unique=True)))
    for name in names:
        written.lines += draw(st.lists(comments, max_size=2))
        written.lines.append(draw(st.sampled_from(HEADERS[name])) + draw(st.sampled_from(("", " # [faces]", "  "))))
        prefix = "" if name == "faces" else None
        _write_keys(draw, written, prefix, draw(st.lists(st.sampled_from(KEYS), unique=True)))
    text = "\n".join(written.lines) + draw(st.sampled_from(("\n", "")))
    newline = draw(st.sampled_from(("\n", "\r\n")))
    return text.replace("\n", newline), written.old and written.old.replace("\n", newline)


def _write_keys(draw: st.DrawFn, written: Written, prefix: str | None, keys: list[str]) -> None:
    """Keys of a section; `prefix` None: of another than [faces]."""
    for key in keys:
        written.lines += draw(st.lists(comments, max_size=2))
        value = draw(st.sampled_from(VALUES))
        name = '"masks"' if key == "masks" and draw(st.booleans()) else key
        if key == "masks" and prefix is not None:
            written.old = value
        space = draw(st.sampled_from(("", " ", "\t")))
        after = draw(st.sampled_from(("", " ", "  # masks = [")))
        written.lines.append(f"{space}{prefix or ''}{name}{space}={space}{value}{after}")


def cut_out(before: str, after: str) -> str:
    """What of `before` is not in `after`, if they differ in one place."""
    start = same(before, after)
    end = same(before[start:][::-1], after[start:][::-1])
    return before[start : len(before) - end]


def same(one: str, other: str) -> int:
    """How many letters are the same from the beginning."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


@given(files())
@example(("", None))
@example(("[faces]", None))
@example(("faces.min_px = 24", None))
def test_only_the_value_changes(file: tuple[str, str | None]) -> None:
    """Read as TOML, one value is new; read as text, at most the old value is gone."""
    before, old = file
    after = with_value(before, "faces", "masks", NEW)
    meant = tomllib.loads(before)
    meant.setdefault("faces", {})["masks"] = tomllib.loads(f"x = {NEW}")["x"]
    assert tomllib.loads(after) == meant
    assert cut_out(before, after) in (old or "")
    assert after.count("\r\n") == after.count("\n") or "\r\n" not in before


@given(files())
def test_what_was_set_can_be_set_back(file: tuple[str, str | None]) -> None:
    """The old value set again gives the old file, byte for byte; the new one set twice is set once."""
    before, old = file
    after = with_value(before, "faces", "masks", NEW)
    assert with_value(after, "faces", "masks", NEW) == after
    if old is not None:
        assert with_value(after, "faces", "masks", old.replace("\r\n", "\n")) == before


def test_a_new_value_stands_where_its_comment_shows_it() -> None:
    """In a file made by `vitrina settings --example`, a technician finds it below its own text."""
    before = "[faces]\n# tiles = 'auto'\n# masks = []  # places\n# min_px = 24\n\n[screen]\n"
    after = with_value(before, "faces", "masks", "[]")
    assert after == before.replace("# places\n", "# places\nmasks = []\n")


def test_a_new_value_stands_behind_the_last_of_its_section() -> None:
    """And a section that is not there is put at the end."""
    assert with_value("[faces]\nmin_px = 30\n\n[screen]\n", "faces", "masks", "[]") == (
        "[faces]\nmin_px = 30\nmasks = []\n\n[screen]\n"
    )
    assert (
        with_value("[site]\nsite = 'a'", "screen", "yaw_deg", "1.5")
        == "[site]\nsite = 'a'\n\n[screen]\nyaw_deg = 1.5\n"
    )


def test_a_section_in_one_line_is_left_to_its_author() -> None:
    """To put a value into `faces = {...}` would be to write that line anew."""
    with pytest.raises(TomlEditError, match="Write it as a section"):
        with_value("faces = { min_px = 30 }\n", "faces", "masks", "[]")
