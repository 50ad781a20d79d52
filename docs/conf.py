"""Settings of Sphinx for the site. `docs/build_site.py` (`make site`) builds it with Sphinx, MyST and Furo."""

from pathlib import Path

project = "Vitrina"
author = copyright = "The Vitrina authors"
extensions = ["myst_parser"]
nitpicky = True
smartquotes = False  # commands are copied from the pages
highlight_language = "none"
suppress_warnings = ["myst.header"]  # cards begin some sections two levels below
myst_heading_anchors = 4
myst_enable_extensions = ["attrs_inline"]
html_theme = "furo"
html_title = "Vitrina"
html_favicon = html_logo = "../edge/console/page/icon.svg"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_search_scorer = str(Path(__file__).with_name("site_builder") / "ranking.js")
html_use_index = False  # no page defines an entry
html_show_sphinx = False
html_show_sourcelink = False
html_copy_source = True  # `vitrina docs --print` prints these
html_theme_options = {"top_of_page_buttons": []}
