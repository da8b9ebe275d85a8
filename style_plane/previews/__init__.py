"""What a style looks like, drawn by the painter that draws the shorts."""
