"""Two real executors do to a lake what one machine does: the same rows are left, and nobody who was erased.

Where pyspark is not installed this is left out, with one line; `.ci/run spark` installs it and runs it.
`python benchmarks/lakes.py --spark` is the same at full size.
"""

from __future__ import annotations

import shutil

import pytest

from tests.lakes import water
from troth.adapters.connectors.lake import Lake

pytest.importorskip("pyspark", reason="Spark left out: needs Java 17; then `.ci/run spark`")
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::ResourceWarning")]

CLUSTER = "local-cluster[2,1,1024]"


@pytest.fixture(scope="module")
def runner():
    from troth.adapters.connectors.spark_running import SparkRunner

    if shutil.which("java") is None:
        pytest.fail(
            "pyspark is here and `java` is not on the PATH; install Java 17 (Debian: openjdk-17-jre-headless)"
        )
    runner = SparkRunner(CLUSTER, {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"})
    yield runner
    runner.close()


def test_two_executors_leave_what_one_machine_leaves(tmp_path, runner):
    here, there = (water.fill(tmp_path / name, "parquet") for name in ("here", "there"))
    orders = [water.order(), water.order(water.OTHER)]
    expected = [receipt.counts for receipt in water.holding(here).erase_many(orders)]
    place = water.holding(there, lake=Lake(str(there), runner))
    receipts = place.erase_many(orders)
    assert [(receipt.state, receipt.counts) for receipt in receipts] == [("done", each) for each in expected]
    assert water.everything(there) == water.everything(here)
    assert water.bytes_with(there, "13800138000", "wang.fang@mail.example") == set()
    assert len(runner.worked) == 2
    session = runner.session()
    left = session.read.parquet(str(there / "people")).where(
        "phone like '%13800138000' or phone like '%13900139000'"
    )
    assert left.count() == 0
    assert [each.at for each in place.erase_many(orders)] == [each.at for each in receipts]


def test_executors_read_the_files_of_delta_and_the_driver_writes(tmp_path, runner):
    here, there = (water.fill(tmp_path / name, "delta") for name in ("here", "there"))
    runner.worked.clear()
    expected = water.holding(here).erase(water.order())
    place = water.holding(there, lake=Lake(str(there), runner))
    assert place.find(water.order()).parts == {"people": 1, "visits": 2, "bills": 1, "talks": 3}
    receipt = place.erase(water.order())
    assert (receipt.state, receipt.counts) == ("done", expected.counts)
    assert water.everything(there) == water.everything(here)
    assert water.bytes_with(there, "13800138000", "li.lei@mail.example") == set()
    assert sum(runner.worked.values()) > 8
