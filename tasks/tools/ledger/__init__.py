"""The truth about runs, jobs, outputs, events and costs."""
