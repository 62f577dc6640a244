"""Django's SQLite, where whoever writes waits in a queue instead of asking again and again."""
