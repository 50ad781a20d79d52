"""Scenes of the ads: the file that a person writes, and faults with their lines."""

from pathlib import Path

import pytest

from edge.study.errors import StudyError
from edge.study.scenes import Scene, read_scenes, scenes_of_advert

HEAD = "creative,start_s,end_s,label\n"


def written(place: Path, text: str | bytes) -> Path:
    path = place / "scenes.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_scenes_are_read_in_the_order_of_ads_and_times(tmp_path: Path) -> None:
    """They may overlap; a label may have the separator in quotes."""
    text = f'{HEAD}spring,12,20.5,"dog, and; cat"\n\nautumn,0,3,logo\nspring,0,15,kitchen\n'
    assert read_scenes(written(tmp_path, text)) == (
        Scene("autumn", 0.0, 3.0, "logo"),
        Scene("spring", 0.0, 15.0, "kitchen"),
        Scene("spring", 12.0, 20.5, "dog, and; cat"),
    )


def test_a_spreadsheet_with_semicolons_may_write_decimal_commas(tmp_path: Path) -> None:
    text = "\ufeffcreative;start_s;end_s;label\r\nspring;1,5;3;logo\r\n"
    assert read_scenes(written(tmp_path, text)) == (Scene("spring", 1.5, 3.0, "logo"),)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "line 1 must name the columns creative,start_s,end_s,label"),
        ("creative,start_s,end_s\n", "line 1 must name the columns"),
        (f"{HEAD}spring,0,3\n", "line 2: there are 3 values for 4 columns. Write creative,start_s,end_s,label"),
        (f"{HEAD}spring,a,3,logo\n", "line 2: a and 3 must be seconds"),
        (f"{HEAD}spring,-1,3,logo\n", "line 2: -1 and 3 must be seconds"),
        (f"{HEAD}spring,0,inf,logo\n", "must be seconds"),
        (f"{HEAD}spring,3,3,logo\n", "ends at 3 s, which is not after its start"),
        (f"{HEAD}spring,0,3,\n", "line 2: the label must have 1 to 100 printable characters"),
        (f"{HEAD}spring,0,3,a\x07b\n", "line 2: the label must have"),
        (f"{HEAD},0,3,logo\n", "line 2: the creative must have"),
        (f'{HEAD}spring,0,3,"logo\n', "is not valid CSV"),
        (HEAD.encode() + b"spring,0,3,\xff\n", "is not UTF-8 text"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(tmp_path: Path, text: str | bytes, why: str) -> None:
    with pytest.raises(StudyError, match=why) as refused:
        read_scenes(written(tmp_path, text))
    assert str(tmp_path / "scenes.csv") in str(refused.value)


def test_all_wrong_lines_are_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(StudyError) as refused:
        read_scenes(written(tmp_path, f"{HEAD}spring,3,2,a\nspring,0,1,b\nspring,x,2,c\n"))
    assert [line.partition("scenes.csv ")[2][:7] for line in str(refused.value).splitlines()] == ["line 2:", "line 4:"]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"cannot read .*none.csv .* Name a CSV file"):
        read_scenes(tmp_path / "none.csv")


def test_scenes_of_an_ad_start_before_its_end() -> None:
    scenes = [Scene("spring", 0, 5, "a"), Scene("spring", 10, 12, "b"), Scene("autumn", 0, 5, "c")]
    assert [scene.label for scene in scenes_of_advert(scenes, "spring", 10)] == ["a"]
    assert [scene.label for scene in scenes_of_advert(scenes, "spring", 10.5)] == ["a", "b"]
