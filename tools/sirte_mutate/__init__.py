"""Mutation testing of the checks on the data: one corruption at a time, and which rule tells of it.

A check that nobody has seen fail is a hope. Here the true package is corrupted thousands of times, each
time in one place, and validated; what no rule notices is listed. tools/mutate.py runs it and writes what
docs/validation.md shows. It is no part of the library.
"""
