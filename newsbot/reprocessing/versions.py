"""The versions that workers must share: what is read must not depend on who reads it."""

import platform

from newsbot import __version__


def versions() -> str:
    """Those of this process."""
    return f"newsbot {__version__} on Python {'.'.join(platform.python_version_tuple()[:2])}"
