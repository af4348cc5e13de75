"""newsbot crawls 5G and telecom news, keeps every story once, and stores who said what and when."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("newsbot-5g")
except PackageNotFoundError:  # run from a checkout that was not installed
    __version__ = "0"
