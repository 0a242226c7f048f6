"""The commands of the corpus room."""
