"""What a WSGI server serves: `app.wsgi:application`."""

from app.reload import Live

application = Live()
