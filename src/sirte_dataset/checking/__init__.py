"""Whether a package is sound: descriptor, cells, the rules between tables, and what each cell rests on."""
