"""The tables written for other tools: what each format keeps, and how names and types are mapped."""
