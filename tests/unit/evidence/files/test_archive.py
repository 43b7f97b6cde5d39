"""A .zip is unpacked within bounds; nothing leads out of the folder."""

import stat
import zipfile

import pytest

from readiness.evidence.files.archive import unpacked
from readiness.evidence.files.project import ProjectUnreadable


def zipped(path, entries):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return path


def test_files_are_there_for_as_long_as_it_is_open(tmp_path):
    path = zipped(tmp_path / "p.zip", [("top/a.py", "x = 1\n"), ("top/sub/b.csv", "a\n")])
    with unpacked(path) as folder:
        assert folder.name == "top"
        assert (folder / "sub" / "b.csv").read_text() == "a\n"
        assert (folder.parent.stat().st_mode & 0o077) == 0
    assert not folder.exists()


def test_paths_that_lead_out_and_links_stay_out(tmp_path):
    link = zipfile.ZipInfo("link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    entries = [("../out.txt", "x"), ("/abs.txt", "x"), ("C:/win.txt", "x"), ("..\\dos.txt", "x"), (link, "/etc/passwd")]
    with unpacked(zipped(tmp_path / "p.zip", [*entries, ("ok.txt", "x"), ("dir/x", "y")])) as folder:
        assert sorted(item.name for item in folder.rglob("*")) == ["dir", "ok.txt", "x"]
    assert not (tmp_path / "out.txt").exists()


def test_one_name_as_file_and_folder(tmp_path):
    with unpacked(zipped(tmp_path / "p.zip", [("a", "1"), ("a/b", "2"), ("c", "3")])) as folder:
        assert (folder / "a").read_text() == "1"


@pytest.mark.parametrize("kind", ["junk", "empty", "bomb", "absent"])
def test_what_cannot_be_unpacked_is_refused(tmp_path, kind):
    path = tmp_path / "p.zip"
    if kind == "junk":
        path.write_bytes(b"PK\x03\x04junk")
    elif kind == "empty":
        zipped(path, [])
    elif kind == "bomb":
        zipped(path, [("zeros", b"\0" * 60_000_000)])
    with pytest.raises(ProjectUnreadable), unpacked(path):
        pass
