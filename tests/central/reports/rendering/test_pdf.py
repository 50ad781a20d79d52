"""The report on paper: one sheet an advert, marked, readable by a machine, and deaf to what names try."""

import re
import shutil
import subprocess
import sys
from functools import cache

import pytest

from central.reports.rendering import typesetting
from central.reports.rendering.page import build_page
from central.reports.rendering.pdf import content_pdf
from central.reports.rendering.typesetting import Bounds, PdfError
from tests.central.reports.examples import report, reports
from tests.central.reports.frames import film
from tests.central.reports.rendering.test_page import ATTACKS
from tests.central.reports.verdict_examples import comparisons, experiments, trends

MARKUP = ('#import "/etc/passwd": *', '#read("/etc/passwd") *bold* _it_ $x$ // no', "\\u{41} `raw` [x] <a> @b = H")
LIMITS = "Whatthisreportdoesnotshow"


def tool(name: str, *arguments: str, pdf: bytes) -> str:
    if shutil.which(name) is None:
        pytest.skip(f"{name} of poppler-utils is not installed; it reads the report")
    return subprocess.run([name, *arguments], input=pdf, capture_output=True, check=True).stdout.decode(
        errors="replace"
    )


def line(text: str) -> str:
    """Text without the spaces and hyphens that a line may be broken at."""
    return re.sub(r"[\s\u00ad-]+", "", text)


def sheets_of(pdf: bytes) -> list[str]:
    """Text of each page in one line."""
    return [line(page) for page in tool("pdftotext", "-raw", "-", "-", pdf=pdf).split("\f")[:-1]]


@cache
def one(name: str) -> bytes:
    """An example, with its film."""
    found = reports()[name]
    return content_pdf(build_page([found], {found.creative: film(min(len(found.curve), 60), 5)}))


@pytest.mark.parametrize("name", reports())
def test_an_advert_stands_on_one_sheet(name: str) -> None:
    """From the finding to what it does not say; the numbers behind the plots and the method come after it."""
    found = reports()[name]
    first, *others = sheets_of(one(name))
    shown = build_page([found], {})
    assert line(shown.headline) in first
    for said in [
        *shown.creatives[0].assurance,
        *shown.creatives[0].limits,
        *(w for _, w, _ in shown.creatives[0].facts),
    ]:
        assert line(said) in first, said
    assert not any(LIMITS in other for other in others)
    assert line("How the numbers are calculated") in others[-2] + others[-1]


def test_thirty_shops_and_ten_minutes_stand_on_one_sheet() -> None:
    """A table too large for a sheet gets smaller; it is never cut."""
    found = report(sites=15, seconds=600).model_copy(update={"name": "An advert with a name of many words " * 4})
    first, *others = sheets_of(content_pdf(build_page([found], {found.creative: film(600, 20)})))
    limits = build_page([found], {}).creatives[0].limits
    assert line(limits[-1]) in first
    assert not any(LIMITS in other for other in others)


def test_simulated_data_are_marked_on_every_sheet() -> None:
    """A sheet is taken out of its pile."""
    (simulated,) = [made for made in reports().values() if made.simulated][:1]
    sheets = sheets_of(content_pdf(build_page([simulated], {})))
    assert len(sheets) > 1
    assert all("SIMULATED" in sheet for sheet in sheets)
    assert not any("SIMULATED" in sheet for sheet in sheets_of(one("twelve-shops")))


@pytest.mark.parametrize("kind", ["comparison", "experiment", "trend"])
def test_findings_on_several_adverts_open_the_report(kind: str) -> None:
    """Each with its tables; the sheets of the adverts follow."""
    comparison, experiment = next(iter(comparisons().values())), next(iter(experiments().values()))
    shown = {
        "comparison": build_page([], {}, comparison),
        "experiment": build_page([report("a"), report("b", seed=2)], {}, experiment=experiment),
        "trend": build_page([], {}, trend=next(iter(trends().values()))),
    }[kind]
    sheets = sheets_of(content_pdf(shown))
    assert line(shown.headline) in sheets[0]
    for verdict in shown.verdicts:
        assert all(line(said) in sheets[0] for said in verdict.sentences)
    for part in shown.creatives:
        assert sum(line(part.headline) in sheet and LIMITS in sheet for sheet in sheets) == 1


@pytest.mark.parametrize("name", [*MARKUP, " ".join(ATTACKS)])
def test_a_name_is_text(name: str) -> None:
    """It is no markup of the program that sets the page, reads no file, and turns no line round."""
    found = report().model_copy(update={"name": name, "tag": name, "tenant": "acme"})
    shown = build_page([found], {})
    told = " ".join(sheets_of(content_pdf(shown)))
    assert "root:" not in told
    assert line(shown.creatives[0].title) in told


def test_letters_without_a_font_do_not_stop_a_report() -> None:
    """They are shown as boxes, and the file is not called PDF/UA."""
    found = report().model_copy(update={"name": "Frühling \U0001f6b2 \U00013000"})
    pdf = content_pdf(build_page([found], {}))
    assert "Frühling" in sheets_of(pdf)[0]
    assert b"pdfuaid" not in pdf
    assert re.search(r"Tagged: +yes", tool("pdfinfo", "-", pdf=pdf))


def test_a_screen_reader_can_read_it() -> None:
    """PDF/UA: tagged, titled, in a language, with the plots described."""
    pdf = one("twelve-shops")
    info = tool("pdfinfo", "-", pdf=pdf)
    assert re.search(r"Tagged: +yes", info)
    assert re.search(r"Page size: +595\.\d+ x 841\.\d+", info)
    assert line(build_page([reports()["twelve-shops"]], {}).headline) in line(info)
    assert b"pdfuaid" in pdf
    assert "Figure" in tool("pdfinfo", "-struct", "-", pdf=pdf)


def test_without_the_extra_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """PDF is for those who want it."""
    monkeypatch.setattr(typesetting, "find_spec", lambda name: None)
    with pytest.raises(PdfError, match=r"the package typst is missing.*-r requirements-pdf.lock"):
        content_pdf(build_page([report()], {}))


def test_what_sets_it_ends_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Typst keeps what it has set: within a server that would grow with every report until it is killed."""
    monkeypatch.delitem(sys.modules, "typst", raising=False)
    assert content_pdf(build_page([report()], {})).startswith(b"%PDF-")
    assert "typst" not in sys.modules


def test_a_report_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(PdfError, match=r"making the PDF takes longer than 0.01 s. Choose fewer ads"):
        content_pdf(build_page([report()], {}), Bounds(1 << 30, 0.01))


def test_a_report_that_takes_too_much_memory_is_given_up() -> None:
    with pytest.raises(PdfError, match=r"not enough memory to make a PDF of this report. Choose fewer ads"):
        content_pdf(build_page([report()], {}), Bounds(50 << 20, 60.0))
