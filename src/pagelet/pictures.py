"""Pictures of PIL's in modes that browsers have no format for."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# What each is shown as: https://pillow.readthedocs.io/en/stable/handbook/concepts.html#modes
_SHOWN_AS = {"HSV": "RGB", "La": "LA", "RGBa": "RGBA"}
_WHITE = 255


def shown(picture: Any) -> Any:
    """Return the picture, or one like it that PNG can hold."""
    if picture.mode == "F":
        return _stretched(picture)
    if picture.mode == "LAB":
        return _in_colours_of_a_screen(picture)
    mode = _SHOWN_AS.get(picture.mode)
    return picture.convert(mode) if mode else picture


def _stretched(picture: Any) -> Any:
    """Show numbers as greys; what is not from 0 to 255 as charts do: the least is black, the greatest is white."""
    least, greatest = picture.getextrema()
    if least < 0 or greatest > _WHITE or greatest <= 1:
        scale = _WHITE / ((greatest - least) or 1)
        picture = picture.point(lambda number: number * scale - least * scale)
    return picture.convert("L")


def _in_colours_of_a_screen(picture: Any) -> Any:
    """Convert from L*a*b*, which needs a part that not every Pillow has; without it there is the lightness."""
    try:
        from PIL import ImageCms  # type: ignore[import-not-found]

        lab, screen = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(picture, lab, screen, outputMode="RGB")
    except ImportError:
        return picture.getchannel("L")


__all__ = ["shown"]
