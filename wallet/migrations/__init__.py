"""The schema's history, written by `tortoise makemigrations` and reviewed by hand."""
