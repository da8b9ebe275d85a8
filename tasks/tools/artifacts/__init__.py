"""Content-addressed bytes: one promise, one file for each place to keep them."""
