"""Comparison of groups in a report: one table per attribute and measure, with n of both groups."""

from dataclasses import replace

from edge.study.analysis.groups import SMALL_GROUP, GroupDifference
from edge.study.report.groups import group_comparison_tables
from edge.study.report.page import group_report_html
from edge.study.report.results import GroupComparisonResult
from tests.edge.study.report.made_results import group
from tests.edge.study.report.test_page import PAGES, words

FOUND = GroupDifference(12, 11, -0.25, -0.4, -0.1, 0.002)
ONE = GroupComparisonResult("music", "smile", "share", "spring", "loud", "soft", FOUND, 0.016)
FEW = replace(ONE, creative="summer", found=GroupDifference(4, 9, reason=SMALL_GROUP), p_holm=None)
OTHER = replace(ONE, measure="skin", unit="µS")


def test_a_report_compares_groups_after_the_ads() -> None:
    text = words(group_report_html(replace(group(14), group_comparisons=[ONE, FEW, OTHER])))
    assert text.index("Comparison of ads") < text.index("Comparison of groups") < text.index("Method")
    assert "music: smile (share)" in text
    assert "spring, loud − soft −0.25 [−0.40, −0.10] 12, 11 0.016" in text
    assert f"summer, loud − soft – – 4, 9 – {SMALL_GROUP}" in text
    assert "Comparison of groups" not in PAGES["group"]


def test_each_measure_has_a_table_of_its_own() -> None:
    tables = [table.html for table in group_comparison_tables([ONE, FEW, OTHER])]
    assert len(tables) == 2
    assert "summer" in tables[0]
    assert "music: skin (µS)" in tables[1]
    assert "note" not in tables[1]
