"""A portal that may not write the folder of Kettle files. Root may, so this proves no row in CI."""

import os

import pytest

from tests.component.tables.standard_house import told_of_a_portal_that_cannot_write


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_of_another_account_is_told(members, project):
    (project / "kettle_jobs").mkdir()
    (project / "kettle_jobs").chmod(0o500)
    told_of_a_portal_that_cannot_write(members)
