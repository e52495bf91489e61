"""RGB pictures in four inks, and back: the same plain formula as for texts, without a profile of any press.

Grey is black ink alone, and no point has more than 300 % of ink. It is exact and the same everywhere, and no more than
that: a picture whose colours matter is best delivered in CMYK by whoever prepares it, and stays as it is.
"""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np
import pikepdf

# Channels nearer than this are grey, as for texts.
_GREY = 1


def separated(picture: Any) -> bool:
    """Make an RGB picture of a PDF one of four inks, in place; whether it was one. Its mask stays."""
    if picture.get("/Subtype") != "/Image" or picture.get("/ImageMask", False) or not _is_rgb(picture):
        return False
    image: Any = pikepdf.PdfImage(picture).as_pil_image()
    _write(picture, in_four_inks(np.asarray(image.convert("RGB"))), pikepdf.Name.DeviceCMYK)
    return True


def screened(picture: Any) -> bool:
    """Make a picture of four inks one of the screen's colours, in place; whether it was one. Its mask stays."""
    if picture.get("/Subtype") != "/Image" or picture.get("/ImageMask", False) or not _is_cmyk(picture):
        return False
    image: Any = pikepdf.PdfImage(picture).as_pil_image()
    if image.mode != "CMYK":
        return False
    inks = np.asarray(image).astype(np.float64)
    light = (255 - inks[..., :3]) * (255 - inks[..., 3:]) / 255
    _write(picture, np.rint(light).astype(np.uint8), pikepdf.Name.DeviceRGB)
    return True


def _write(picture: Any, pixels: np.ndarray[Any, Any], space: pikepdf.Name) -> None:
    picture.write(zlib.compress(pixels.tobytes(), 6), filter=pikepdf.Name.FlateDecode)
    for name in ("/DecodeParms", "/Decode", "/Intent"):
        if name in picture:
            del picture[name]
    picture.ColorSpace = space
    picture.BitsPerComponent = 8


def in_four_inks(pixels: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Pixels of red, green and blue as cyan, magenta, yellow and black, 0-255 each."""
    light = pixels.astype(np.float64)
    brightest = light.max(axis=2)
    grey = brightest - light.min(axis=2) <= _GREY
    safe = np.where(brightest > 0, brightest, 1.0)
    coloured = (brightest[..., None] - light) / safe[..., None] * 255
    black = np.where(grey, 255 - light.mean(axis=2), 255 - brightest)
    inks = np.dstack([np.where(grey[..., None], 0.0, coloured), black])
    rounded: np.ndarray[Any, Any] = np.rint(inks).astype(np.uint8)
    return rounded


def _is_cmyk(picture: Any) -> bool:
    space = picture.get("/ColorSpace", "")
    if isinstance(space, pikepdf.Array) and str(space[0]) == "/ICCBased":
        return int(space[1].get("/N", 0)) == 4
    return str(space) == "/DeviceCMYK"


def _is_rgb(picture: Any) -> bool:
    space = picture.get("/ColorSpace", "")
    if isinstance(space, pikepdf.Array):
        kind = str(space[0])
        if kind == "/ICCBased":
            return int(space[1].get("/N", 0)) == 3
        return kind == "/CalRGB" or (kind == "/Indexed" and str(space[1]) in ("/DeviceRGB", "/CalRGB"))
    return str(space) == "/DeviceRGB"
