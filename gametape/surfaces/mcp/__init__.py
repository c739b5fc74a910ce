"""MCP over queries and analysis: tools for AI assistants; each answer comes with its evidence and limitations.

`server.py` makes the server, `http.py` serves it under /mcp, `tool.py` turns functions into tools. These modules are
imported only at the first request, because the protocol's packages take as long to load as everything else together.
"""
