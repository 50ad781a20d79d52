"""The page as a file: closed to the network, readable by all, and deaf to what names try."""

import re
from collections.abc import Callable
from functools import cache, partial
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from central.reports.rendering.page import STYLE, report_page
from central.reports.values import Report
from edge.intended_purpose import purpose
from tests.central.reports.examples import report, reports
from tests.central.reports.frames import film
from tests.central.reports.honest import forbidden
from tests.central.reports.html import Document
from tests.central.reports.verdict_examples import comparisons, experiments, trends

POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
ATTACKS = (
    "<script>alert(1)</script>",
    '"onload="alert(1)',
    "'><img src=x onerror=alert(1)>",
    "</style><script>alert(1)</script>",
    "</title></svg><script>alert(1)</script>",
    "\u202egpj.exe",
    "{{ 7 * 7 }}",
    "javascript:alert(1)",
    "a\x00b\x1b[31m",
)


def with_frames(made: Report) -> str:
    """The page of one advert with its film."""
    return report_page([made], {made.creative: film(len(made.curve), 5)})


def makers() -> dict[str, Callable[[], str]]:
    """Functions that make a page of each example."""
    found: dict[str, Callable[[], str]] = {
        f"report-{name}": partial(with_frames, made) for name, made in reports().items()
    }
    found |= {f"comparison-{name}": partial(report_page, [], {}, made) for name, made in comparisons().items()}
    found |= {
        f"experiment-{name}": partial(report_page, [], {}, experiment=made) for name, made in experiments().items()
    }
    found |= {f"trend-{name}": partial(report_page, [], {}, trend=made) for name, made in trends().items()}
    found["list"] = partial(report_page, [report("a"), report("b", seed=2)], {})
    return found


MAKERS = makers()


@cache
def page_of(example: str) -> str:
    """The page of an example. No test file makes pages while it is collected."""
    return MAKERS[example]()


@pytest.fixture
def html(request: pytest.FixtureRequest) -> str:
    return page_of(request.param)


every_page = pytest.mark.parametrize("html", MAKERS, indirect=True)


@every_page
def test_a_page_is_closed_to_the_network(html: str) -> None:
    """No script, no address that is not a picture of its own or a place within, the strict policy."""
    document = Document(html)
    assert not document.named("script", "link", "iframe", "object", "embed", "form", "base", "foreignobject")
    (policy,) = [e for e in document.named("meta") if e.attributes.get("http-equiv")]
    assert policy.attributes["content"] == POLICY
    for element in document.elements:
        for name, value in element.attributes.items():
            assert not name.startswith("on"), (element.name, name)
            assert name != "style", "a strict page forbids it"
            if name in ("src", "href"):
                assert value.startswith(("data:image/jpeg;base64,", "#")), value
    assert "url(" not in STYLE.read_text("utf-8")
    assert "@import" not in STYLE.read_text("utf-8")


