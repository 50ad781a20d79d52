"""Markup as strings: HTML and SVG elements, and the shapes of plots, for studies and central."""
