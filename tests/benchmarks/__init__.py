"""Modules that print one JSON object each; see the README."""
