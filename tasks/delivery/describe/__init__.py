"""Planned clip -> words to post it with: one promise, one file for each way to find them."""
