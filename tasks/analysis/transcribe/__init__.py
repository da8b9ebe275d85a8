"""Mezzanine -> Transcript: one promise, one file for each way to get at the words."""
