"""Cells of CSV files, made harmless for the spreadsheets that will open them."""

# What spreadsheets take for the start of a formula, and the full-width forms some fold into it.
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(value: object) -> object:
    """The value as a cell; a text that a spreadsheet would run gets a leading apostrophe.

    >>> safe_cell("=1+1")
    "'=1+1"
    >>> safe_cell("1+1"), safe_cell(-3), safe_cell(None)
    ('1+1', -3, '')
    """
    if value is None:
        return ""
    if isinstance(value, str) and value.startswith(_STARTS):
        return f"'{value}"
    return value
