"""Tables of a report, to the letter."""

from edge.study.report.table import html_table


def test_a_table_names_its_rows_and_columns() -> None:
    made = html_table("Times & n", ("advert", "n"), [("spring", "3"), ("<b>", "4")]).html
    assert made == (
        '<div class="scroll" tabindex="0" role="region" aria-label="Times &amp; n"><table>'
        "<caption>Times &amp; n</caption>"
        '<thead><tr><th scope="col">advert</th><th scope="col">n</th></tr></thead>'
        '<tbody><tr><th scope="row">spring</th><td>3</td></tr>'
        '<tr><th scope="row">&lt;b&gt;</th><td>4</td></tr></tbody></table></div>'
    )
    assert html_table("Nothing", ("advert", "note"), []).html == ""


def test_notes_have_a_column_where_there_is_one() -> None:
    heads = ("advert", "n", "note")
    without, noted = (html_table("T", heads, [("a", "1", ""), ("b", "2", note)]).html for note in ("", "few"))
    assert without == html_table("T", heads[:2], [("a", "1"), ("b", "2")]).html
    assert 'class="noted"' not in without
    assert '<th scope="col">n</th>' in html_table("T", heads[:2], [("a", "")]).html
    assert '<table class="noted">' in noted
    assert '<th scope="col">note</th>' in noted
    assert "<td>1</td><td></td>" in noted
    assert "<td>2</td><td>few</td>" in noted