@every_page
def test_a_page_is_a_sound_document(html: str) -> None:
    """Names once, links that lead somewhere, headings in order, one h1, pictures and tables with words."""
    document = Document(html)
    ids = [e.attributes["id"] for e in document.elements if "id" in e.attributes]
    assert len(ids) == len(set(ids))
    links = [e.attributes["href"][1:] for e in document.named("a")]
    assert set(links) <= set(ids)
    for element in document.elements:
        assert set(element.attributes.get("aria-labelledby", "").split()) <= set(ids)
    levels = [int(e.name[1]) for e in document.named("h1", "h2", "h3", "h4")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(e.attributes.get("alt") for e in document.named("img"))
    assert all(e.attributes.get("lang") == "en" for e in document.named("html"))
    assert [e.name for e in document.named("main", "footer")] == ["main", "footer"]
    for plot in (e for e in document.named("svg") if e.around[-1] != "svg"):
        assert plot.attributes["role"] == "img"
        assert plot.children[:2] == ["title", "desc"]


@every_page
def test_tables_have_captions_and_scopes(html: str) -> None:
    """Every header of a column and of a row says so; every plot has a table behind it."""
    document = Document(html)
    for table in document.named("table"):
        assert table.children[0] == "caption"
    assert {e.attributes.get("scope") for e in document.named("th")} <= {"col", "row"}
    figures = [e for e in document.named("figure") if "chart" in e.attributes["class"]]
    assert len(document.named("details")) >= len(figures)
    assert all("scroll" in e.attributes["class"] for e in document.elements if "table" in e.children)


@every_page
def test_no_page_says_what_somebody_thinks(html: str) -> None:
    """Smiled, looked, laughed; and no word of a program for a missing number."""
    assert forbidden(" ".join(Document(html).visible)) == []


def test_the_finding_stands_first() -> None:
    """The h1 is the sentence that a board reads; how sure stands under it."""
    (h1,) = Document(report_page([report()], {})).named("h1")
    assert h1.text.startswith("People who watched “spring_a” smiled")
    assert Document(report_page([], {}, experiment=experiments()["open"])).named("h1")[0].text.startswith("Too early")


@pytest.mark.parametrize("attack", ATTACKS)
def test_names_are_text(attack: str) -> None:
    """Neither a name, a tag, a shop, a note, a reason nor a network gets out of its place."""
    made = report(name=attack, tag=attack, notes=[attack], tenant=attack)
    shop = made.sites[0].model_copy(update={"site": attack})
    measure = made.measures["hr_bpm"].model_copy(update={"reason": attack})
    model = made.models[0].model_copy(update={"model": attack})
    update = {"sites": [shop, *made.sites[1:]], "measures": {**made.measures, "hr_bpm": measure}}
    made = made.model_copy(update={**update, "models": [model, model.model_copy(update={"is_used": False})]})
    html = report_page([made, report("b")], {made.creative: film(30, 5)}, experiment=experiments()["winner"])
    document = Document(html)
    assert not document.named("script")
    assert len(document.named("img")) == 1
    assert not [e for e in document.elements if any(name.startswith("on") for name in e.attributes)]
    assert not set("\u202e\x00\x1b") & set(html)
    assert "49" not in document.named("h2")[-3].text


@settings(max_examples=25, deadline=None)
@given(name=st.text(max_size=40), tag=st.none() | st.text(max_size=40))
def test_any_name_makes_a_sound_page(name: str, tag: str | None) -> None:
    """Whatever a creative is called."""
    document = Document(report_page([report(seconds=4, name=name or None, tag=tag)], {}))
    assert not document.named("script")
    assert len(document.named("h1")) == 1


def marked(made: Report) -> tuple[str, list[str]]:
    """Banner of a page, and the pictures without the mark."""
    document = Document(report_page([made], {}))
    banner = " ".join(e.text for e in document.elements if e.attributes.get("class") == "marks")
    plots = [e for e in document.named("svg") if e.around[-1] != "svg"]
    return banner, [plot.attributes["class"] for plot in plots if "SIMULATED" not in plot.text]


def test_simulated_data_are_marked_on_page_and_in_each_picture() -> None:
    """A picture that is cut out of the page keeps its mark."""
    banner, unmarked = marked(reports()["simulated"])
    assert "SIMULATED" in banner
    assert unmarked == []
    assert re.search(r'@top-right \{ content: "SIMULATED', report_page([reports()["simulated"]], {}))
    assert "SIMULATED" not in report_page([report()], {})


def test_a_research_network_is_marked() -> None:
    """Not for use in a shop. The page states its own intended purpose."""
    assert "Emotion recognition for research: measured with a research model" in marked(reports()["research"])[0]
    shop, research = purpose("shop", "en"), purpose("research", "en")
    for name, own, other in (("research", research, shop), ("twelve-shops", shop, research)):
        sections = Document(report_page([reports()[name]], {})).named("section")
        (method,) = [section for section in sections if section.attributes["class"] == "method"]
        assert own in method.text
        assert other not in method.text


@pytest.mark.parametrize("name", ["report-panel", "experiment-panel", "comparison-panel", "trend-panel"])
def test_a_panel_speaks_of_participants_everywhere(name: str) -> None:
    """Above the method section there are no shops, no visits and no customers by their number."""
    (main,) = Document(page_of(name)).named("main")
    shown = main.text.partition("How the numbers are calculated")[0]
    assert re.findall(r"\b(?:[Ss]hops|[Vv]isits?|shop days?)\b", shown) == []
    assert "articipants" in shown


def test_adverts_without_a_comparison_are_not_ranked() -> None:
    """The finding tells their span, and that nothing was compared."""
    (h1,) = Document(page_of("list")).named("h1")
    assert h1.text.replace("\u00a0", " ") == (
        "For 2 ads, people smiled 16.0 to 16.0 % of the time, depending on the ad. This report does not compare"
        " the ads."
    )
    (untold,) = Document(report_page([reports()["nothing-told"]] * 2, {})).named("h1")
    assert untold.text.replace("\u00a0", " ") == "Smiles cannot be reported for 2 ads."


def test_a_moment_shows_its_frame() -> None:
    """The frame of its first second, with words for those who cannot see it; without a strip there are words alone."""
    with_film = Document(report_page([report()], {"spring_a": film(30)}))
    assert [e.attributes["alt"] for e in with_film.named("img")] == ["spring_a at second 6"]
    assert not Document(report_page([report()], {})).named("img")


def test_shops_that_differ_only_by_chance_have_no_order() -> None:
    """Their estimates are the same, so a table sorted by them would look wrong."""
    shown = report(sites=12)
    alike = shown.model_copy(update={"sites": [s.model_copy(update={"beside_shrunk": 0.058}) for s in shown.sites]})
    said, order = "so their order has no meaning", "Shops are sorted by how much this ad differs"
    assert (said in report_page([alike], {}), order in report_page([alike], {})) == (True, False)
    assert (said in report_page([shown], {}), order in report_page([shown], {})) == (False, True)


def test_nothing_is_said_twice_of_two_adverts() -> None:
    """Two adverts: curves over each other, the difference in words and in a table, then each for itself."""
    document = Document(page_of("comparison-shown"))
    assert len(document.named("article")) == 2
    captions = [e.text for e in document.named("caption")]
    assert "Differences: smiled" in captions
    assert len([c for c in captions if c.startswith("Each second of ")]) == 2


def test_little_told_is_said_beside_the_number() -> None:
    """In the opening and in each row."""
    html = page_of("report-little-told").replace("\u00a0", " ")
    assert "45 % of the visits, 45 % of the plays and 72 % of the seconds had too few people" in html
    assert html.count("only 55 %") > 8


def test_the_style_prints_without_dark_ground_and_opens_what_is_closed() -> None:
    """The rules that paper needs."""
    printed = STYLE.read_text("utf-8").partition("@media print {")[2]
    assert re.search(r"--paper: #ffffff", printed)
    assert "details::details-content" in printed
    assert "size: A4" in printed


def test_an_installed_package_has_the_files_of_the_page() -> None:
    """Each file beside the code is named in setup.py, or a wheel would be without it."""
    root = STYLE.parents[3]
    named = re.search(r'"central": \[(.*?)\]', (root / "setup.py").read_text("utf-8"), re.DOTALL)
    assert named
    found = {file for pattern in re.findall(r'"(.*?)"', named[1]) for file in (root / "central").glob(pattern)}
    beside = [f for f in STYLE.parent.rglob("*") if f.is_file() and f.suffix not in (".py", ".pyc")]
    assert len(beside) == 7
    assert set(beside) <= found
