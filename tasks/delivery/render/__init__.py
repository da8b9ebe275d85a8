"""RenderPlan -> MP4, by interchangeable backends."""
