import platform
import subprocess
from pathlib import Path

import pytest

from onedata_resources.clients import triton_absence, triton_python, triton_server
from onedata_resources.clients.triton_absence import (
    STUB,
    TritonUnavailableError,
    keep_verdict,
    why_absent,
)
from onedata_resources.clients.triton_python import MINOR, EmbeddedPython, find_python
from onedata_resources.clients.triton_server import install_side_environment, triton_command


def quiet(en: str, zh: str) -> None:
    del en, zh


def installed(side: Path) -> Path:
    root = side / "pytriton/tritonserver"
    stub = f"python_backend_stubs/{MINOR}/{STUB}"
    for path in ("bin/tritonserver", f"backends/python/{STUB}", stub):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(MINOR)
    return side


@pytest.fixture
def library(monkeypatch, tmp_path) -> EmbeddedPython:
    """A shared library of Python, found wherever it is looked for."""
    found = EmbeddedPython(tmp_path / "lib/libpython.so", tmp_path)
    for module in (triton_absence, triton_server):
        monkeypatch.setattr(module, "find_python", lambda _: found)
    return found


def test_a_command_binds_the_address_and_loads_on_demand(tmp_path, library):
    side = installed(tmp_path / "server")
    command = triton_command(side, tmp_path / "models", "http://127.0.0.1:18000")
    assert command.argv[0].endswith("tritonserver")
    assert {
        "--http-address=127.0.0.1",
        "--http-port=18000",
        "--metrics-address=127.0.0.1",
        "--metrics-port=18002",
        "--model-control-mode=explicit",
        f"--model-repository={tmp_path / 'models'}",
    } <= set(command.argv)
    assert (tmp_path / "models").is_dir()
    assert str(library.library.parent) in command.env["LD_LIBRARY_PATH"].split(":")


def test_a_server_that_is_not_installed_has_no_command(tmp_path, library):
    with pytest.raises(TritonUnavailableError, match="no Triton for Python"):
        triton_command(tmp_path, tmp_path / "models", "http://127.0.0.1:18000")


def test_a_server_installed_for_another_python_is_not_installed_for_this_one(tmp_path, library):
    side = installed(tmp_path / "server")
    (side / f"pytriton/tritonserver/backends/python/{STUB}").write_text("of another Python")
    absent = why_absent(side)
    assert absent is not None
    assert f"no Triton for Python {MINOR} is installed" in absent.en


def test_another_kind_of_machine_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(platform, "machine", lambda: "aarch64")
    absent = why_absent(tmp_path)
    assert absent is not None
    assert "Linux aarch64" in absent.en
    with pytest.raises(TritonUnavailableError, match="aarch64"):
        install_side_environment(tmp_path, quiet)


def test_a_missing_python_library_says_which_package_holds_it(tmp_path, monkeypatch):
    side = installed(tmp_path / "server")
    for module in (triton_absence, triton_server):
        monkeypatch.setattr(module, "find_python", lambda _: None)
    monkeypatch.setattr(triton_server, "fetch_python", lambda *_: None)
    with pytest.raises(TritonUnavailableError, match="apt-get install libpython3"):
        install_side_environment(side, quiet)


def test_a_wheel_that_cannot_be_had_is_told_and_leaves_what_was_there(tmp_path, monkeypatch):
    def offline(argv: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(argv, 1, "", "No solution found: offline")

    side = tmp_path / "server"
    side.mkdir()
    (side / "old").touch()
    monkeypatch.setattr(triton_server.subprocess, "run", offline)
    with pytest.raises(TritonUnavailableError, match="No solution found: offline"):
        install_side_environment(side, quiet)
    assert [path.name for path in tmp_path.iterdir()] == ["server"]
    assert (side / "old").exists()


def test_a_python_without_a_stub_is_told_which_ones_have_one(tmp_path, monkeypatch):
    def install(argv: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        target = Path(argv[argv.index("--target") + 1])
        (target / "pytriton/tritonserver/python_backend_stubs/3.99").mkdir(parents=True)
        return subprocess.CompletedProcess(argv, 0, "", "")

    monkeypatch.setattr(triton_server.subprocess, "run", install)
    with pytest.raises(TritonUnavailableError, match=r"3\.99"):
        install_side_environment(tmp_path / "server", quiet)


def test_a_system_too_old_for_the_server_is_told(tmp_path, library, monkeypatch):
    def old(argv: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(argv, 127, "", "version `GLIBC_2.35' not found")

    side = installed(tmp_path / "server")
    monkeypatch.setattr(triton_server.subprocess, "run", old)
    with pytest.raises(TritonUnavailableError, match=r"GLIBC_2\.35"):
        install_side_environment(side, quiet)
    absent = why_absent(side)
    assert absent is not None
    assert "GLIBC_2.35" in absent.en
    with pytest.raises(TritonUnavailableError, match=r"GLIBC_2\.35"):
        triton_command(side, tmp_path / "models", "http://127.0.0.1:18000")


def another_binary(side: Path, _: pytest.MonkeyPatch) -> None:
    (side / "pytriton/tritonserver/bin/tritonserver").write_text("a newer server")


def another_libc(_: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "libc_ver", lambda: ("glibc", "2.99"))


@pytest.mark.parametrize("change", [another_binary, another_libc])
def test_a_verdict_counts_only_for_the_binary_and_libc_that_it_was_made_with(
    tmp_path, library, monkeypatch, change
):
    side = installed(tmp_path / "server")
    keep_verdict(side, "it crashed")
    assert "it crashed" in str(why_absent(side))
    change(side, monkeypatch)
    assert why_absent(side) is None


def test_a_server_that_never_ends_its_help_does_not_start(tmp_path, library, monkeypatch):
    def hangs(argv: list[str], **_: object) -> None:
        raise subprocess.TimeoutExpired(argv, 60)

    monkeypatch.setattr(triton_server.subprocess, "run", hangs)
    with pytest.raises(TritonUnavailableError, match="timed out after 60 seconds"):
        install_side_environment(installed(tmp_path / "server"), quiet)


def test_a_python_fetched_by_uv_is_found(tmp_path, monkeypatch):
    home = tmp_path / "python/cpython-3.98.1-linux-x86_64-gnu"
    (home / "lib/python3.98/encodings").mkdir(parents=True)
    (home / "lib/libpython3.98.so.1.0").touch()
    found = find_python(tmp_path, "3.98")
    assert found == EmbeddedPython(home / "lib/libpython3.98.so.1.0", home)
    assert find_python(tmp_path, "3.97") is None


def test_a_failed_fetch_finds_nothing(tmp_path, monkeypatch):
    def offline(argv: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(argv, 2, "", "dns error")

    monkeypatch.setattr(triton_python.subprocess, "run", offline)
    assert triton_python.fetch_python(tmp_path, "uv", "3.98") is None
