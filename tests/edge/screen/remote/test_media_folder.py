"""The folder keeps to its size: files that were planned longest ago go first, and never one that plays or is wanted."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.screen.remote.media_folder import MediaFolder


def name(number: int) -> str:
    return f"{number:064x}.mp4"


def filled(folder: Path, sizes: dict[int, int]) -> None:
    """Files by number; the lower was planned longer ago."""
    folder.mkdir(exist_ok=True)
    for number, size in sizes.items():
        (folder / name(number)).write_bytes(b"x" * size)
        os.utime(folder / name(number), (number, 1_000_000))


def test_files_are_missing_until_they_are_whole(tmp_path: Path) -> None:
    filled(tmp_path, {1: 10, 2: 5})
    assert MediaFolder(tmp_path, 100).missing_files({name(3): 1, name(2): 6, name(1): 10}) == [name(3), name(2)]


def test_a_planned_file_is_not_changed(tmp_path: Path) -> None:
    """Its time of change stays, by which the player sees that it is another file."""
    filled(tmp_path, {1: 10})
    before = (tmp_path / name(1)).stat()
    MediaFolder(tmp_path, 100).mark_files_planned([name(1), name(2)])
    after = (tmp_path / name(1)).stat()
    assert after.st_mtime_ns == before.st_mtime_ns
    assert after.st_atime > before.st_atime


def test_files_of_others_are_left_alone(tmp_path: Path) -> None:
    filled(tmp_path, {1: 90})
    (tmp_path / "holiday.mp4").write_bytes(b"x" * 1000)
    (tmp_path / f".{2:064x}.part").write_bytes(b"x")
    (tmp_path / f".{3:064x}.part").write_bytes(b"x")
    assert MediaFolder(tmp_path, 100).make_room({name(2): 20}, [])
    assert sorted(os.listdir(tmp_path)) == sorted(["holiday.mp4", f".{2:064x}.part"])


SIZES = st.dictionaries(st.integers(0, 8), st.integers(0, 40), max_size=8)


@given(there=SIZES, wanted=SIZES, kept=st.sets(st.integers(0, 8), max_size=3), most=st.integers(10, 150))
def test_what_is_wanted_fits(
    tmp_path_factory: pytest.TempPathFactory, there: dict[int, int], wanted: dict[int, int], kept: set[int], most: int
) -> None:
    folder = tmp_path_factory.mktemp("media")
    filled(folder, there)
    sizes = {name(number): size for number, size in wanted.items()}
    fits = MediaFolder(folder, most).make_room(sizes, [name(number) for number in kept])
    left = {path.name: path.stat().st_size for path in folder.iterdir()}
    needed = {**{name(n): there[n] for n in kept & there.keys()}, **sizes}
    assert fits == (sum(needed.values()) <= most)
    gone = {n for n in there if name(n) not in left}
    assert not gone & (kept | wanted.keys())
    if fits:
        others = [size for file, size in left.items() if file not in needed]
        assert sum(needed.values()) + sum(others) <= most
        kept_others = {n for n in there if name(n) in left} - kept - wanted.keys()
        assert all(min(kept_others, default=9) > n for n in gone if there[n]) or not gone
    else:
        assert not gone
