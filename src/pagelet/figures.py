"""Figures of matplotlib: shown by ``display(figure)``, and by ``plt.show()`` as on the desktop.

This module is matplotlib's backend in the page: https://matplotlib.org/stable/users/explain/figure/writing_a_backend_pyplot_interface.html
"""

from __future__ import annotations

from .place import document, window

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def show_figure(box: Any, figure: Any) -> None:
    """Put a figure into a box, as sharp as the screen is."""
    import io

    from .mime import data_url

    ratio = float(window.devicePixelRatio or 1)
    dpi: Any = getattr(figure, "dpi", None) or getattr(getattr(figure, "figure", None), "dpi", 100)
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=dpi * ratio, bbox_inches="tight")
    data = file.getvalue()
    image = document.createElement("img")
    image.src = data_url("image/png", data)
    image.alt = _title(figure)
    # A PNG says how wide it is right after its signature and the head of its first chunk.
    image.width = round(int.from_bytes(data[16:20], "big") / ratio)
    image.style.maxWidth = "100%"
    image.style.height = "auto"
    box.append(image)


def _title(figure: Any) -> str:
    titles = [axes.get_title() for axes in getattr(figure, "axes", [])]
    return ", ".join([title for title in titles if title]) or "figure"


def __getattr__(name: str) -> Any:
    # Only matplotlib asks for it, and only then is it there to import.
    if name != "FigureCanvas":
        raise AttributeError(name)
    globals()[name] = _canvas()
    return globals()[name]


def _canvas() -> Any:
    from matplotlib._pylab_helpers import Gcf
    from matplotlib.backend_bases import FigureManagerBase
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    class PageManager(FigureManagerBase):  # type: ignore[misc]
        """Shows all figures that are open, and closes them: each script has its own."""

        @classmethod
        def pyplot_show(cls, *, block: Any = None) -> None:  # noqa: ARG003 - matplotlib's signature
            from .output import display

            for manager in Gcf.get_all_fig_managers():
                display(manager.canvas.figure)
            Gcf.destroy_all()

    class PageCanvas(FigureCanvasAgg):  # type: ignore[misc]
        manager_class = PageManager

    return PageCanvas


__all__ = ["show_figure"]
