"""Edit of values in a settings file: the rest of the file does not change, nor do its owner and permissions."""

import os
import re
import stat
import sys
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from edge.settings.edit import SettingsWriteError, TomlEditError, save, set_toml, set_values, toml_value_text
from edge.settings.masks import Polygon
from edge.settings.settings import load_settings_file

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

KIT = '[[kits]]\nport = "/dev/kit{0}"\nkit = "vitrina"\nwearer = "w{0}"\nconsent = "w{0}.json"\n'
TEXT = '# ours\r\n[site]\r\nsite = "berlin-7"  # the door\r\n[faces]\r\nmin_px = 30\r\n'
MASK = ((0.0, 0.1), (0.5, 0.1), (0.5, 0.9))
OTHER = ((0.6, 0.1), (0.7, 0.1), (0.7, 0.2), (0.6, 0.2))

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
KEYS = (
    "masks",
    "min_px",
    '"tiles"',
    "'rate_hz'",
    "masks_old",
    "a.b",
    '"[faces]"',
    "'= 1'",
    '"x # y".z',
    "'é'.\"\\u00e9\"",
    "'masks '",
)
HEADERS = {
    "faces": ("[faces]", "[ faces ]", '["faces"]', "['faces']", "  [faces]"),
    "screen": ("[screen]", '[ "screen" ]'),
    "facesx": ("[facesx]", "[facesx.faces]", '["[faces]"]', '["facesx".masks]'),
    "faces.zones": ("[faces.zones]", '[faces . "zones"]'),
    "kits": ("[[kits]]", "\t[[ 'kits' ]]"),
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
def files(draw: st.DrawFn, has_any_kits: bool = False) -> tuple[str, str | None]:
    """TOML with comments, traps, sections in any order, and keys in all notations; \\n or \\r\\n, or no end.

    [[kits]] are written alike and follow one another, unless the file has them in any form and place.
    """
    file = GeneratedFile()
    names = draw(st.lists(st.sampled_from(sorted(HEADERS)), unique=True))
    kits_header = draw(st.sampled_from(HEADERS["kits"]))
    if has_any_kits:
        names.insert(draw(st.integers(0, len(names))), "kits")
    elif "kits" in names:
        names.insert(names.index("kits"), "kits")
    if "faces" not in names and draw(st.booleans()):  # the section written as keys of the root
        _write_keys(draw, file, "faces.", draw(st.lists(st.sampled_from(KEYS), unique=True)))
    for name in names:
        file.lines += draw(st.lists(comments, max_size=2))
        is_alike = name == "kits" and not has_any_kits
        header = kits_header if is_alike else draw(st.sampled_from(HEADERS[name]))
        file.lines.append(header + draw(st.sampled_from(("", " # [faces]", "  "))))
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
    after = set_toml(before, "faces", "masks", NEW)
    expected = tomllib.loads(before)
    expected.setdefault("faces", {})["masks"] = tomllib.loads(f"x = {NEW}")["x"]
    assert tomllib.loads(after) == expected
    assert cut_out(before, after) in (old or "")
    assert after.count("\r\n") == after.count("\n") or "\r\n" not in before


@given(files())
def test_an_edit_can_be_reversed(file: tuple[str, str | None]) -> None:
    """Setting the old value again gives the old file, byte for byte. Setting the new value twice changes nothing."""
    before, old = file
    after = set_toml(before, "faces", "masks", NEW)
    assert set_toml(after, "faces", "masks", NEW) == after
    if old is not None:
        assert set_toml(after, "faces", "masks", old.replace("\r\n", "\n")) == before


def test_a_new_value_follows_the_comment_of_its_key() -> None:
    """In a file from `vitrina settings --example`, a technician finds the value below its description."""
    before = "[faces]\n# tiles = 'auto'\n# masks = []  # places\n# min_px = 24\n\n[screen]\n"
    after = set_toml(before, "faces", "masks", "[]")
    assert after == before.replace("# places\n", "# places\nmasks = []\n")


def test_a_new_value_follows_the_last_key_of_its_section() -> None:
    """A missing section is added at the end."""
    assert set_toml("[faces]\nmin_px = 30\n\n[screen]\n", "faces", "masks", "[]") == (
        "[faces]\nmin_px = 30\nmasks = []\n\n[screen]\n"
    )
    assert (
        set_toml("[site]\nsite = 'a'", "screen", "yaw_deg", "1.5") == "[site]\nsite = 'a'\n\n[screen]\nyaw_deg = 1.5\n"
    )


@given(files(has_any_kits=True))
@example(("[faces]\nmin_px = 24\n[[kits]]\n[site]\n[[kits]]\n", None))
def test_an_edit_is_right_or_refused(file: tuple[str, str | None]) -> None:
    """tomlkit would move [[kits]] with other sections between them, and rewrite headers that are not written alike."""
    before, old = file
    after = edited_unless_refused(before)
    if after is not None:
        assert tomllib.loads(after)["faces"]["masks"] == tomllib.loads(f"x = {NEW}")["x"]
        assert cut_out(before, after) in (old or "")


def edited_unless_refused(text: str) -> str | None:
    try:
        return set_toml(text, "faces", "masks", NEW)
    except TomlEditError as error:
        if re.search(
            r"line \d+ would also change. Write all headers of one list, such as \[\[kits\]\], in", str(error)
        ):
            return None
        raise


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("faces = { min_px = 30 }\n", r"written as faces = \{...\}. Write it as a section"),
        ("faces = []\n", "Write it as a section"),
        ("[[faces]]\n", r"written as \[\[faces\]\]. Write it as a section"),
        ("[faces]\nmasks.a = 1\n", "must be a value: write masks ="),
        ("[faces]\n[faces.masks]\n", "must be a value: write masks ="),
        ("[faces]\n[[faces.masks]]\n", "must be a value: write masks ="),
        ("[faces]\n[[kits]]\n[site]\n[[kits]]\n", r"line 3 would also change. .* \[\[kits\]\]"),
        ("[faces\n", r"read as TOML: .*line 1.* Set \[faces\] masks by hand"),
        ("\ufeff[faces]\n", "read as TOML"),
        ("[faces]\r# old line ends\r", "read as TOML"),
    ],
)
def test_a_text_that_cannot_be_edited_is_an_error(text: str, part: str) -> None:
    """An edit would rewrite other lines. The error says what to change by hand."""
    with pytest.raises(TomlEditError, match=part):
        set_toml(text, "faces", "masks", "[]")


