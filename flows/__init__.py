"""Sentences: which stages run and in which order; no work is done here."""
