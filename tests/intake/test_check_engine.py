"""The one database of the process: apart per call, closed to files, silent about values."""

from concurrent.futures import ThreadPoolExecutor

import pyarrow as pa
import pytest
from delivery import BSNS, check_rows, rules

from uitkomst.intake.checking.engine import QueryFailed, query


def test_checks_at_the_same_time_do_not_see_each_other() -> None:
    def broken(number: int) -> int:
        rows = [{"bsn": "123456789"}] * number
        return rules(check_rows(*rows, *({"bsn": bsn} for bsn in BSNS)))["V01"]

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(broken, range(1, 13))) == list(range(1, 13))


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_text('/etc/hostname')",
        "copy (select 1) to '/tmp/uitkomst-mag-niet.csv'",
        "attach '/tmp/uitkomst-mag-niet.db'",
        "install httpfs",
        "set enable_external_access = true",
    ],
)
def test_sql_reaches_no_file_and_no_network(sql: str) -> None:
    with pytest.raises(QueryFailed):
        query(sql)


def test_a_failure_does_not_repeat_the_value_that_caused_it() -> None:
    with pytest.raises(QueryFailed) as failed:
        query("select bsn::int from t", t=pa.table({"bsn": ["99990000X"]}))

    assert "99990000X" not in repr(failed.value)
    assert failed.value.__suppress_context__


def test_a_variable_of_the_caller_is_no_table() -> None:
    geheim = pa.table({"bsn": ["999900006"]})
    with pytest.raises(QueryFailed):
        query("select * from geheim")
    assert geheim.num_rows == 1
