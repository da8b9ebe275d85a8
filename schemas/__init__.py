"""Nouns: every contract that crosses a stage, a process or a version."""
