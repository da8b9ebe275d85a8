"""Composition index to published outputs."""
