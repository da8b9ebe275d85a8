"""What stages share and no stage owns."""
