"""Property tests here have no deadline: the first example may load a model or an extractor."""

from hypothesis import settings

settings.register_profile("text", deadline=None)
settings.load_profile("text")
