"""Titles, hooks and descriptions that managed models write on chosen clips, as far as these say it."""
