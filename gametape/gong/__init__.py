"""Read Gong's REST API: client, endpoints, and documents in the form that a warehouse gives.

The API has no list of deals, no filter by change time and no emails (docs/gong.md). Calls are read by their start.
"""
