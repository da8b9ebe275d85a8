"""The run that work belongs to, and the folder in which a person can read it."""
