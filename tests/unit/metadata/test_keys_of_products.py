"""Keys and references of known products: Airflow, Bugzilla, TPC-E, shops and offices."""

import random
import uuid

import polars as pl
import pytest

from tests.unit.metadata.relational import found, one, relations

pytestmark = pytest.mark.row("S10")
RNG = random.Random(71)


def drawn(values: list, count: int) -> list:
    return [RNG.choice(values) for _ in range(count)]


def test_a_name_that_goes_on_where_a_keys_ends_is_of_it():
    staff = sorted(RNG.sample(range(2000, 9000), 300))
    frames = {
        "tb_funcionario": pl.DataFrame(
            {
                "nr_matricula": staff,
                "nm_funcionario": [f"Nome {at}" for at in staff],
                "nr_matricula_superior": [None, *drawn(staff[:20], 299)],
            }
        ),
        "tb_categoria": pl.DataFrame(
            {
                "id_categoria": range(1, 61),
                "nm_categoria": [f"Categoria {at}" for at in range(60)],
                "id_categoria_pai": [None] * 6 + [RNG.randint(1, 6) for _ in range(54)],
            }
        ),
        "tb_loja": pl.DataFrame(
            {
                "id_loja": range(1, 49),
                "nr_matricula_gerente": RNG.sample(staff, 48),
                "qt_vagas": [RNG.randint(10, 60) for _ in range(48)],
            }
        ),
    }
    told = found(frames)
    assert one("tb_loja", "nr_matricula_gerente", "tb_funcionario", "nr_matricula") in told
    superior = one("tb_funcionario", "nr_matricula_superior", "tb_funcionario", "nr_matricula")
    assert superior in told
    assert one("tb_categoria", "id_categoria_pai", "tb_categoria", "id_categoria") in told
    assert not [each for each in told if ("qt_vagas", "id_categoria") in each[1]]


def runs() -> dict[str, pl.DataFrame]:
    """Return runs of workflows that have numbers, and tasks that tell them by their names."""
    dags = [f"dag_{at}" for at in range(12)]
    names = [f"scheduled__2024-01-{day:02}" for day in range(1, 29)]
    each = [(dag, name) for dag in dags for name in names]
    tasks = [(*run, f"task_{at}") for run in each for at in range(1, 4)]
    sent = RNG.sample(tasks, 300)
    return {
        "dag": pl.DataFrame({"dag_id": dags, "owner": drawn(["ops", "bi"], 12)}),
        "dag_run": pl.DataFrame(
            {
                "id": range(1, len(each) + 1),
                "dag_id": [dag for dag, _ in each],
                "queued_at": [
                    f"2024-02-01 00:{at % 60:02}:{at % 59:02}" for at in range(len(each))
                ],
                "state": drawn(["success", "failed"], len(each)),
                "run_id": [name for _, name in each],
            }
        ),
        "task_instance": pl.DataFrame(
            {
                "task_id": [task for *_, task in tasks],
                "dag_id": [dag for dag, *_ in tasks],
                "run_id": [name for _, name, _ in tasks],
                "duration": [RNG.uniform(1, 900) for _ in tasks],
            }
        ),
        "xcom": pl.DataFrame(
            {
                "key": drawn(["return_value", "rows"], 300),
                "dag_id": [dag for dag, *_ in sent],
                "run_id": [name for _, name, _ in sent],
            }
        ),
    }


def test_a_row_with_a_number_is_told_by_columns_that_another_table_has_too():
    both = frozenset({("dag_id", "dag_id"), ("run_id", "run_id")})
    told = relations(runs())
    keys = {
        each.columns
        for place, its in told.keys.items()
        if place.table.name == "dag_run"
        for each in its.candidates
    }
    assert {("id",), ("dag_id", "run_id")} <= keys
    assert ("task_instance", both, "dag_run") in found(runs())


def bills() -> tuple[pl.DataFrame, list[tuple[str, str, str]]]:
    units = [f"D{at:05}" for at in range(90)]
    rows = [
        (unit, f"2023{month:02}", kind)
        for unit in units
        for month in range(1, 13)
        for kind in RNG.sample(["110", "210", "310", "410"], 2)
    ]
    frame = pl.DataFrame(rows, schema=["danweibianhao", "suoshuqi", "xianzhongdaima"], orient="row")
    return frame.with_columns(jishu=pl.Series([RNG.uniform(1, 9e5) for _ in rows])), rows


def test_what_was_paid_of_each_bill_refers_to_it_though_each_is_paid_once():
    owed, rows = bills()
    paid = RNG.sample(rows, 1500)
    frames = {
        "heding": owed,
        "daozhang": pl.DataFrame(
            {
                "liushuihao": [f"LS{at:08}" for at in range(1500)],
                "danweibianhao": [unit for unit, *_ in paid],
                "suoshuqi": [month for _, month, _ in paid],
                "xianzhongdaima": [kind for *_, kind in paid],
                "jine": [RNG.uniform(1, 9e5) for _ in paid],
            }
        ),
    }
    parts = ("danweibianhao", "suoshuqi", "xianzhongdaima")
    assert ("daozhang", frozenset((each, each) for each in parts), "heding") in found(frames)


