"""REST routes over queries and analysis. `surfaces/application.py` puts them into the web application."""
