"""The report on paper: four things on an ad's first page; marked, readable by a machine, deaf to what names try."""

import re
import shutil
import subprocess
import sys
from functools import cache
from tempfile import NamedTemporaryFile

import pytest

from central.languages.language import find_language
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
ZOOM = 3
"""Letters are measured at three times their size, because sizes are whole numbers there."""


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


def font_sizes(pdf: bytes, page: int) -> set[float]:
    """Sizes of the letters on a page, in points, also of those in its plots."""
    with NamedTemporaryFile(suffix=".pdf") as file:  # the tool reads no pipe
        file.write(pdf)
        file.flush()
        of_page = ("-f", str(page), "-l", str(page))
        xml = tool("pdftohtml", "-xml", "-stdout", "-zoom", str(ZOOM), *of_page, file.name, pdf=b"")
    sizes = {name: int(size) / ZOOM for name, size in re.findall(r'<fontspec id="(\d+)" size="(\d+)"', xml)}
    return {sizes[name] for name in re.findall(r'<text [^>]*font="(\d+)"', xml)}


@pytest.mark.parametrize("name", reports())
def test_page_one_has_four_things(name: str) -> None:
    """The finding, how many visits, the curve, the shops; and nothing else but marks of the data."""
    found = reports()[name]
    first, second, *others = sheets_of(one(name))
    shown = build_page([found], {})
    (part,) = shown.creatives
    headings = [figure.heading for figure in (part.curve, part.front().shops) if figure is not None]
    four = [part.headline, part.seen, *headings]
    assert all(line(words) in first for words in four)
    words = [word for _, word, _ in (*part.facts, *part.screens)]
    rest = [*part.limits, *words, *part.assurance, *([part.numbers.caption] if part.numbers.rows else [])]
    rest = [said for said in rest if line(said) not in line(" ".join(shown.marks))]
    for said in rest:
        assert line(said) not in first, said
        assert line(said) in second, said
    assert not any(LIMITS in other for other in others)
    assert line("How the numbers are calculated") in others[-2] + others[-1]


@pytest.mark.parametrize("name", ["twelve-shops", "one-shop"])
def test_page_one_can_be_read_without_glasses(name: str) -> None:
    """Nothing on it is smaller than 9 pt, not even in a plot."""
    assert min(font_sizes(one(name), 1)) >= 9.0
    assert min(font_sizes(one(name), 2)) < 9.0


def test_a_thousand_shops_and_a_long_name_stand_on_page_one() -> None:
    """The shops are a picture, with the names at both ends; letters get smaller, never cut."""
    name = "Frühlingskampagne Donaudampfschifffahrtsgesellschaft Sommerschlussverkauf " * 2
    made = report(sites=15, seconds=600).model_copy(update={"name": name})
    shops = [
        made.sites[0].model_copy(update={"site": f"shop-{number:04}", "beside_shrunk": 0.00005 * number - 0.02})
        for number in range(1_000)
    ]
    made = made.model_copy(update={"sites": shops})
    pdf = content_pdf(build_page([made], {made.creative: film(600, 20)}, t=find_language("de")))
    first, second, *_ = sheets_of(pdf)
    for named in ("shop-0999(+3,0)", "shop-0998(+3,0)", "shop-0000(−2,0)", "shop-0001(−2,0)"):
        assert line(named) in first
    assert line("shop-0500") not in first
    assert line("Was das nicht zeigt") in second
    assert min(font_sizes(pdf, 1)) >= 9.0


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
        assert sum(line(part.headline) in sheet and line(part.seen) in sheet for sheet in sheets) == 1
        assert sum(line(part.limits[0]) in sheet and LIMITS in sheet for sheet in sheets) >= 1


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