def test_trades_are_meant_by_what_is_called_by_them_though_all_of_it_is_settled():
    trades = [200_000_000 + at for at in range(1, 1201)]
    settled = sorted(RNG.sample(trades, 1100))
    frames = {
        "TRADE": pl.DataFrame(
            {"T_ID": trades, "T_QTY": drawn([100, 200], 1200), "T_CHRG": drawn([1.5, 2.5], 1200)}
        ),
        "SETTLEMENT": pl.DataFrame(
            {"SE_T_ID": settled, "SE_CASH_TYPE": drawn(["Margin", "Cash"], 1100)}
        ),
        "CASH_TRANSACTION": pl.DataFrame(
            {"CT_T_ID": RNG.sample(settled, 900), "CT_NAME": drawn(["buy", "sell"], 900)}
        ),
    }
    assert one("CASH_TRANSACTION", "CT_T_ID", "TRADE", "T_ID") in found(frames)


@pytest.mark.parametrize(
    ("table", "key", "above"),
    [
        ("Warengruppe", "WgNr", "Obergruppe"),
        ("jingbanjigou", "jigoubianhao", "shangjijigou"),
        ("T_BM", "BMBH", "SJBM"),
    ],
)
def test_the_row_above_is_called_by_its_table(table: str, key: str, above: str):
    codes = [f"{letter}{at:02}" for letter in "ABCD" for at in range(0, 50, 7)]
    frame = pl.DataFrame(
        {
            key: codes,
            "bezeichnung": [f"{at} {at}" for at in codes],
            above: [None] * 4 + drawn(codes[:4], len(codes) - 4),
        }
    )
    assert one(table, above, table, key) in found({table: frame})


def test_rows_are_what_their_tables_name_ends_with():
    orders = [f"CO2024{at:06}" for at in range(700)]
    frames = {
        "chargeOrder": pl.DataFrame({"orderNo": orders, "kwh": drawn([7.5, 22.0], 700)}),
        "orderEvaluate": pl.DataFrame(
            {
                "evaluateId": range(1, 401),
                "orderNo": RNG.sample(orders, 400),
                "score": drawn([3, 4, 5], 400),
            }
        ),
    }
    keys = {str(place): its.primary for place, its in relations(frames).keys.items()}
    told = keys["orderEvaluate"]
    assert told is not None
    assert told.columns == ("evaluateId",)


def test_a_made_up_number_that_stands_first_is_the_key_of_its_rows():
    parties = [str(uuid.UUID(int=RNG.getrandbits(128))) for _ in range(500)]
    firms = RNG.sample(parties, 200)
    frames = {
        "parties": pl.DataFrame({"id": parties, "kind": drawn(["person", "firm"], 500)}),
        "organisations": pl.DataFrame(
            {
                "party_id": firms,
                "company_number": [f"{at:08}" for at in RNG.sample(range(10**7, 10**8), 200)],
                "turnover": [RNG.uniform(1, 9e6) for _ in firms],
            }
        ),
        "contacts": pl.DataFrame(
            {"organisation_id": drawn(firms, 600), "phone": drawn(["1", "2"], 600)}
        ),
    }
    assert one("contacts", "organisation_id", "organisations", "party_id") in found(frames)


def test_a_column_called_as_a_list_has_its_values():
    kinds = ["blocker", "critical", "major", "normal", "minor", "trivial"]
    frames = {
        "bug_severity": pl.DataFrame(
            {"id": range(1, 7), "value": kinds, "sortkey": range(100, 700, 100)}
        ),
        "priority": pl.DataFrame(
            {
                "id": range(1, 6),
                "value": ["P1", "P2", "P3", "P4", "P5"],
                "sortkey": range(100, 600, 100),
            }
        ),
        "bugs": pl.DataFrame(
            {
                "bug_id": range(1, 801),
                "bug_severity": drawn(kinds, 800),
                "priority": drawn(["P1", "P2", "P3"], 800),
            }
        ),
    }
    assert found(frames) == {
        one("bugs", "bug_severity", "bug_severity", "value"),
        one("bugs", "priority", "priority", "value"),
    }


def test_lots_tell_which_drug_they_are_of():
    drugs = [f"SP{at:05}" for at in range(300)]
    lots = [(drug, f"{RNG.randrange(10**6):06}{drug[-2:]}") for drug in drugs for _ in range(3)]
    sold = drawn(lots, 2500)
    frames = {
        "T_SPZD": pl.DataFrame({"SPBH": drugs, "GG": drawn(["5mg", "10mg"], 300)}),
        "T_SPPH": pl.DataFrame(lots, schema=["SPBH", "PH"], orient="row").with_columns(
            SCRQ=pl.Series(drawn(["2023-01-02", "2023-03-04"], len(lots)))
        ),
        "T_XSMX": pl.DataFrame(sold, schema=["SPBH", "PH"], orient="row").with_columns(
            DJH=pl.Series([f"XS{at // 3:07}" for at in range(2500)]),
            SL=pl.Series([RNG.randint(1, 90) for _ in sold]),
        ),
    }
    both = frozenset({("SPBH", "SPBH"), ("PH", "PH")})
    told = found(frames)
    assert ("T_XSMX", both, "T_SPPH") in told
    assert one("T_XSMX", "SPBH", "T_SPZD", "SPBH") not in told
