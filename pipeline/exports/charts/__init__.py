"""Charts as SVG text: pure functions of series, for the report and the case pages.

A chart fills the width of its container, with text that keeps its size: curves are drawn
in a stretched inner picture of 1000 by 1000 units, labels in per cent of the plot.
"""

from pipeline.exports.charts.daily_chart import daily_chart
from pipeline.exports.charts.load_chart import load_charts
from pipeline.exports.charts.signal_chart import signal_chart
from pipeline.exports.charts.sparkline import sparkline

__all__ = ["daily_chart", "load_charts", "signal_chart", "sparkline"]
