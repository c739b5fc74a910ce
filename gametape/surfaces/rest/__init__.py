"""REST over the queries: parse, ask, render. Servers import `app`; nothing is opened before the first request."""

from gametape.surfaces.rest.application import app, create_app

__all__ = ["app", "create_app"]
