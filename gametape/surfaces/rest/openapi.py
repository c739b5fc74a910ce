"""OpenAPI document of the application: kept in docs/openapi.json, and source of the web client's types."""

import json
from typing import Any

from fastapi import FastAPI


class Application(FastAPI):
    """FastAPI application whose OpenAPI document lists only status codes that it really sends."""

    def openapi(self) -> dict[str, Any]:
        """Return the document without 422, because a malformed request is answered with 400."""
        described = super().openapi()
        for path in described["paths"].values():
            for operation in path.values():
                operation["responses"].pop("422", None)
        for name in ("HTTPValidationError", "ValidationError"):
            described["components"]["schemas"].pop(name, None)
        return described


def render(app: FastAPI) -> str:
    """Return the document as JSON text that ends with a newline; the same application gives the same text."""
    return json.dumps(app.openapi(), indent=2, ensure_ascii=False) + "\n"
