"""What gunicorn serves: `gunicorn -c gunicorn.conf.py wsgi:app`."""

from gevent import monkey

monkey.patch_all()

from chatty.app import create_app

app = create_app()
