"""The playlist file of the own player."""

import sys
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.playlist.available import AvailableCreatives, find_available_creatives
from edge.screen.playlist_file import MAX_BYTES, PlaylistFileError, parse_playlist, read_playlist

GOOD = """
[[creative]]
id = "spring_a"
file = "spring_a.mp4"
weight = 2
open = "Mo-Fr 11:00-14:00"
from = 2026-11-01
until = 2026-12-24
muted = true

[[creative]]
id = "spring_b"
file = "sub/spring_b.png"
duration_s = 12

[[experiment]]
id = "e12"
arms = { a = ["spring_a"], b = ["spring_b", "spring_a"] }
seed = "2026-11"
until = 2026-12-01
"""


def problems(text: str) -> list[str]:
    with pytest.raises(PlaylistFileError) as refused:
        parse_playlist(text, "list.toml")
    return list(refused.value.problems)


def test_a_playlist_is_read_with_its_defaults() -> None:
    """All keys of the contract; weight 1, sound on, always open, the seed left to the id."""
    playlist = parse_playlist(GOOD, "list.toml")
    first, second = playlist.creatives
    assert (first.id, first.file, first.weight, first.muted) == ("spring_a", "spring_a.mp4", 2, True)
    assert (first.from_, first.until) == (date(2026, 11, 1), date(2026, 12, 24))
    assert (second.duration_s, second.weight, second.muted, second.open, second.from_) == (12.0, 1, False, None, None)
    (experiment,) = playlist.experiments
    assert experiment.arms == {"a": ["spring_a"], "b": ["spring_b", "spring_a"]}
    assert (experiment.weight, experiment.seed, experiment.until) == (1, "2026-11", date(2026, 12, 1))
    assert experiment.creatives == {"spring_a", "spring_b"}
    assert playlist.find_creative("spring_b") is second


def test_an_empty_playlist_is_one() -> None:
    """A screen without adverts shows the notice alone."""
    assert parse_playlist("", "list.toml").creatives == []


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('id = "spring_b"', 'id = "Frühling"', "playlist: [[creative]] \"Frühling\" id = 'Frühling' is not allowed"),
        ('file = "spring_a.mp4"', 'file = "../a.mp4"', "must be the name of a file in the media folder"),
        ('file = "spring_a.mp4"', 'file = "/etc/passwd"', "must be the name of a file in the media folder"),
        ("duration_s = 12", "duration_s = 0", '[[creative]] "spring_b" duration_s = 0 is too small'),
        ("duration_s = 12", "", 'duration_s is missing: set the seconds'),
        ("weight = 2", "weight = -1", "weight = -1 is too small; it must be at least 0 (list.toml line 5)."),
        ("weight = 2", "weight = 1.5", '[[creative]] "spring_a" weight = 1.5'),
        ("weight = 2", "duration_s = 3", "duration_s is only for images; a video is shown for its own length"),
        ("weight = 2", "wieght = 2", "wieght is not a key of a creative. Use id, file, duration_s"),
        ('"Mo-Fr 11:00-14:00"', '"Mo 9-12"', "open = 'Mo 9-12': '9-12' is not a time span with"),
        ("until = 2026-12-24", "until = 2026-10-24", "= 2026-10-24 is before from = 2026-11-01 (list.toml line 8)"),
        ("until = 2026-12-24", "until = 2026-10-24T10:00:00", '[[creative]] "spring_a" until'),
        ('id = "spring_b"', 'id = "spring_a"', "id = 'spring_a' is in two tables"),
        ('a = ["spring_a"]', 'a = ["summer"]', "arm 'a' names 'summer', but there is no [[creative]] with this id"),
        ('a = ["spring_a"]', 'a = ["spring_b", "spring_a"]', "arms 'a' and 'b' show the same creatives"),
        ('a = ["spring_a"], ', "", '[[experiment]] "e12" arms'),
        ('a = ["spring_a"]', "a = []", "[[experiment]] \"e12\" arms arm 'a' names no creative; name one, or"),
        ("[[experiment]]", "[[experimant]]", "[experimant] is not a table of a playlist. Use [[creative]]"),
        ('seed = "2026-11"', "weight = 0", '[[experiment]] "e12" weight = 0 is too small; it must be at least 1'),
        ('seed = "2026-11"', 'seed = "a\\nb"', "seed = 'a\\nb': must be one line of printable characters"),
    ],
)  # fmt: skip
def test_a_problem_is_named_with_its_place(before: str, after: str, told: str) -> None:
    """Each problem is one sentence: the table by its id, the key, the value, the rule, the line."""
    assert before in GOOD
    found = problems(GOOD.replace(before, after, 1))
    assert any(told in problem for problem in found), found
    assert all(problem.startswith("playlist: ") and problem.endswith(").") for problem in found)


