"""Scenes in a report: bars on the curves, and a table of responses."""

from dataclasses import replace

from edge.study.analysis.people import Mean
from edge.study.report.page import group_report_html
from edge.study.report.results import MeasureResult, SceneResults
from edge.study.report.scenes import scene_markers, scene_table
from tests.edge.study.report.made_results import group
from tests.edge.study.report.test_page import PAGES, words

SCENE = SceneResults("dog", 12.0, 18.5, [MeasureResult("smile, change", "0 to 1", Mean(0.4, 0.3, 0.5, 14), 3)])
FEW = MeasureResult("attention", "share", Mean(0.75, None, None, 3, "few people"))


def test_scenes_are_marked_on_every_curve_and_listed_with_their_responses() -> None:
    made = group(14)
    first = replace(made.adverts[0], scenes=[SCENE, replace(SCENE, label="logo", start_s=25.0, end_s=30.0)])
    page = group_report_html(replace(made, adverts=[first, *made.adverts[1:]]))
    assert page.count('class="marker"') == 2 * len(first.curves)
    assert "Bars show scenes of the ad." in page
    assert words(page).count("Shaded areas are scenes.") == len(first.curves)
    assert ">dog</text>" in page
    assert "dog, 12 to 18.5 s smile, change 0 to 1 0.400 [0.300, 0.500] 14" in words(page)


def test_an_ad_without_scenes_has_neither_bar_nor_table() -> None:
    page = PAGES["group"]
    assert 'class="marker"' not in page
    assert "Bars show scenes" not in page
    few = scene_table([replace(SCENE, measures=[*SCENE.measures, FEW])]).html
    assert "<td>few people</td>" in few
    assert few.count("None") == 0
    assert scene_table([]).html == ""
    assert scene_table([SceneResults("dog", 1, 2)]).html == ""


def test_a_bar_has_the_times_of_its_scene() -> None:
    (bar,) = scene_markers([SCENE])
    assert (bar.at_s, bar.duration_s, bar.text) == (12.0, 6.5, "dog")
