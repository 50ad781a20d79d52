"""Elements of pages and drawings, to the letter."""

from edge.markup.elements import Markup, html_tag, jpeg_data_url, svg_element


def test_texts_and_attributes_are_escaped_and_none_is_left_out() -> None:
    made = html_tag(
        "a", ["x < y", None, Markup("<b>z</b>"), ["&"]], class_='"', text_anchor="end", x=1.25, y=2.0, id=None
    )
    assert made.html == '<a class=\'"\' text-anchor="end" x="1.2" y="2">x &lt; y<b>z</b>&amp;</a>'
    assert html_tag("p").html == "<p></p>"


def test_an_element_of_an_svg_that_stands_alone_is_short_where_it_is_empty() -> None:
    """By the same rule of attributes. Its content is markup, which whoever made it has escaped."""
    assert (
        svg_element("g", "<b/>", class_="a", data_x='"', y=1.25, z=None) == '<g class="a" data-x=\'"\' y="1.2"><b/></g>'
    )
    assert svg_element("g") == "<g/>"


def test_an_image_stands_in_its_own_address() -> None:
    assert jpeg_data_url(b"\xff\xd8") == "data:image/jpeg;base64,/9g="
