"""Who may import whom: read from the source, so that the rules in ARCHITECTURE.md stay true."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "webchat"
FOUNDATIONS = ("store", "provider", "markup", "web", "localmodel")
ALWAYS = ("config", "errors", "networks", "one_at_a_time", "setting_values", "wording")
HTTP_CLIENTS = ("requests", "urllib3", "httpx")


def modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py"))


def imported_by(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def words_of(path: Path) -> set[str]:
    """The parts of webchat that a module imports: `store`, `chat`, …"""
    return {name.split(".")[1] for name in imported_by(path) if name.startswith("webchat.")}


def word_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def test_there_is_something_to_read() -> None:
    assert {word_of(path) for path in modules()} > {*FOUNDATIONS, "chat"}


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_foundations_import_neither_each_other_nor_a_feature(path: Path) -> None:
    word = word_of(path)
    if word in FOUNDATIONS:
        assert words_of(path) <= {word, *ALWAYS, "__version__"}


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_library_is_used_only_where_it_belongs(path: Path) -> None:
    roots = {name.split(".")[0] for name in imported_by(path)}
    word = word_of(path)

    assert "sqlalchemy" not in roots or word == "store"
    assert not roots & set(HTTP_CLIENTS) or word == "provider"
    assert not roots & {"markdown_it", "nh3", "pygments"} or word == "markup"
    assert "flask" not in roots or word in ("web", "languages", "__init__") or path.name == "views.py"


def test_features_import_each_other_without_circles() -> None:
    features = {word_of(path) for path in modules() if path.name != "views.py" and path.parent != PACKAGE}
    features -= set(FOUNDATIONS)
    imports = {
        feature: {
            word
            for path in (PACKAGE / feature).rglob("*.py")
            if path.name != "views.py"
            for word in words_of(path) & features - {feature}
        }
        for feature in features
    }

    while free := {feature for feature, others in imports.items() if not others & imports.keys()}:
        imports = {feature: others for feature, others in imports.items() if feature not in free}

    assert imports == {}


@pytest.mark.parametrize(
    "path", [path for path in modules() if path.name == "views.py"], ids=lambda path: path.parent.name
)
def test_views_reach_the_provider_the_model_and_markdown_only_through_a_features_logic(path: Path) -> None:
    assert not words_of(path) & {"provider", "markup", "localmodel"}


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_are_written_in_full(path: Path) -> None:
    tree = ast.parse(path.read_text())

    assert not [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.level]


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_nothing_imports_views_but_create_app(path: Path) -> None:
    takes_views = any(name.endswith(".views") for name in imported_by(path))

    assert not takes_views or path == PACKAGE / "__init__.py"


def test_the_arbiter_stays_small() -> None:
    """What `webchat run` imports at the top must not be what gevent has to patch first."""
    reached, waiting = set(), [PACKAGE / "cli.py", PACKAGE / "server.py"]
    while waiting:
        path = waiting.pop()
        reached.add(path)
        waiting += [found for found in _at_the_top(path) if found not in reached]

    words = {word_of(path) for path in reached}
    assert {"config", "configuration", "localmodel"} <= words
    assert not words & {"store", "provider", "web", "chat", "markup"}


def _at_the_top(path: Path) -> list[Path]:
    found = []
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "webchat":
            for name in [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]:
                module = PACKAGE.joinpath(*name.split(".")[1:])
                found += [file for file in (module.with_suffix(".py"), module / "__init__.py") if file.is_file()]
    return found
