"""Styles in the making: drafts, their revisions, reviews and approvals."""
