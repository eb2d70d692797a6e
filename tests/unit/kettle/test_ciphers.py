"""SymmetricCryptoTrans encrypts as Java's Cipher does; SecretKeyGenerator makes keys for it."""

import pytest

from onedata_resources.kettle.errors import PrepareError
from onedata_resources.kettle.passwords import encode_password
from onedata_resources.kettle.values.ciphers import BlockCipher, key_of
from tests.unit.kettle.running import grid, ktr, metrics, rows_of, run, step, text_output

DES, DESEDE = "0123456789abcdef", "0123456789abcdef23456789abcdef01456789abcdef0123"
AES = "2b7e151628aed2a6abf7158809cf4f3c"
ERRORS = (
    "<step_error_handling><error><source_step>c</source_step><target_step>bad</target_step>"
    "<is_enabled>Y</is_enabled><descriptions_valuename>d</descriptions_valuename>"
    "<codes_valuename>code</codes_valuename></error></step_error_handling>"
)


def cipher(kind: str, algorithm: str, key: str = "", settings: str = "", name: str = "c") -> str:
    return step(
        name,
        "SymmetricCryptoTrans",
        f"<operation_type>{kind}</operation_type><algorithm>{algorithm}</algorithm>"
        f"<secretKey>{key}</secretKey><messageField>m</messageField>"
        f"<resultfieldname>r</resultfieldname>{settings}",
    )


def done(tmp_path, made: str, rows: list[list[str]]) -> list[str]:
    given = grid("g", {"m": "String", "k": "String"}, rows)
    finished = run(ktr(given, made, text_output("o", tmp_path / "out")))
    assert finished.status == "Finished", finished.log.text()
    return [each.split("|")[2] for each in rows_of(tmp_path / "out")]


@pytest.mark.parametrize(
    ("algorithm", "key", "plain", "expected"),
    [  # FIPS 81, SP 800-67 and SP 800-38A
        ("DES", DES, b"Now is the time for all ",
         "3fa40e8a984d48156a271787ab8883f9893d51ec4b563b53"),
        ("DESede", DESEDE, b"The qufck brown fox jump",
         "a826fd8ce53b855fcce21c8112256fe668d5c05dd9b6b900"),
        ("AES", AES, bytes.fromhex("6bc1bee22e409f96e93d7e117393172a"),
         "3ad77bb40d7a3660a89ecaf32466ef97"),
    ],
)  # fmt: skip
def test_blocks_are_encrypted_as_published(algorithm, key, plain, expected):
    found = BlockCipher(algorithm, key_of(key, algorithm), padded=False)
    assert found.encrypted(plain).hex() == expected
    assert found.decrypted(bytes.fromhex(expected)) == plain


@pytest.mark.parametrize(("algorithm", "key"), [("DES", DES), ("desede", DESEDE), ("AES", AES)])
def test_a_text_comes_back(tmp_path, algorithm, key):
    encrypted = done(tmp_path, cipher("encrypt", algorithm, key), [["hällo 你好", ""], ["x", ""]])
    stored = encode_password(key)
    decrypted = done(tmp_path, cipher("decrypt", algorithm, stored), [[e, ""] for e in encrypted])
    assert decrypted == ["hällo 你好", "x"]


def test_keys_come_from_a_field(tmp_path):
    in_field = "<secretKeyInField>Y</secretKeyInField><secretKeyField>k</secretKeyField>"
    rows = [["x", AES], ["x", encode_password(AES)]]
    first, second = done(tmp_path, cipher("encrypt", "AES", settings=in_field), rows)
    assert first == second


def test_rows_that_fail_take_the_error_hop(tmp_path):
    rows = [["zz", ""], ["abc", ""], ["00", ""], ["", ""], ["00" * 16, ""]]
    given = grid("g", {"m": "String", "k": "String"}, rows)
    steps = (given, cipher("decrypt", "AES", AES), step("d", "Dummy"))
    hops = [("g", "c"), ("c", "d"), ("c", "bad")]
    ended = run(ktr(*steps, text_output("bad", tmp_path / "bad"), hops=hops, extra=ERRORS))
    assert (ended.status, metrics(ended, "d").read) == ("Finished", 0), ended.log.text()
    assert [each.split("|")[2:] for each in rows_of(tmp_path / "bad")] == [
        [why, "EncDecr001"]
        for why in ("Illegal hexadecimal character", "Odd number of characters.",
                    "Input length not multiple of 16 bytes", "Null input buffer",
                    "Given final block not properly padded")
    ]  # fmt: skip


def test_a_wrong_key_fails_the_step():
    given = grid("g", {"m": "String"}, [["x"]])
    ended = run(ktr(given, cipher("encrypt", "DES", AES), step("d", "Dummy")))
    assert "Invalid key length: 16 bytes" in ended.log.text()


KEYS = (
    "<fields>{}</fields><secretKeyFieldName>m</secretKeyFieldName>"
    "<algorithmFieldName>a</algorithmFieldName><secretKeyLengthFieldName>n</secretKeyLengthFieldName>"
)


def keys(*kinds: tuple[str, int, int]) -> str:
    fields = "".join(
        f"<field><algorithm>{name}</algorithm><secretKeyLen>{bits}</secretKeyLen>"
        f"<secretKeyCount>{count}</secretKeyCount></field>"
        for name, bits, count in kinds
    )
    return step("k", "SecretKeyGenerator", KEYS.format(fields))


def test_keys_are_made_of_every_kind(tmp_path):
    kinds = [("DES", 56, 2), ("DESede", 112, 1), ("DESede", 168, 1), ("AES", 256, 1)]
    ended = run(ktr(keys(*kinds), text_output("o", tmp_path / "out")))
    assert ended.status == "Finished", ended.log.text()
    rows = [each.split("|") for each in rows_of(tmp_path / "out")]
    assert [(len(key), name, bits.strip()) for key, name, bits in rows] == [
        (16, "DES", "56"), (16, "DES", "56"), (48, "DESede", "112"), (48, "DESede", "168"),
        (64, "AES", "256"),
    ]  # fmt: skip
    assert rows[2][0][:16] == rows[2][0][32:]
    assert all(each.bit_count() % 2 for each in bytes.fromhex(rows[3][0]))


def test_only_the_first_row_gets_keys(tmp_path):
    given = grid("g", {"x": "String"}, [["1"], ["2"]])
    run(ktr(given, keys(("AES", 128, 2)), text_output("o", tmp_path / "out")))
    assert [each.split("|")[0] for each in rows_of(tmp_path / "out")] == ["1", "1"]


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (step("c", "SymmetricCryptoTrans"), "name the field with the message"),
        (cipher("encrypt", "AES"), "secret key is missing"),
        (cipher("encrypt", "RSA", AES), "algorithm 'RSA'"),
        (cipher("encrypt", "AES", AES, "<schema>AES/CBC/NoPadding</schema>"), "is not supported"),
        (cipher("encrypt", "AES", AES, "<schema>DES</schema>"), "is not supported"),
        (cipher("encrypt", "AES", "", "<secretKeyInField>Y</secretKeyInField>"
                "<readKeyAsBinary>Y</readKeyAsBinary>"), "hexadecimal texts"),
        (keys(), "name the field and the kinds"),
        (keys(("AES", 100, 1)), "has 128, 192, 256 bits"),
    ],
)  # fmt: skip
def test_settings_that_cannot_work_are_refused(made, why):
    with pytest.raises(PrepareError, match=why):
        run(ktr(grid("g", {"m": "String"}, []), made))
