"""Where Django looks for a backend's connection, by this name."""

from annotator.sqlite.connection import DatabaseWrapper

__all__ = ["DatabaseWrapper"]
