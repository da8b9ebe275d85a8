"""Source to editorial plan."""