def test_a_section_with_subsections_gets_the_value_before_them() -> None:
    """After them, the value would belong to the last subsection."""
    assert set_toml("[faces]\n[faces.a]\nx = nan\n", "faces", "masks", "[]") == (
        "[faces]\nmasks = []\n[faces.a]\nx = nan\n"
    )
    assert set_toml("[faces.a]\n", "faces", "masks", "[]") == "[faces.a]\n\n[faces]\nmasks = []\n"


def test_several_values_are_set_at_once() -> None:
    """Each in its own section, whether it exists or not."""
    values = {("site", "open"): 'Mo "a"\n', ("screen", "yaw_deg"): 1.5, ("notice", "confirmed_on"): date(2026, 11, 24)}
    assert set_values("[screen]\nyaw_deg = 0 # left\n[site]\n", values) == (
        '[screen]\nyaw_deg = 1.5 # left\n[site]\nopen = "Mo \\"a\\"\\n"\n\n[notice]\nconfirmed_on = 2026-11-24\n'
    )
    assert set_values("# ours", {}) == "# ours"


scalars = st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | st.text() | st.dates()
toml_values = st.recursive(scalars, lambda v: st.lists(v, max_size=3) | st.dictionaries(st.text(), v, max_size=3))


@given(toml_values)
def test_a_value_is_read_back(value: object) -> None:
    """Any value that TOML has."""
    assert set_values("", {("a", "b"): value}).startswith("[a]\nb = ")
    assert tomllib.loads(f"x = {toml_value_text(value)}") == {"x": value}


def masks(*polygons: Polygon) -> dict[tuple[str, str], object]:
    return {("faces", "masks"): polygons}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "vitrina.toml"
    path.write_bytes(TEXT.encode())
    path.chmod(0o640)
    return path


def test_the_kiosk_reads_the_saved_values(path: Path) -> None:
    """Masks and the direction to the screen; other parts of the file stay unchanged."""
    save(path, {("faces", "masks"): (MASK, OTHER), ("screen", "yaw_deg"): 3.5, ("screen", "pitch_deg"): -12.0})
    settings = load_settings_file(path)
    assert settings.faces.masks == [list(MASK), list(OTHER)]
    assert (settings.screen.yaw_deg, settings.screen.pitch_deg) == (3.5, -12.0)
    assert settings.faces.min_px == 30
    assert path.read_bytes().startswith(TEXT.encode())
    save(path, masks())
    assert load_settings_file(path).faces.masks == []
    assert load_settings_file(path).screen.yaw_deg == 3.5


