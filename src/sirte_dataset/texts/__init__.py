"""The articles' own words, for those who hold them: which texts are at hand, attaching them, and what the
library shows from a coded row back to the words it rests on.
"""
