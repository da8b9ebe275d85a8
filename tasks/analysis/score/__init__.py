"""Segments -> graded candidates: the embedded analyser always, a managed model where one is named."""
