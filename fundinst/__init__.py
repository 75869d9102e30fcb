"""The project: its wiring (settings, urls, wsgi) and the ground floor that knows no table.

Every app may import the ground floor; the ground floor imports no app.
"""
