"""What was done, by whom, in a chain that shows when somebody changed it."""
