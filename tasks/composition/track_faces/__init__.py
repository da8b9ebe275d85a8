"""Faces of a clip: a detector's promise, its implementations, and tracks made of what they see."""
