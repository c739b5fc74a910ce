"""Surfaces: REST, MCP, command line and web site. They parse requests, call queries or analysis, and render answers."""
