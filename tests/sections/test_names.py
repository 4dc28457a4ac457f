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


def test_joiners_stay_where_a_script_needs_them_and_nowhere_else() -> None:
    """Persian for "books" is written with a non-joiner, a family of pictures with joiners; Latin has none."""
    for name in (
        "\u06a9\u062a\u0627\u0628\u200c\u0647\u0627",
        "\U0001f469\u200d\U0001f467",
        "\u0915\u094d\u200d\u0937",
    ):
        assert names.shown(name) == name
    assert names.shown("pay\u200dpal") == "pay\ufffdpal" and names.shown("\u200dx") == "\ufffdx"


def test_two_names_that_differ_by_a_joiner_alone_are_told_apart() -> None:
    plain, joined = "\u06a9\u062a\u0627\u0628\u0647\u0627", "\u06a9\u062a\u0627\u0628\u200c\u0647\u0627"
    found = names.displayed([plain, joined])
    assert len({names.looks(one) for one in found.values()}) == 2
