"""HTML tables of a report."""

from collections.abc import Iterable, Sequence

from edge.markup.elements import Markup, html_tag


def html_table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Markup:
    """HTML table with row names in the first column; an empty text without rows.

    If there is a note, the table has a last column `note`.
    """
    rows = list(rows)
    is_noted = heads[-1] == "note"
    if is_noted and not any(row[-1] for row in rows):
        heads, rows, is_noted = heads[:-1], [row[:-1] for row in rows], False
    lines = [
        html_tag("tr", [html_tag("th", row[0], scope="row"), *(html_tag("td", cell) for cell in row[1:])])
        for row in rows
    ]
    if not lines:
        return Markup("")
    head = html_tag("thead", html_tag("tr", [html_tag("th", each, scope="col") for each in heads]))
    inside = [html_tag("caption", caption), head, html_tag("tbody", lines)]
    whole = html_tag("table", inside, class_="noted" if is_noted else None)
    return html_tag("div", whole, class_="scroll", tabindex="0", role="region", aria_label=caption)
