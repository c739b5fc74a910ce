"""REST over the queries: parse, ask, render. `surfaces/application.py` puts the routes into the web application."""
