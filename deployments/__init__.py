"""How each process starts."""
