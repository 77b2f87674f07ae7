"""A file that is no TOML, or nearly the right one, is refused with the line and with what to do there."""

import pytest

from tests.configuration.conftest import MODEL, PROVIDER, Wrong

WHOLE = PROVIDER + MODEL
ASSISTANT = '[[assistants]]\nslug = "a"\nname = "A"\n'


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("[assistants]\nslug = 1\n[assistants]\nslug = 2", 1, "write [[assistants]], with two brackets"),
        ("[assistants]\nslug = 1", 1, "write [[assistants]], with two brackets"),
        (ASSISTANT + '[assistants]\nslug = "b"', 4, "write [[assistants]], with two brackets"),
        (WHOLE + '[providers]\nslug = "b"\n', 6, "write [[providers]], with two brackets"),
        ('[providers]\nslug = "b"\n' + WHOLE, 1, "write [[providers]], with two brackets"),
        (PROVIDER + "[providers.models]\nid = 1\n[providers.models]", 4, "write [[providers.models]], with two"),
        (PROVIDER + "[providers.models]\nid = 1", 4, "write [[providers.models]], with two"),
        ("# one\n" + MODEL, 2, "write [[providers]], with its slug and base_url, above [[providers.models]]"),
        (MODEL + WHOLE, 1, "write [[providers]], with its slug and base_url, above the first [[providers.models]]"),
        ('[[models]]\nid = "a"\n' + WHOLE, 1, "write [[providers.models]], below the [[providers]]"),
        ('[[provider]]\nslug = "a"', 1, 'Did you mean "providers"?'),
        ('[[assistant]]\nslug = "a"', 1, 'Did you mean "assistants"?'),
        ("assistants = []\n[[assistants]]", 2, '"assistants" stands above in another way'),
        ("[network]\n\n[network]", 3, "the table [network] stands here for the second time"),
        (ASSISTANT + 'name = "B"\n', 4, 'the key "name" stands here for the second time'),
        (ASSISTANT + 'slug = "b"', 4, "or begin the next with [[assistants]]"),
        ("a = 1\na = 2", 2, "take one of them away."),
        (WHOLE + ASSISTANT + 'default_assistant = "a"', 9, "must stand at the top of the file, before the first ["),
        (WHOLE + 'default_model = "one/a"', 6, "must stand at the top of the file, before the first ["),
        (WHOLE + '[network]\ndefault_model = "one/a"', 7, "must stand at the top of the file, before the first ["),
        ('a = ["x", "y"\n"z"]', 2, "a comma between two entries of a list is missing"),
        ('a = ["x"\nb = 1', 2, "a comma between two entries of a list is missing"),
        ('a = "x\nb = 1', 1, "no quote at its end"),
        ("a = {b = 1\n}", 1, "one line, with commas between its keys"),
        ('a = "C:\\Users"', 1, "write two \\ for one"),
        ("a = True", 1, "write true or false in small letters"),
        ("a = \nb = 1", 1, "a value is missing after the ="),
        ("a = # nothing", 1, "a value is missing after the ="),
        ("a =", 1, "a value is missing after the ="),
        ("a = “b”", 1, "write straight quotes"),
        ("a = b", 1, "write a text between quotes"),
        ("a: b", 1, "no line of the form key = value"),
        ("a", 1, "no line of the form key = value"),
        ("a = 1 b = 2", 1, "this is no TOML: expected newline"),
        (f"a = {'9' * 5000}", 1, "thousands of digits"),
        (f"a = {'[' * 5000}", 1, "nested too deeply"),
    ],
)
def test_what_to_do_is_told_with_the_line(wrong: Wrong, text: str, line: int, words: str) -> None:
    sentence = wrong(text)

    assert sentence.startswith(f"line {line}: ")
    assert words in sentence


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("# fine\n\n'", 3),
        ('a = 1\nb = """\nc\nd\n', 2),
        ("a = 1\nb = '''\nc\nd\n", 2),
        ("a = 1\nb = [\n1,\n2,\n", 2),
        ("a = [[1]]\nb = [\n[1],\n[2],\n", 2),
    ],
)
def test_what_is_never_closed_is_told_where_it_begins(wrong: Wrong, text: str, line: int) -> None:
    sentence = wrong(text)

    assert sentence.startswith(f"line {line}: ")
    assert "what begins here is never closed" in sentence


@pytest.mark.parametrize("begin", ['"""', '"""You'])
def test_open_text_that_swallows_the_next_table_is_told_where_it_begins(wrong: Wrong, begin: str) -> None:
    closed = 'instructions = """\nBe kind.\n"""\n'
    text = ASSISTANT + closed + ASSISTANT + f"instructions = {begin}\nBe short.\n" + ASSISTANT + closed

    sentence = wrong(text)

    assert sentence.startswith('line 10: the text that begins here is not closed: write """ after its last line.')


@pytest.mark.parametrize("name", ["api_key", "key", "token"])
@pytest.mark.parametrize("value", ['"sk-hush"', "sk-hush", '"sk-hush', '{ "sk-hush" = 1 }', '["sk-hush" "sk-hush"]'])
def test_key_in_the_file_is_told_where_to_go_and_never_repeated(wrong: Wrong, name: str, value: str) -> None:
    sentence = wrong(PROVIDER + f"{name} = {value}\n" + MODEL)

    assert sentence.startswith("line 4: ")
    assert "hush" not in sentence
    if value == '"sk-hush"':
        assert 'write key_env = "NAME"' in sentence
