"""What happens to styles, told to Prefect."""
