"""The dataset as one SQLite file: tables, views, search, and the private copy with the articles' texts."""
