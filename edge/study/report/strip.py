"""Film strip of an ad below its curves: each still starts at its second. The page contains each image once."""

from collections.abc import Sequence

from edge.markup.elements import Markup, html_tag, jpeg_data_url
from edge.study.report.plots import HEIGHT, Axes

STRIP_PX = 58.0
GAP_PX = 2.0


def film_strip_svg(name: str, stills: Sequence[tuple[float, bytes]], seconds: int) -> Markup:
    """The film strip as SVG, which the plots of the ad refer to by its name. Empty without stills."""
    if not stills:
        return Markup("")
    axes = Axes(max(float(seconds), 1e-9), 0.0, 1.0)
    shown = [(at_s, jpeg) for at_s, jpeg in stills if at_s < seconds]
    ends = [*(at_s for at_s, _ in shown[1:]), float(seconds)]
    pictures = [
        html_tag(
            "image",
            href=jpeg_data_url(jpeg),
            x=axes.x_px(at_s),
            y=HEIGHT,
            width=axes.x_px(end_s) - axes.x_px(at_s) - GAP_PX,
            height=STRIP_PX,
            preserveAspectRatio="xMidYMid slice",
        )
        for (at_s, jpeg), end_s in zip(shown, ends, strict=True)
    ]  # fmt: skip
    group = html_tag("g", pictures, id=name)
    return html_tag("svg", html_tag("defs", group), class_="strips", aria_hidden="true", width=0, height=0)
