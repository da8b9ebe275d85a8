"""Verbs: one file or folder for each stage, and the tools that stages share."""
