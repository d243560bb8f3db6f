"""Versions of the package: what one holds, and what changed from one to another."""
