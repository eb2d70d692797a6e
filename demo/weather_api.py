"""The demo's store weather interface: paged JSON on loopback, synthetic and labelled so.

`GET /v1/store-weather?from=2017-01-01&to=2017-01-31&page=1&size=1000` answers
`{"synthetic": true, "items": [...], "next": "<path>" or null, ...}`. What the weather is comes
from `demo/weather.py`.
"""

import argparse
import json
from datetime import date
from urllib.parse import urlencode

import polars as pl
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from demo.source_frames import package_data
from demo.weather import row_count, store_weather

MAX_SIZE = 10_000
NOTE = {
    "en": "Synthetic weather, computed from store and day; nothing was measured.",
    "zh": "合成天气：由门店与日期计算得出，并非实测。",
}


def weather_app(stores: list[int]) -> Starlette:
    """Return the interface for these stores."""

    def about(request: Request) -> Response:
        del request
        return JSONResponse({"synthetic": True, "note": NOTE, "stores": len(stores)})

    def weather(request: Request) -> Response:
        try:
            first, last, page, size = _asked(request)
        except ValueError as error:
            return JSONResponse({"error": str(error)}, status_code=400)
        total = row_count(stores, first, last)
        items = store_weather(stores, first, last, (page - 1) * size, size)
        following = {"from": first, "to": last, "page": page + 1, "size": size}
        head = {
            "synthetic": True,
            "note": NOTE,
            "page": page,
            "total": total,
            "next": f"{request.url.path}?{urlencode(following)}" if page * size < total else None,
        }
        text = json.dumps(head, ensure_ascii=False)
        return Response(
            f'{text[:-1]}, "items": {items.write_json()}}}', media_type="application/json"
        )

    return Starlette(routes=[Route("/", about), Route("/v1/store-weather", weather)])


def _asked(request: Request) -> tuple[date, date, int, int]:
    """Return what the query asks for.

    Raises:
        ValueError: A parameter is missing or out of range; the text names it in both languages.
    """
    query = request.query_params
    try:
        first, last = date.fromisoformat(query["from"]), date.fromisoformat(query["to"])
        page, size = int(query.get("page", "1")), int(query.get("size", "1000"))
    except (KeyError, ValueError) as error:
        raise ValueError(
            "from and to must be dates (2017-01-31), page and size whole numbers / "
            "from 与 to 须为日期（2017-01-31），page 与 size 须为整数"
        ) from error
    if page < 1 or not 1 <= size <= MAX_SIZE:
        raise ValueError(
            f"page starts at 1, size is 1 to {MAX_SIZE} / page 从 1 起，size 取 1 至 {MAX_SIZE}"
        )
    return first, last, page, size


def demo_stores() -> list[int]:
    """Return the stores of the retail source, in order."""
    sales = pl.scan_parquet(package_data() / "transactions.parquet")
    return sales.select(pl.col("store_id").unique().sort()).collect()["store_id"].to_list()


def main() -> None:
    """Serve until interrupted; on loopback unless told otherwise."""
    parser = argparse.ArgumentParser(description=f"{NOTE['en']} / {NOTE['zh']}")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8766)
    told = parser.parse_args()
    uvicorn.run(weather_app(demo_stores()), host=told.host, port=told.port, log_level="warning")


if __name__ == "__main__":
    main()
