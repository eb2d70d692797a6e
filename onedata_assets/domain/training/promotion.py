"""When a newly trained model may take the place of the one in use, and how its backtest is told."""

from onedata_assets.domain.training.backtest import Backtest, Score


def beats(model: Score, baseline: Score) -> bool:
    """Tell whether the model's errors are both smaller; an error that is not a number never is.

    The model in use is no yardstick here: it was trained on the days of these folds.
    """
    return model.wape < baseline.wape and model.mase < baseline.mase


def figures(result: Backtest, coverage: float) -> dict[str, float]:
    """Return the backtest's overall figures by name, without those that are not a number."""
    named = {
        "wape": result.model.wape,
        "mase": result.model.mase,
        "baseline_wape": result.baseline.wape,
        "baseline_mase": result.baseline.mase,
        "interval_coverage": coverage,
    }
    return {name: value for name, value in named.items() if value == value}  # noqa: PLR0124 - NaN


def fold_figures(result: Backtest) -> list[dict[str, float]]:
    """Return each fold's errors by name, oldest fold first, without those that are not a number."""
    rows = [
        {
            "fold_wape": fold.model.wape,
            "fold_mase": fold.model.mase,
            "fold_baseline_wape": fold.baseline.wape,
            "fold_baseline_mase": fold.baseline.mase,
        }
        for fold in result.folds
    ]
    return [{name: value for name, value in row.items() if value == value} for row in rows]  # noqa: PLR0124 - NaN


def folds_markdown(result: Backtest) -> str:
    """Return the folds as a table: origin and both errors, the model's beside the baseline's."""
    lines = [
        "| 起点 / origin | WAPE | WAPE 基线 / baseline | MASE | MASE 基线 / baseline |",
        "|---|---|---|---|---|",
        *(_line(str(fold.origin), fold.model, fold.baseline) for fold in result.folds),
        _line("全部 / all", result.model, result.baseline),
    ]
    return "\n".join(lines)


def _line(name: str, model: Score, baseline: Score) -> str:
    errors = (model.wape, baseline.wape, model.mase, baseline.mase)
    return f"| {name} | " + " | ".join(f"{error:.3f}" for error in errors) + " |"
