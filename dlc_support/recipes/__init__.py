"""The recipes of the course's tables: one file a table, in folders named like the book's parts."""
