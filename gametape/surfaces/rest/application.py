"""Alias of `gametape.surfaces.application` under its former path, for scripts written before the move."""

import sys
from importlib import import_module

sys.modules[__name__] = import_module("gametape.surfaces.application")
