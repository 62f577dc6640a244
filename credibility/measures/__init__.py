"""The measures: pure functions over plain data, with numpy and scipy and no framework."""
