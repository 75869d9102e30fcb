"""What gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fundinst.settings")
application = get_wsgi_application()
# The program itself is there to stay: a register of 20,000 rows makes the collector look through
# all objects again and again, which takes as long as matching the rows does.
gc.freeze()
