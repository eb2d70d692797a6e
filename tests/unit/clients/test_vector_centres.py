"""What passages say is told from the language that they say it in."""

import numpy as np
import pytest

from onedata_resources.clients.vector_centres import Centres
from onedata_resources.clients.vector_words import without_codes

DELIVERY, RETURNS, ENGLISH = np.eye(3, dtype=np.float32)


def unit(*parts: np.ndarray) -> np.ndarray:
    total = np.sum(parts, axis=0)
    return total / np.linalg.norm(total)


def test_a_question_finds_the_answer_in_the_other_language():
    content = [DELIVERY, RETURNS, DELIVERY, RETURNS] * 10
    languages = ["zh", "zh", "en", "en"] * 10
    vectors = np.array(
        [
            unit(said, (3 if language == "en" else -3) * ENGLISH)
            for said, language in zip(content, languages, strict=True)
        ]
    )
    question = unit(DELIVERY, -3 * ENGLISH)
    assert {int(n) % 4 for n in np.argsort(vectors @ question)[-20:]} == {0, 1}
    centred = Centres.of(vectors, languages).centred(vectors, languages)
    assert {int(n) % 4 for n in np.argsort(centred @ question)[-20:]} == {0, 2}


@pytest.mark.parametrize("languages", [["zh"], ["en"], ["zh", "en"], ["zh", "zh", "unknown"]])
def test_the_only_passage_of_a_language_keeps_something(languages: list[str]):
    vectors = np.eye(3, dtype=np.float32)[: len(languages)]
    centres = Centres.of(vectors, languages)
    assert np.isfinite(centres.centred(vectors, languages)).all()
    assert len(languages) == 1 or np.linalg.norm(centres.centred(vectors, languages), axis=1).all()


def test_centres_are_read_as_they_were_written():
    vectors = np.eye(3, dtype=np.float32)
    centres = Centres.of(vectors, ["zh", "en", "en"])
    again = Centres.loads(centres.dumps())
    np.testing.assert_allclose(again.other, centres.other, rtol=1e-6)


@pytest.mark.parametrize(
    ("heading", "left"),
    [
        ("退换货政策 POL-RET-002 > 退货期限", "退换货政策 > 退货期限"),
        ("Data Dictionary DD-2017-03", "Data Dictionary"),
        ("退货POL-RET-002", "退货"),
        ("MEAT-PCKGD and Type A", "MEAT-PCKGD and Type A"),
        ("COVID-19 rules", "COVID-19 rules"),
        ("POL-RET-002", "POL-RET-002"),
    ],
)
def test_codes_are_left_out_of_the_embedded_heading(heading: str, left: str):
    assert without_codes(heading) == left
