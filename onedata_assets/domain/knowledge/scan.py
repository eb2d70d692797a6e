"""Scans and photographs to elements, by `rapidocr` with its packaged models."""

import warnings
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any, cast

from onedata_assets.domain.knowledge.elements import DocumentError, Element, ElementKind
from onedata_assets.domain.knowledge.lines import Line, elements_of_lines, measure_of

if TYPE_CHECKING:
    from PIL.Image import Image
    from rapidocr import RapidOCR
    from rapidocr.utils.output import RapidOCROutput

MAX_PIXELS = 100_000_000
_QUARTER = 90


@cache
def _engine() -> "RapidOCR":
    """Two threads on two cores took half as long again as one: the pools spin."""
    from rapidocr import RapidOCR

    one_thread = {
        f"EngineConfig.onnxruntime.{kind}_op_num_threads": 1 for kind in ("intra", "inter")
    }
    return RapidOCR(params={"Global.log_level": "error"} | one_thread)


def parse_scan(data: bytes) -> tuple[list[Element], int]:
    """Return the elements of an image file and its number of frames (a TIFF may hold several).

    Raises:
        DocumentError: The file is no image, is cut short, or has more than `MAX_PIXELS` pixels.
    """
    from PIL import Image, UnidentifiedImageError

    try:
        pages = _pages(data)
    except Image.DecompressionBombError as error:
        raise _too_large(str(error)) from error
    except UnidentifiedImageError as error:
        raise DocumentError(
            "damaged",
            "the file is no image or is cut short; scan or export it again",
            "文件不是图片或已截断；请重新扫描或导出",
        ) from error
    except (OSError, SyntaxError, ValueError) as error:
        raise DocumentError(
            "damaged",
            f"the image cannot be read ({error}); scan or export it again",
            f"无法读取图片（{error}）；请重新扫描或导出",
        ) from error
    found = [
        element for number, page in enumerate(pages, 1) for element in read_image(page, page=number)
    ]
    return found, len(pages)


def _pages(data: bytes) -> "list[Image]":
    """Return the upright frames; what a picture unpacks to is known before it is unpacked."""
    from PIL import Image, ImageOps, ImageSequence

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        with Image.open(BytesIO(data)) as image:
            width, height = image.size
            if width * height > MAX_PIXELS:
                raise _too_large(f"{width} x {height}")
            frames = ImageSequence.Iterator(image)
            return [ImageOps.exif_transpose(frame.convert("RGB")) for frame in frames]


def _too_large(found: str) -> DocumentError:
    return DocumentError(
        "too_large",
        f"{found} pixels, the limit is {MAX_PIXELS:,} in all; scan at 150-300 dpi",
        f"图片像素过多（{found}），上限共 {MAX_PIXELS:,}；请以 150-300 dpi 扫描",
    )


def read_image(image: "Image", *, page: int) -> list[Element]:
    """Return headings and paragraphs of one picture of a page, whichever way it lies."""
    boxes = _recognize(image)
    if _lies_sideways(boxes):
        turned = [_recognize(image.rotate(angle, expand=True)) for angle in (_QUARTER, -_QUARTER)]
        boxes = max(turned, key=_confidence)
    lines = _lines(boxes)
    found = elements_of_lines(lines, measure_of(lines), page) if lines else []
    return [_levelled(element, first=element is found[0]) for element in found]


def _levelled(element: Element, *, first: bool) -> Element:
    """Only a first heading is outermost: the heights of recognized boxes vary too much for more."""
    if element.kind is not ElementKind.HEADING:
        return element
    return replace(element, level=1 if first else 2)


def _recognize(image: "Image") -> list[dict[str, Any]]:
    import numpy as np

    result = cast("RapidOCROutput", _engine()(np.asarray(image.convert("RGB"))[:, :, ::-1]))
    if result.boxes is None or result.txts is None or result.scores is None:
        return []
    return [
        {"box": box, "text": text, "score": float(score)}
        for box, text, score in zip(result.boxes, result.txts, result.scores, strict=True)
    ]


def _lies_sideways(boxes: Sequence[dict[str, Any]]) -> bool:
    """Tell whether most of the long boxes stand upright, which lines of text never do."""
    long = [box for box in boxes if max(_size(box)) > 2 * min(_size(box))]
    upright = [box for box in long if _size(box)[1] > _size(box)[0]]
    return len(upright) * 2 > len(long)


def _size(box: dict[str, Any]) -> tuple[float, float]:
    xs, ys = box["box"][:, 0], box["box"][:, 1]
    return float(xs.max() - xs.min()), float(ys.max() - ys.min())


def _confidence(boxes: Sequence[dict[str, Any]]) -> float:
    return sum(box["score"] * len(box["text"]) for box in boxes)


def _lines(boxes: Sequence[dict[str, Any]]) -> list[Line]:
    """Merge boxes that stand beside each other into lines, top to bottom, left to right."""
    lines: list[Line] = []
    for box in sorted(boxes, key=lambda box: float(box["box"][:, 1].mean())):
        line = _line(box)
        middle = (line.top + line.bottom) / 2
        if lines and lines[-1].top < middle < lines[-1].bottom:
            left, right = sorted((lines[-1], line), key=lambda part: part.left)
            lines[-1] = Line(
                text=f"{left.text} {right.text}",
                top=min(left.top, right.top),
                bottom=max(left.bottom, right.bottom),
                left=left.left,
                right=right.right,
                height=max(left.height, right.height),
            )
        else:
            lines.append(line)
    return lines


def _line(box: dict[str, Any]) -> Line:
    """Return the box as a line; a slanted line's height is that of its left edge."""
    corners = box["box"]
    return Line(
        text=box["text"],
        top=float(corners[:, 1].min()),
        bottom=float(corners[:, 1].max()),
        left=float(corners[:, 0].min()),
        right=float(corners[:, 0].max()),
        height=float(((corners[3] - corners[0]) ** 2).sum() ** 0.5),
    )
