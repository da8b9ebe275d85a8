"""Which runs use which version, and what a new version would touch."""
