import ast

import numpy as np
import pytest

from onedata_assets.domain.serving.agreement import compare, latency
from onedata_assets.domain.serving.package import package
from onedata_assets.domain.training.forecast import Forecaster
from onedata_assets.domain.training.model import train
from onedata_assets.domain.training.panel import PanelError
from tests.unit.training.panels import weekly_panel


@pytest.mark.parametrize(
    ("served", "equal"),
    [
        ([100.0, 0.0], True),
        ([100.0 + 1e-8, 0.0], True),
        ([100.001, 0.0], False),
        ([100.0, 1e-6], False),
        ([0.0, 100.0], False),
        ([np.nan, 0.0], False),
        ([100.0], False),
        ([100.0, 0.0, 0.0], False),
    ],
)
def test_served_predictions_agree_only_where_each_row_does(served, equal):
    assert compare(np.array(served), np.array([100.0, 0.0])).equal is equal


def test_no_predictions_are_no_agreement():
    assert not compare(np.array([]), np.array([])).equal


def test_latency_tells_the_median_and_the_worst():
    assert latency([1.0, 9.0, 2.0]) == {"latency_p50_ms": 2.0, "latency_max_ms": 9.0}


def test_a_package_holds_the_configuration_the_code_and_the_model():
    panel = weekly_panel(100)
    model = train(panel, 99)
    packed = package("sales", model, model.feature_name())
    assert 'name: "sales"' in packed.config
    assert f"dims: [ -1, {model.num_feature()} ]" in packed.config
    assert packed.config.count("{") == packed.config.count("}")
    assert packed.files["model.lgb"] == model.model_to_string()


def test_the_code_that_is_served_imports_nothing_of_the_project():
    panel = weekly_panel(100)
    code = package("sales", train(panel, 99), ["a"]).files["model.py"]
    imported = {
        name.name
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Import)
        for name in node.names
    }
    assert imported == {"ctypes", "os", "sys", "lightgbm", "numpy", "triton_python_backend_utils"}


def test_a_model_without_its_departments_is_refused():
    with pytest.raises(PanelError, match="train it again"):
        Forecaster.restored(train(weekly_panel(100), 99), {"departments": ["A"]})
