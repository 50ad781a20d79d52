"""HTML and SVG markup as strings, and the shapes of plots, for studies and central."""
