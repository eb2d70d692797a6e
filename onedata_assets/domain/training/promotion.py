"""When a newly trained model may take the place of the one in use, and how its backtest is told.

A candidate is promoted if its backtest beats the seasonal-naive baseline in both errors on the
same folds, and only then. It is not compared with the champion: a backtest judges the recipe on
models trained up to each fold's origin, and the champion itself has seen the days of these folds,
so its error there would be that of a model that knows the answers. A champion trained on older
days has no fold that is fair to both until 14 days after its last. The champion that a losing
candidate leaves in place still forecasts from the newest sales.
"""

import math
from collections.abc import Mapping

from onedata_assets.domain.training.backtest import Backtest, Score
from onedata_assets.domain.training.intervals import COVERAGE, coverage_by_fold, measured_coverage

ERRORS = ("wape", "mase", "baseline_wape", "baseline_mase")
"""The figures that decide, by the names under which they are kept."""
NAN = float("nan")


def beats(model: Score, baseline: Score) -> bool:
    """Tell whether the model's errors are both smaller; an error that is not a number never is."""
    return model.wape < baseline.wape and model.mase < baseline.mase


def figures_beat(figures: Mapping[str, float]) -> bool:
    """Tell whether a version beats the baseline by the figures that are kept of it."""
    wape, mase, baseline_wape, baseline_mase = (figures.get(name, NAN) for name in ERRORS)
    return beats(Score(wape, mase), Score(baseline_wape, baseline_mase))


def figures(result: Backtest) -> dict[str, float]:
    """Return the backtest's overall figures by name, without those that are not a number."""
    named = {
        "wape": result.model.wape,
        "mase": result.model.mase,
        "baseline_wape": result.baseline.wape,
        "baseline_mase": result.baseline.mase,
        "interval_coverage": measured_coverage(result.folds),
        "interval_coverage_nominal": COVERAGE,
    }
    return _numbers(named)


def fold_figures(result: Backtest) -> list[dict[str, float]]:
    """Return each fold's figures by name, oldest fold first, without those that are no number."""
    held = coverage_by_fold(result.folds)
    return [
        _numbers(
            {
                "fold_wape": fold.model.wape,
                "fold_mase": fold.model.mase,
                "fold_baseline_wape": fold.baseline.wape,
                "fold_baseline_mase": fold.baseline.mase,
                "fold_interval_coverage": share,
            }
        )
        for fold, share in zip(result.folds, held, strict=True)
    ]


def folds_markdown(result: Backtest) -> str:
    """Return the folds as a table: origin, both errors beside the baseline's, and coverage."""
    held = coverage_by_fold(result.folds)
    lines = [
        "| 起点 / origin | WAPE | 基线 / baseline | MASE | 基线 / baseline | 区间覆盖 / coverage |",
        "|---|---|---|---|---|---|",
        *(
            _line(str(fold.origin), fold.model, fold.baseline, share)
            for fold, share in zip(result.folds, held, strict=True)
        ),
        _line("全部 / all", result.model, result.baseline, measured_coverage(result.folds)),
    ]
    return "\n".join(lines)


def _line(name: str, model: Score, baseline: Score, held: float) -> str:
    numbers = (model.wape, baseline.wape, model.mase, baseline.mase, held)
    told = ("–" if math.isnan(number) else f"{number:.3f}" for number in numbers)
    return f"| {name} | " + " | ".join(told) + " |"


def _numbers(named: Mapping[str, float]) -> dict[str, float]:
    return {name: value for name, value in named.items() if not math.isnan(value)}
