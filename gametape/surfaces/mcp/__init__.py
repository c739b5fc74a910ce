"""MCP over the queries and the analysis: tools that an assistant asks, each answer with its evidence and its limits.

`server.py` makes the server, `http.py` puts it under /mcp, `tool.py` turns a function into a tool. Nothing here is
imported before somebody asks: the protocol's packages take as long to load as all the rest.
"""
