"""Markup as strings: elements of HTML and SVG, and the shapes of plots, for studies and for central."""
