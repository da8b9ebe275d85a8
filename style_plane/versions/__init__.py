"""Publishing, numbering, resolving and serving contracts."""
