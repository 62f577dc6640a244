#!/usr/bin/env python
"""Twosource's command line: Django's own, with `dev` starting everything on one machine."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")
    if sys.argv[1:2] == ["dev"]:
        # Settings must know before they load: only `dev` may make up its own secret key.
        os.environ["TWOSOURCE_DEV"] = "1"
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