def test_all_problems_are_told_at_once_in_the_order_of_their_lines() -> None:
    """Whoever writes a playlist corrects it once: problems of types and those between tables together."""
    text = GOOD.replace("weight = 2", "weight = 200").replace('b = ["spring_b"', 'b = ["none"')
    found = problems(text.replace("muted = true", "muted = 1"))
    assert [problem.partition("line ")[2] for problem in found] == ["5).", "9).", "18)."]


def test_a_cycle_has_an_end() -> None:
    """Weights that make a cycle of days are refused: nothing would be spread within a day."""
    tables = [f'[[creative]]\nid = "c{number}"\nfile = "a.mp4"\nweight = 100\n' for number in range(11)]
    parse_playlist("".join(tables[:10]), "list.toml")
    assert "a cycle of 1100 plays and blocks; at most 1000 are possible" in problems("".join(tables))[0]


def test_no_toml_and_no_file_are_told(tmp_path: Path) -> None:
    """Text that is no TOML, bytes that are no text, a file that is missing, a pipe, and one without an end."""
    assert "list.toml is not TOML" in problems("[[creative]\n")[0]
    path = tmp_path / "list.toml"
    with pytest.raises(PlaylistFileError, match=r"cannot be read \(No such file or directory\)"):
        read_playlist(path)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(PlaylistFileError, match="is not UTF-8 text"):
        read_playlist(path)
    path.write_bytes(b"#" * MAX_BYTES)
    assert read_playlist(path).creatives == []
    path.write_bytes(b"#" * (MAX_BYTES + 1))
    with pytest.raises(PlaylistFileError, match="is larger than 1000 kB"):
        read_playlist(path)
    path.write_bytes(GOOD.replace("\n", "\r\n").encode())
    assert len(read_playlist(path).creatives) == 2


