"""The annotators' page: articles to label, disputes to settle, work to coordinate.

`app.make_app` is the whole of it as an ASGI application; `server.run_page` serves it. Routes ask
`access` who may come in, change the corpus through the same functions as the command line, and
render templates that escape everything.
"""
