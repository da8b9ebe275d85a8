"""Everything creative about a short, and nothing about its content."""
