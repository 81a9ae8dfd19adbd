"""What every answer tells the browser: run our own scripts alone, show us in nobody's frame, keep nothing."""

from __future__ import annotations

from flask import Flask, g, request
from werkzeug.wrappers import Response

# No page of ours has a script or a style within it; a print of an office brings its own style, by a nonce.
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "media-src": "'self' blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "frame-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
# Swagger UI writes its own style elements.
LOOSE_STYLES = {**POLICY, "style-src": "'self' 'unsafe-inline'"}
FEATURES = (
    "accelerometer=(), camera=(self), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), "
    "microphone=(self), payment=(), usb=()"
)
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": FEATURES,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
ONE_YEAR = "max-age=31536000"


def register(app: Flask) -> None:
    """Adds the headers that an answer does not bring itself."""
    https = app.config["PANEL_HTTPS"]

    @app.after_request
    def tell(response: Response) -> Response:
        if "Content-Security-Policy" not in response.headers:  # a file in its sandbox brings a closer one
            loose = (request.endpoint or "").startswith("SwaggerView.")
            policy = LOOSE_STYLES if loose else POLICY
            if "style_nonce" in g:
                policy = {**policy, "style-src": f"'self' 'nonce-{g.style_nonce}'"}
            response.headers["Content-Security-Policy"] = written(policy)
            response.headers.setdefault("X-Frame-Options", "DENY")
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        if https:
            response.headers.setdefault("Strict-Transport-Security", ONE_YEAR)
        # Who sits down after somebody logged out finds nothing by going back.
        response.headers.setdefault("Cache-Control", "no-store")
        return response


def written(policy: dict[str, str]) -> str:
    return "; ".join(f"{name} {value}" for name, value in policy.items())
