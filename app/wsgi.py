"""What a WSGI server serves: `app.wsgi:application`."""

import gc

from app.reload import Live

application = Live()
gc.freeze()  # what was built stays: no collection needs to walk through it again
