"""The whole story of every sales opportunity, in your own Postgres, and coaching that quotes only what was said."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("gametape")
except PackageNotFoundError:  # a hosted builder may copy the files without installing them
    __version__ = "unknown"
