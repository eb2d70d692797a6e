"""`python -m onedata_assets.cli` is `onedata`."""

from onedata_assets.cli.main import app

app()
