"""What rules refuse keeps both texts on its way to another process, and is told as wrong input."""

import pickle

import pytest

from onedata_assets.domain.metadata.annotations import AnnotationError
from onedata_assets.domain.metadata.documents import DocumentError
from onedata_assets.domain.metadata.join_paths import NoJoinError
from onedata_assets.domain.metadata.model import TableName
from onedata_assets.domain.metadata.profiles import Place
from onedata_assets.domain.metadata.standards import StandardError
from onedata_assets.domain.security.policies import PolicyError
from onedata_assets.domain.security.refusals import Fault, SettingError
from onedata_resources.errors import BadInputError, refusals_told

REFUSED = [
    AnnotationError("no such tag", "无此标签"),
    DocumentError("too long", "过长", "label"),
    NoJoinError(Place("shop", TableName("", "orders")), (Place("crm", TableName("", "people")),)),
    PolicyError("no such action", "无此操作"),
    SettingError([Fault("memory", "too much", "过大")]),
    StandardError("no such column", "无此列"),
]


@pytest.mark.parametrize("error", REFUSED, ids=lambda each: type(each).__name__)
def test_a_refusal_is_the_same_in_another_process(error):
    back = pickle.loads(pickle.dumps(error))
    assert type(back) is type(error)
    assert vars(back) == vars(error)
    assert str(back) == f"{error.en}\n{error.zh}"


@pytest.mark.parametrize("error", REFUSED, ids=lambda each: type(each).__name__)
def test_a_refusal_is_told_as_wrong_input_with_both_texts(error):
    with pytest.raises(BadInputError) as told, refusals_told(type(error)):
        raise error
    assert (told.value.en, told.value.zh) == (error.en, error.zh)
    assert told.value.__cause__ is error
