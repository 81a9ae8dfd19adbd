"""Floor 3: HTTP. A Screen becomes a FAB view, a REST resource and a Flask-Admin grid."""
