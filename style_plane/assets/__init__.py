"""Fonts and images that contracts name, under their sha256."""
