import pytest

from dlc_support.grading.magics import as_python, inert_calls, parsed


@pytest.mark.parametrize(
    ("source", "python"),
    [
        ("%matplotlib inline\nrest = (7\n    % 4)",
         "get_ipython().run_line_magic('matplotlib', 'inline')\nrest = (7\n    % 4)"),
        ("text = '''\n%d\n'''\n!ls", "text = '''\n%d\n'''\nget_ipython().system('ls')"),
        ("files = !ls", "files = get_ipython().getoutput('ls')"),
        ("torch.randn?", "get_ipython().run_line_magic('pinfo', 'torch.randn')"),
        ("x = %timeit -o f()", "x = get_ipython().run_line_magic('timeit', '-o f()')"),
        ("%%time\nx = 1", "x = 1"),
        ("\n%%time\n%%capture out\nx = 1", "out = get_ipython().captured()\nx = 1"),
        ("%%capture --no-stderr\nx = 1", "x = 1"),
        ("if a:\n    %time y = f(2)", "if a:\n    y = f(2)"),
        ("y = %time f(2)", "y = (f(2))"),
        ("a = 'é'; b = 1\n%time print('é')", "a = 'é'; b = 1\nprint('é')"),
        ("    a = 1\n    !ls", "a = 1\nget_ipython().system('ls')"),
        (">>> a = 1\n>>> %pwd", "a = 1\nget_ipython().run_line_magic('pwd', '')"),
    ],
)  # fmt: skip
def test_a_cell_is_read_as_jupyter_reads_it(source, python):
    assert as_python(source).strip() == python


@pytest.mark.parametrize("source", ["def (", "%%time\ndef (", "%%bash\nls", "%%timeit\nx = 1"])
def test_what_defines_nothing_is_left_to_the_shell(source):
    python = as_python(source)
    assert parsed(python) is None or "x = 1" not in python.split("\n")


def test_code_for_ipython_is_told_apart_from_names_of_ones_own():
    source = "input('?')\nget_ipython().system('ls')\nget_ipython().run_line_magic('pwd', '')"
    assert [(call.kind, call.name) for call in inert_calls(parsed(source))] == [
        ("input", ""), ("system", ""), ("run_line_magic", "pwd"),
    ]  # fmt: skip
    own = "def f(input):\n    return input(1)"
    assert list(inert_calls(parsed(own))) == []


@pytest.mark.parametrize("source", ["(" * 5000, "a = " + "-" * 200_000 + "1", "\0", "def f(:"])
def test_text_that_is_no_python_is_survived(source):
    assert parsed(source) is None
