"""Versions: what identifies one, what changed between two, and what is handed on when one is released."""
