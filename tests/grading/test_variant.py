import pytest

from dlc_support.grading.master import read_master
from dlc_support.grading.proof import check
from dlc_support.grading.variant import Constant, constants, draw, variant, varied


def values(path):
    cells = read_master(path).cells
    return [(c.id, one.name, one.value) for c in cells for one in constants(c.source)]


def test_a_variant_has_other_constants_and_passes_the_same_check(master_path, tmp_path):
    private = variant(master_path, "sesame", tmp_path / "private" / "tiny.ipynb")
    assert [one[:2] for one in values(private)] == [one[:2] for one in values(master_path)]
    assert values(private) != values(master_path)
    assert check(private).problems == ()
    assert read_master(private).name == "tiny"


def test_a_seed_makes_the_same_variant_twice_and_another_seed_another(master_path, tmp_path):
    paths = [tmp_path / f"{number}.ipynb" for number in range(3)]
    for path, seed in zip(paths, ["a", "a", "b"], strict=True):
        variant(master_path, seed, path)
    assert values(paths[0]) == values(paths[1]) != values(paths[2])


def test_a_probe_and_its_judge_get_the_same_constant():
    line = "seed = 41  # variant: 1 to 9999"
    first, second = varied(f"{line}\n    {line}", "key").split("\n")
    assert first.strip() == second.strip() != line


def test_constants_are_drawn_from_what_they_may_be():
    for seed in range(50):
        assert 3 <= int(draw(Constant("n", "4", "3 to 5"), str(seed))) <= 5
        assert 0.1 <= float(draw(Constant("s", "0.2", "0.1 to 0.35"), str(seed))) <= 0.35
        assert draw(Constant("n", "4", "one of 4, 6"), str(seed)) == "6"


def test_words_that_cannot_be_read_are_refused():
    with pytest.raises(ValueError, match="A to B"):
        varied("n = 3  # variant: any", "key")


def test_a_master_without_constants_has_no_variant(master_path, tmp_path):
    text = master_path.read_text(encoding="utf-8").replace("# variant:", "# constant:")
    master_path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="no constant"):
        variant(master_path, "a", tmp_path / "v.ipynb")
