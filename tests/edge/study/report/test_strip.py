"""Film strip of a report: once in the page, below each curve of its advert, and nothing that is loaded."""

import base64
import re
from dataclasses import replace

from edge.study.report.page import group_report_html
from edge.study.report.strip import film_strip_svg
from tests.edge.study.report.made_results import group

STILLS = [(0.0, b"first"), (4.0, b"second"), (8.0, b"beyond the end")]


def test_each_still_stands_from_its_second_to_the_next_one() -> None:
    html = film_strip_svg("strip-0", STILLS, 8).html
    found = [(float(x), float(width)) for x, width in re.findall(r' x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', html)]
    (first, width), (second, last) = found
    assert first + width + 2 == second
    assert second + last + 2 == 876.0  # the right end of the plot
    assert base64.b64encode(b"first").decode() in html
    assert base64.b64encode(b"beyond the end").decode() not in html


def test_no_stills_are_no_strip() -> None:
    assert film_strip_svg("strip-0", [], 8).html == ""


def test_the_pictures_stand_in_the_page_once_and_each_curve_shows_them() -> None:
    """Without them the page is as it was, and neither loads anything."""
    results = group(14)
    plain = group_report_html(results)
    assert "<use" not in plain
    assert "<image" not in plain
    advert = replace(results.adverts[0], stills=STILLS[:2])
    page = group_report_html(replace(results, adverts=[advert, *results.adverts[1:]]))
    assert page.count('href="#strip-0"') == len(advert.curves)
    assert page.count("<image") == 2
    assert page.count("Below it, the ad at these seconds.") == 2 * len(advert.curves)
    assert not re.search(r'(src|action)=|url\(|@import|<script|https?:|href="(?!#|data:image/jpeg)', page)
    assert "img-src data:" in page
