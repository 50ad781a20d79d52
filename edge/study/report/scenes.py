"""Scenes of an ad in a report: bars in its plots, and a table of responses."""

from collections.abc import Sequence

from edge.markup.elements import Markup
from edge.study.report.numbers import ci95_text, number_text
from edge.study.report.results import Marker, SceneResults
from edge.study.report.table import html_table

HEADS = ("scene", "measure", "unit", "mean", "95 % interval", "n", "note")


def scene_markers(scenes: Sequence[SceneResults]) -> list[Marker]:
    """Bars that show the scenes in a plot of the ad."""
    return [Marker(scene.start_s, scene.label, scene.end_s - scene.start_s) for scene in scenes]


def scene_table(scenes: Sequence[SceneResults]) -> Markup:
    """Table with one row per scene and measure; an empty text without them."""
    rows = [
        (f"{scene.label}, {scene.start_s:g} to {scene.end_s:g} s", each.measure, each.unit,
         number_text(each.value.mean, each.digits), ci95_text(each.value, each.digits), str(each.value.n),
         each.value.reason or "")
        for scene in scenes
        for each in scene.measures
    ]  # fmt: skip
    return html_table("Scenes", HEADS, rows)