def test_the_file_keeps_its_mode_and_leaves_nothing_beside_it(path: Path) -> None:
    """The file may contain a password."""
    save(path, masks(MASK))
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [p.name for p in path.parent.iterdir()] == ["vitrina.toml"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_the_file_keeps_its_owner(path: Path) -> None:
    """A technician uses sudo, and the kiosk must still read the file."""
    os.chown(path, 12345, 23456)
    save(path, masks(MASK))
    assert (path.stat().st_uid, path.stat().st_gid) == (12345, 23456)


def test_a_file_of_ones_own_is_replaced_where_nobody_may_give_files_away(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The service's SystemCallFilter refuses every call of @chown, also one that would change nothing."""

    def refused(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    for name in ("chown", "fchown", "lchown"):
        monkeypatch.setattr(os, name, refused)
    save(path, {("screen", "yaw_deg"): 1.5})
    assert load_settings_file(path).screen.yaw_deg == 1.5


def test_a_link_stays_a_link(path: Path, tmp_path: Path) -> None:
    """The target of the link changes."""
    link = tmp_path / "link.toml"
    link.symlink_to(path)
    save(link, masks(MASK))
    assert link.is_symlink()
    assert load_settings_file(path).faces.masks == [list(MASK)]


@pytest.mark.skipif(os.geteuid() != 0, reason="root alone may write everywhere")
def test_root_follows_no_link_of_another_user(path: Path, tmp_path: Path) -> None:
    """The kiosk's user owns the folder of the settings: a link there would make root write any file."""
    link, through = tmp_path / "link.toml", tmp_path / "through.toml"
    link.symlink_to(path)
    through.symlink_to(link)
    os.chown(link, 12345, 23456, follow_symlinks=False)
    for one in (link, through):
        with pytest.raises(
            SettingsWriteError,
            match=r"link\.toml is a symbolic link that belongs to another user.*Name the file itself",
        ):
            save(one, masks(MASK))
    assert path.read_bytes() == TEXT.encode()


def test_a_link_that_takes_the_place_of_the_new_file_leads_its_mode_nowhere(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The owner of the folder can put it there at any moment, also while root writes."""
    victim = tmp_path / "shadow"
    victim.touch(0o600)

    def swap(fd: int, *_: int) -> None:
        new = Path(os.readlink(f"/proc/self/fd/{fd}"))
        new.unlink()
        new.symlink_to(victim)

    monkeypatch.setattr("edge.settings.edit.os.fchown", swap)
    save(path, masks(MASK))
    assert stat.S_IMODE(victim.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("faces = { min_px = 30 }\n", "Write it as a section"),
        ("[faces]\nmin_px = 3\n", "min_px = 3 is too small"),
        ("[faces\n", "is not TOML"),
        ("\ufeff[faces]\n", "is not TOML"),
        (f"[faces]\n{KIT.format(1)}[site]\n{KIT.format(2)}", "line 7 would also change"),
    ],
)
def test_a_file_that_cannot_be_edited_stays_unchanged(path: Path, text: str, part: str) -> None:
    """The error says why, also if another program damaged the file meanwhile."""
    path.write_text(text)
    with pytest.raises(SettingsWriteError, match=f"was not changed: .*{part}"):
        save(path, masks(MASK))
    assert path.read_text() == text
    assert [p.name for p in path.parent.iterdir()] == ["vitrina.toml"]


def test_settings_that_the_kiosk_would_refuse_are_not_written(path: Path) -> None:
    """The new file is loaded as the kiosk loads it, before it replaces the old one."""
    with pytest.raises(SettingsWriteError, match=r"was not changed: .*between 0 and 1 \(vitrina.toml line 6\)"):
        save(path, masks(((0.0, 0.0), (2.0, 0.0), (0.0, 2.0))))
    assert path.read_bytes() == TEXT.encode()


def test_a_file_that_cannot_be_replaced_is_an_error(tmp_path: Path) -> None:
    """The file is missing, or no file can be written beside it; here because the name is too long."""
    with pytest.raises(SettingsWriteError, match=r"was not changed: .* cannot be read"):
        save(tmp_path / "gone.toml", masks(MASK))
    path = tmp_path / ("a" * 250)
    path.touch()
    with pytest.raises(SettingsWriteError, match=r"was not changed: File name too long.*sudo"):
        save(path, masks(MASK))
    assert path.read_text() == ""


def test_each_mask_has_its_own_line() -> None:
    """A technician can find and remove a mask."""
    assert toml_value_text((MASK, OTHER)).splitlines()[1] == "  [[0.0, 0.1], [0.5, 0.1], [0.5, 0.9]],"
    assert len(toml_value_text((MASK, OTHER)).splitlines()) == 4
    assert toml_value_text(()) == "[]"
