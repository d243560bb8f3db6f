"""From words to values: numbers, dates in EDTF, phrases of time. Knows nothing of tables or packages."""
