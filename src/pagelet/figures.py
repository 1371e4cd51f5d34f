"""Figures of matplotlib: shown by ``display(figure)``, and by ``plt.show()`` as on the desktop.

This module is matplotlib's backend in the page: https://matplotlib.org/stable/users/explain/figure/writing_a_backend_pyplot_interface.html
"""

from __future__ import annotations

from .place import document, window

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def show_figure(box: Any, figure: Any) -> None:
    """Put a figure into a box, where it is drawn anew when it changes."""
    image = document.createElement("img")
    image.style.maxWidth = "100%"
    image.style.height = "auto"
    ratio = _ratio()
    _put(image, _picture(figure, ratio), ratio)
    box.append(image)
    canvas: Any = getattr(figure, "canvas", None)
    if hasattr(canvas, "shown"):
        canvas.shown.append(image)
        # Animations begin with the first drawing that is no picture in a file.
        if canvas.callbacks.callbacks.get("draw_event"):
            canvas.draw_idle()


def _ratio() -> float:
    """Ask how many dots of the screen are one of the page's."""
    return float(window.devicePixelRatio or 1)


def _picture(figure: Any, ratio: float) -> tuple[bytes, str]:
    """Draw a figure as sharp as the screen is; return the picture and what it is called."""
    import io

    dpi: Any = getattr(figure, "dpi", None) or getattr(getattr(figure, "figure", None), "dpi", 100)
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=dpi * ratio, bbox_inches="tight")
    return file.getvalue(), _title(figure)


def _put(image: Any, picture: tuple[bytes, str], ratio: float) -> None:
    from .mime import data_url

    data, title = picture
    image.src = data_url("image/png", data)
    image.alt = title
    # A PNG says how wide it is right after its signature and the head of its first chunk.
    image.width = round(int.from_bytes(data[16:20], "big") / ratio)


def _title(figure: Any) -> str:
    titles = [axes.get_title() for axes in getattr(figure, "axes", [])]
    return ", ".join([title for title in titles if title]) or "figure"


def __getattr__(name: str) -> Any:
    # Only matplotlib asks for it, and only then is it there to import.
    if name != "FigureCanvas":
        raise AttributeError(name)
    globals()[name] = _canvas()
    return globals()[name]


def _timer() -> Any:
    import asyncio

    from matplotlib.backend_bases import TimerBase

    class PageTimer(TimerBase):  # type: ignore[misc]
        """The clock of animations."""

        _due: Any = None

        def _timer_start(self) -> None:
            self._timer_stop()
            self._due = asyncio.get_event_loop().call_later(self._interval / 1000, self._tick)

        def _timer_stop(self) -> None:
            if self._due is not None:
                self._due.cancel()
            self._due = None

        def _timer_set_interval(self) -> None:
            if self._due is not None:
                self._timer_start()

        def _tick(self) -> None:
            self._on_timer()
            if self._due is not None and not self._single:
                self._timer_start()

    return PageTimer


def _manager() -> Any:
    from matplotlib import is_interactive
    from matplotlib._pylab_helpers import Gcf
    from matplotlib.backend_bases import FigureManagerBase

    class PageManager(FigureManagerBase):  # type: ignore[misc]
        """Shows all figures that are open, and closes them: each script has its own."""

        @classmethod
        def pyplot_show(cls, *, block: Any = None) -> None:
            from .output import display

            for manager in Gcf.get_all_fig_managers():
                if not any(image.isConnected for image in manager.canvas.shown):
                    display(manager.canvas.figure)
            # Who goes on working with them, as plt.pause() does, says so.
            if block or (block is None and not is_interactive()):
                Gcf.destroy_all()

    return PageManager


def _canvas() -> Any:
    import asyncio

    from matplotlib.backends.backend_agg import FigureCanvasAgg

    class PageCanvas(FigureCanvasAgg):  # type: ignore[misc]
        """Draws a figure anew wherever the page shows it, once a turn however much has changed."""

        manager_class = _manager()
        _timer_cls = _timer()

        def __init__(self, figure: Any = None) -> None:
            super().__init__(figure)
            self.shown: list[Any] = []
            self._late = False

        def draw(self) -> None:
            # While the page is asked other Python may run. What that changes is to be drawn later, so only what happens
            # between questions is not looked at: to save a picture changes the figure, too.
            ratio = _ratio()
            self.shown = [image for image in self.shown if image.isConnected]
            self._late = True
            try:
                super().draw()
                picture = _picture(self.figure, ratio) if self.shown else None
            finally:
                self._late = False
            if picture is not None:
                for image in self.shown:
                    _put(image, picture, ratio)

        def draw_idle(self, *_arguments: Any, **_options: Any) -> None:
            if self.shown and not self._late:
                self._late = True
                asyncio.get_event_loop().call_soon(self.flush_events)

        def flush_events(self) -> None:
            if self._late:
                self.draw()

    return PageCanvas


__all__ = ["show_figure"]
