"""How a style becomes pixels; render and preview share it."""
