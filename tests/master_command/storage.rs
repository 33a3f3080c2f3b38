//! Disks that are full, and imports that are killed: the old snapshot stays whole.

use std::path::Path;
use std::process::{Command as Process, Stdio};

use super::made::{diseases, some_diseases};
use super::{folder, outcome, snap};

/// A mounted disk of 256 KiB.
struct SmallDisk<'a>(&'a Path);

impl<'a> SmallDisk<'a> {
    fn mount(at: &'a Path) -> Option<Self> {
        let mut mount = Process::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=256k", "none"]).arg(at);
        mount.output().is_ok_and(|output| output.status.success()).then_some(Self(at))
    }
}

impl Drop for SmallDisk<'_> {
    fn drop(&mut self) {
        let _ = Process::new("umount").arg(self.0).output();
    }
}

#[test]
fn a_full_disk_changes_nothing() {
    let folder = folder(&[
        ("b_21000101.txt", diseases(&some_diseases(30))),
        ("b_21000601.txt", diseases(&some_diseases(5_000))),
    ]);
    let data = folder.path().join("data");
    std::fs::create_dir(&data).expect("a folder");
    let Some(disk) = SmallDisk::mount(&data) else {
        println!("skipped: no small disk can be mounted here");
        return;
    };
    let first = outcome(folder.path(), &["import", "b_21000101.txt"]);
    assert!(first.contains("disease@21000101, 30 rows: kept\n"), "{first}");
    snap("full-disk", &outcome(folder.path(), &["import", "b_21000601.txt"]));
    let left: Vec<_> =
        std::fs::read_dir(data.join("masters")).expect("the disk").flatten().map(|e| e.file_name()).collect();
    assert_eq!(left, ["disease@21000101.master"]);
    let whole = outcome(folder.path(), &["verify", "disease@21000101"]);
    assert_eq!(whole, "disease@21000101: whole, 30 rows\nexit status 0\n");
    drop(disk);
}

#[test]
fn a_file_in_the_place_of_the_folder_is_said() {
    let folder = folder(&[("b_21000101.txt", diseases(&some_diseases(30))), ("data", b"a file".to_vec())]);
    snap("no-folder", &outcome(folder.path(), &["import", "b_21000101.txt"]));
}

/// Starts an import and kills it as soon as it writes; the answer says whether it was killed before it was done.
fn killed(folder: &Path) -> bool {
    let masters = folder.join("data/masters");
    let mut import = Process::new(assert_cmd::cargo::cargo_bin("jpfhir"));
    import.current_dir(folder).env("LC_ALL", "C").env("JPFHIR_DATA_DIR", folder.join("data"));
    import.args(["master", "import", "b_21000601.txt"]).stdout(Stdio::null()).stderr(Stdio::null());
    let mut run = import.spawn().expect("the program starts");
    loop {
        let names = std::fs::read_dir(&masters).expect("the folder").flatten().map(|entry| entry.file_name());
        if names.into_iter().any(|name| name.to_string_lossy().starts_with('.')) {
            run.kill().expect("it is killed");
        }
        if let Some(status) = run.try_wait().expect("it ends") {
            return status.code().is_none();
        }
    }
}

#[test]
fn an_import_that_is_killed_leaves_the_old_snapshot_whole() {
    let folder = folder(&[
        ("b_21000101.txt", diseases(&some_diseases(30_000))),
        ("b_21000601.txt", diseases(&some_diseases(30_001))),
    ]);
    outcome(folder.path(), &["import", "b_21000101.txt"]);
    let old = folder.path().join("data/masters/disease@21000101.master");
    let new = folder.path().join("data/masters/disease@21000601.master");
    let whole = std::fs::read(&old).expect("it is kept");
    let mut kills = 0;
    for _ in 0..5 {
        let was_killed = killed(folder.path());
        kills += usize::from(was_killed && !new.exists());
        assert!(std::fs::read(&old).expect("it is kept") == whole, "the old snapshot has changed");
        let said = outcome(folder.path(), &["verify", "disease@21000101"]);
        assert_eq!(said, "disease@21000101: whole, 30000 rows\nexit status 0\n");
        if new.exists() {
            let said = outcome(folder.path(), &["verify", "disease@21000601"]);
            assert_eq!(said, "disease@21000601: whole, 30001 rows\nexit status 0\n");
            std::fs::remove_file(&new).expect("removed");
        }
    }
    assert!(kills > 0, "no import was killed while it wrote");
    let said = outcome(folder.path(), &["import", "b_21000601.txt"]);
    assert!(said.contains("disease@21000601, 30001 rows: kept\n"), "{said}");
}
