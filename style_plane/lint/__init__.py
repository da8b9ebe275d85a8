"""What is wrong with a style, or might be: rules over contracts, fonts, layouts and frames."""

from style_plane.lint.finding import Finding, blocking
from style_plane.lint.linter import lint

__all__ = ["Finding", "blocking", "lint"]
