"""Sources of Debian's packages, fetched once into a cache folder.

Shared by the corpus tests. Nothing is installed, and nothing needs privileges:
the lists of source packages are kept in the cache as well.
"""
import pathlib
import sys
import tarfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tools"))
from conversion import run  # noqa: E402


def archive(cache, name, version=None):
    """The upstream archive of a source package (of that version, or of the
    newest there is)."""
    upstream = version.split(":")[-1].rsplit("-", 1)[0] if version else "*"
    pattern = f"{name}_{upstream}.orig.tar.[a-z]*[a-z2]"
    cache.mkdir(parents=True, exist_ok=True)
    if not list(cache.glob(pattern)):
        sources = cache / "sources.list"
        if not sources.exists():
            # Machines rarely list source packages: ask the archives they do list.
            targets = run(["apt-get", "indextargets", "--format", "$(SITE) $(RELEASE) $(COMPONENT)",
                           "Created-By: Packages"], "listing the package archives").stdout.decode()
            sources.write_text("".join(f"deb-src {line}\n" for line in sorted(set(targets.splitlines()))
                                       if " main" in line))
        apt = ["apt-get", "-o", f"Dir::Etc::sourcelist={sources}", "-o", "Dir::Etc::sourceparts=-",
               "-o", f"Dir::State::lists={cache / 'lists'}"]
        if not (cache / "lists").exists():
            (cache / "lists").mkdir()
            # An archive without sources is not an error while another has them.
            run([*apt, "update"], "listing source packages", ok=None)
        run([*apt, "source", "--download-only", "--tar-only", f"{name}={version}" if version else name],
            f"downloading {name}'s source", cwd=cache)
    return sorted(cache.glob(pattern))[-1]


def binary(cache, name):
    """The files of a binary package."""
    folder = cache / name
    if not folder.exists():
        cache.mkdir(parents=True, exist_ok=True)
        if not list(cache.glob(f"{name}_*.deb")):
            run(["apt-get", "download", name], f"downloading {name}", cwd=cache)
        run(["dpkg-deb", "-x", str(sorted(cache.glob(f"{name}_*.deb"))[-1]), str(folder)], f"unpacking {name}")
    return folder


def unpack(archive_file, folder):
    """The sources in `folder`, which is the root of what may be edited."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(archive_file) as tar:
        tar.extractall(folder.parent)
        top = tar.getnames()[0].split("/")[0]
    (folder.parent / top).rename(folder)
    (folder / ".recolor.yaml").touch()
    return folder
