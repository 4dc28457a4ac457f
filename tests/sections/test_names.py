"""Names of strangers: cut, without unseen signs, and still told apart."""

from pipeline.sections import names


def test_short_names_stay_as_they_are() -> None:
    assert names.shown("Wikipedia (de)") == "Wikipedia (de)"
    assert names.shown("Käse & Söhne <eG>") == "Käse & Söhne <eG>"


def test_long_names_are_cut_and_unseen_signs_are_seen() -> None:
    assert names.shown("a" * 10_000) == "a" * 58 + " …"
    assert names.shown("safe\u202egpj.exe\x00") == "safe\ufffdgpj.exe\ufffd"


def test_two_long_names_that_begin_alike_are_told_apart() -> None:
    found = names.displayed(["x" * 100 + "a", "x" * 100 + "b", "short"])
    assert len(set(found.values())) == 3
    assert found["short"] == "short" and found["x" * 100 + "b"].endswith("… (2)")


def test_texts_are_cut_and_plain_in_lists_and_mappings_too() -> None:
    assert names.text({"a\u202eb": ["c\n d", 3, None], "e": "f" * 10_000}) == {
        "a\ufffdb": ["c d", 3, None],
        "e": "f" * 598 + " …",
    }
