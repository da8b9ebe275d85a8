"""Plan and pinned style to composition index."""
