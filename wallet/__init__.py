"""A wallet where learners keep, verify and share their Open Badges."""

__version__ = "0.1.0"
