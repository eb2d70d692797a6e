"""Steps that the engine does not have are refused by name and place, with what to do instead."""

import pytest

from onedata_resources.kettle.errors import PrepareError
from onedata_resources.kettle.refused import INSTEAD
from onedata_resources.kettle.settings.catalogue import SETTINGS
from tests.unit.kettle.running import ktr, run, six, step


def test_a_step_is_refused_by_name_and_place_with_what_to_do_instead():
    with pytest.raises(PrepareError) as error:
        run(ktr(six(), step("load", "OraBulkLoader"), step("look", "StreamLookUp")))
    assert "'load' (OraBulkLoader: write with TableOutput)" in error.value.en
    assert "'look' (StreamLookUp; near: StreamLookup)" in error.value.en
    assert "'load'（OraBulkLoader：请用 TableOutput 写入）" in error.value.zh


def test_no_step_that_the_engine_has_is_called_refused():
    assert not set(INSTEAD) & set(SETTINGS)