@given(
    st.text() | st.sampled_from(["creative = 1", "creative = [1]", "experiment = [{arms = 3}]", "a = " + "[" * 9999])
)
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text of a file ends the program."""
    try:
        parse_playlist(text, "list.toml")
    except PlaylistFileError as error:
        told = error.problems
        assert told


_VALUES = st.recursive(
    st.none().map(lambda _: "") | st.integers() | st.text("ab.", max_size=3) | st.dates() | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b"]), inner, max_size=2),
    max_leaves=4,
)  # fmt: skip


def toml(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {toml(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)


KEYS = st.sampled_from(["id", "file", "weight", "arms", "from", "until", "open", "duration_s", "seed"])


@given(st.sampled_from(["creative", "experiment"]), st.dictionaries(KEYS, _VALUES))
def test_any_values_are_read_or_refused(section: str, values: dict[str, object]) -> None:
    """Tables with values of every type give a playlist or sentences."""
    text = f"[[{section}]]\n" + "".join(f"{key} = {toml(value)}\n" for key, value in values.items())
    try:
        parse_playlist(text, "list.toml")
    except PlaylistFileError as error:
        told = error.problems
        assert all("\n" not in problem for problem in told)


@pytest.mark.parametrize(
    ("local", "creatives", "experiments"),
    [
        ("2026-11-30 11:00", {"spring_a", "spring_b"}, {"e12"}),  # a Monday
        ("2026-12-01 13:59", {"spring_a", "spring_b"}, {"e12"}),
        ("2026-12-02 13:59", {"spring_a", "spring_b"}, set()),  # after the experiment
        ("2026-12-24 13:59", {"spring_a", "spring_b"}, set()),
        ("2026-11-30 14:00", {"spring_b"}, set()),  # an arm is closed: no arm is shown
        ("2026-12-25 12:00", {"spring_b"}, set()),
        ("2026-10-30 12:00", {"spring_b"}, set()),
    ],
)
def test_hours_and_dates_say_what_may_be_shown(local: str, creatives: set[str], experiments: set[str]) -> None:
    """Dates are inclusive. An experiment is shown while all its creatives may be."""
    shown = find_available_creatives(parse_playlist(GOOD, "list.toml"), "shop", datetime.fromisoformat(local))
    assert (set(shown.creatives), set(shown.experiments)) == (creatives, experiments)


def test_a_creative_that_cannot_be_shown_takes_its_experiments_away() -> None:
    """Without one creative all arms of its experiment are left out."""
    playlist = parse_playlist(GOOD, "list.toml")
    shown = find_available_creatives(
        playlist, "shop", datetime.fromisoformat("2026-11-30 12:00"), frozenset({"spring_b"})
    )
    assert shown == AvailableCreatives(frozenset({"spring_a"}), frozenset())


def creative(name: str, more: str = "") -> str:
    return f'[[creative]]\nid = "{name}"\nfile = "a.mp4"\n{more}\n'


def test_the_longest_cycle_has_a_thousand_plays_and_blocks() -> None:
    """A default weight counts as one, a weight of 0 and one that is wrong as none."""
    full = "".join(creative(f"c{number}", "weight = 100") for number in range(10))
    parse_playlist(full + creative("x", "weight = 0"), "list.toml")
    for more in (creative("x"), creative("x", "weight = 1")):
        assert "a cycle of 1001 plays and blocks" in problems(full + more)[0]
        found = problems(full + more + creative("y", "weight = -1"))
        assert len(found) == 2
        assert "a cycle of 1001 plays and blocks" in found[0]
    found = problems(full + creative("y", "weight = -1") + creative("z", 'weight = "many"'))
    assert not any("a cycle of" in problem for problem in found)


def test_a_table_without_an_id_is_told_by_its_number() -> None:
    """So is one whose id cannot be printed, and a table that is none."""
    (found,) = problems(creative("a") + '[[creative]]\nfile = "b.mp4"\n')
    assert found == "playlist: [[creative]] number 2 id is missing (list.toml line 5)."
    assert problems('[[creative]]\nid = "a\\u0007"\nfile = "b.mp4"\n')[0].startswith(
        "playlist: [[creative]] number 1 id"
    )
    assert problems("creative = 1\n")[0].startswith("playlist: [creative] = 1: ")
    assert problems("creative = [1]\n")[0].startswith("playlist: [[creative]] number 1 = 1: ")


def test_one_day_and_open_ends_are_dates() -> None:
    """A creative of one day, one with a first day alone, one with a last day alone."""
    for more in ("from = 2026-11-01\nuntil = 2026-11-01", "from = 2026-11-01", "until = 2026-11-01"):
        assert len(parse_playlist(creative("a", more), "list.toml").creatives) == 1


def test_arms_of_a_wrong_type_are_told_once() -> None:
    """A number in place of a creative is no unknown creative; two empty arms are not the same adverts."""
    (found,) = problems(creative("a") + '[[experiment]]\nid = "e"\narms = { x = ["a"], y = [1] }\n')
    assert found.startswith('playlist: [[experiment]] "e" arms.y.0 = 1: ')
    found = "\n".join(problems(creative("a") + '[[experiment]]\nid = "e"\narms = { x = [], y = [] }\n'))
    assert "show the same" not in found
    assert found.count("names no creative") == 2


def test_only_the_keys_of_the_file_are_keys() -> None:
    """Names of the code are none: `[[creatives]]` would be an empty playlist without a word."""
    assert problems("[[creatives]]\n") == [
        "playlist: [creatives] is not a table of a playlist. Use [[creative]], [[experiment]]"
        " and the key rotate (list.toml line 1)."
    ]
    assert "from_ is not a key of a creative" in problems(creative("a", "from_ = 2026-01-01"))[0]


LONG = "x" * 300


@pytest.mark.parametrize(
    ("table", "good", "bad"),
    [
        ("creative", "weight = 100", "weight = 101"),
        ("creative", 'file = "b"', 'file = ""'),
        ("creative", f'file = "{LONG[:255]}"', f'file = "{LONG[:256]}"'),
        ("creative", 'file = "a.png"\nduration_s = 1', 'file = "a.png"\nduration_s = 0.9'),
        ("creative", 'file = "a.png"\nduration_s = 600', 'file = "a.png"\nduration_s = 600.5'),
        ("creative", 'file = "a.png"\nduration_s = 5.5', 'file = "a.png"\nduration_s = nan'),
        ("creative", 'file = "b/a.mp4"', 'file = "b\\\\a.mp4"'),
        ("creative", 'file = "ä.mp4"', 'file = "a\\u0007.mp4"'),
        ("creative", 'file = "a..mp4"', 'file = "b/../a.mp4"'),
        ("creative", 'file = ".a.mp4"', 'file = "./a.mp4"'),
        ("experiment", f'seed = "{LONG[:64]}"', f'seed = "{LONG[:65]}"'),
        ("experiment", "weight = 100", "weight = 101"),
    ],
)
def test_values_have_their_bounds(table: str, good: str, bad: str) -> None:
    """The last value that is taken, and the first that is not."""
    text = creative("a") + creative("b") + f'[[{table}]]\nid = "t"\n'
    text += 'arms = { x = ["a"], y = ["b"] }\n' if table == "experiment" else ""
    text += "" if "file" in good or table == "experiment" else 'file = "a.mp4"\n'
    parse_playlist(text + good, "list.toml")
    assert len(problems(text + bad)) == 1


def test_an_experiment_has_two_to_twenty_arms() -> None:
    """Each with other creatives."""
    creatives = "".join(creative(f"c{number}") for number in range(21))
    for count, is_good in ((1, False), (2, True), (20, True), (21, False)):
        arms = ", ".join(f'a{number} = ["c{number}"]' for number in range(count))
        text = creatives + f'[[experiment]]\nid = "e"\narms = {{ {arms} }}\n'
        if is_good:
            parse_playlist(text, "list.toml")
        else:
            assert len(problems(text)) == 1


def test_the_first_day_counts() -> None:
    """Dates are inclusive at both ends."""
    playlist = parse_playlist(creative("a", "from = 2026-11-02\nuntil = 2026-11-03"), "list.toml")
    shown = [
        bool(find_available_creatives(playlist, "shop", datetime.fromisoformat(f"2026-11-0{day} 12:00")).creatives)
        for day in range(1, 5)
    ]
    assert shown == [False, True, True, False]


def calls_of(text: str) -> int:
    """Functions that run, of Python and of C, while the text is refused."""
    count = 0

    def note(_: object, event: str, __: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        problems(text)
    finally:
        sys.setprofile(before)
    return count


def test_twice_as_many_faults_are_twice_the_work() -> None:
    """Not four times, as where each fault reads the file from its begin."""
    fault = '[[creative]]\nid = "A A"\nfile = "../x"\nweight = -1\nduration_s = 0\n'
    calls_of(fault)  # what the first call loads and compiles
    assert calls_of(fault * 80) < 2.5 * calls_of(fault * 40)


def test_of_many_problems_the_first_are_named_and_the_others_counted() -> None:
    found = problems('[[creative]]\nid = "a"\nfile = "../x"\n' * 400)
    assert found[0].endswith("(list.toml line 3).")
    assert found[20:] == ["playlist: and 381 more problems (list.toml)."]  # of 400 files, and of an id that repeats
