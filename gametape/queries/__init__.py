"""Read side: plain functions (connection, parameters) -> typed rows.

They never write and know nothing of the surface.
"""
