"""Static files with their hash in their name, ES modules importing each other included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Hashed and compressed, so that browsers may keep every file for ever."""

    # Without this, a module that changed is fetched under its old name by those that import it.
    support_js_module_import_aggregation = True
