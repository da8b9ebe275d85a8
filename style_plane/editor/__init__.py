"""Where a draft is edited."""
