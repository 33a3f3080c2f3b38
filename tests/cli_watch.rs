//! `--watch`: one run at the start, then one for each change, of what has changed alone.

#![cfg(unix)]

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

const GOOD: &str = "{\"resourceType\":\"Basic\",\"code\":{\"text\":\"x\"}}";
const WRONG: &str = "{\"resourceType\":\"Patient\",\"birthDate\":\"1985/02/28\"}";
/// Nothing takes so long, on any machine.
const PATIENCE: Duration = Duration::from_secs(60);

struct Watch {
    process: Child,
    lines: Receiver<String>,
}

impl Watch {
    fn start(folder: &Path, arguments: &[&str]) -> Self {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin("jpfhir"));
        command.current_dir(folder).env("LC_ALL", "C").args(["validate", "--watch", "--format", "concise"]);
        command.args(["--guide", "r4", "--as-of", "2026-04-01"]).args(arguments);
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        let (sender, lines) = channel();
        let streams: [Box<dyn std::io::Read + Send>; 2] =
            [Box::new(process.stdout.take().expect("a pipe")), Box::new(process.stderr.take().expect("a pipe"))];
        for stream in streams {
            let sender = sender.clone();
            std::thread::spawn(move || {
                let lines = BufReader::new(stream).lines().map_while(Result::ok);
                lines.take_while(|line| sender.send(line.clone()).is_ok()).for_each(drop);
            });
        }
        Self { process, lines }
    }

    /// The lines up to one that contains these words.
    fn until(&self, words: &str) -> Vec<String> {
        let mut seen: Vec<String> = Vec::new();
        while !seen.last().is_some_and(|line| line.contains(words)) {
            match self.lines.recv_timeout(PATIENCE) {
                Ok(line) => seen.push(line),
                Err(error) => panic!("{words:?} does not come ({error}): {seen:#?}"),
            }
        }
        seen
    }

    /// Ends it as Ctrl-C does.
    fn end(mut self) -> Option<i32> {
        let killed = Command::new("kill").args(["-INT", &self.process.id().to_string()]).status().expect("kill runs");
        assert!(killed.success());
        self.process.wait().expect("it ends").code()
    }
}

/// Writes a file whole, so that it is never seen half written.
fn write(folder: &Path, name: &str, text: &str) {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), text).expect("it can be written");
    file.persist(folder.join(name)).expect("it can be renamed");
}

#[test]
fn what_changes_is_validated_again_and_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "a.json", WRONG);
    write(folder.path(), "b.json", GOOD);
    let watch = Watch::start(folder.path(), &["."]);
    let first = watch.until("# jpfhir");
    assert!(first[0].starts_with("./a.json:1:39: error[date-format]"), "{first:#?}");
    assert!(first[1].contains(" 2 documents, 1 errors"), "{first:#?}");

    write(folder.path(), "b.json", WRONG);
    let second = watch.until(" 1 documents, 1 errors");
    assert!(second.iter().all(|line| !line.contains("a.json")), "a.json was read again: {second:#?}");
    assert!(second.iter().any(|line| line.starts_with("./b.json:1:39: error[date-format]")), "{second:#?}");

    write(folder.path(), "c.json", WRONG);
    assert!(watch.until("# jpfhir").iter().any(|line| line.starts_with("./c.json:")));
    std::fs::remove_file(folder.path().join("c.json")).expect("it can be removed");
    watch.until("./c.json is gone");

    // Decisions are about all files.
    write(folder.path(), "jpfhir.toml", "[severity]\ndate-format = \"warning\"\n");
    let all = watch.until(" 2 documents, 0 errors, 2 warnings");
    assert!(all.iter().any(|line| line.contains("a.json:1:39: warning[date-format]")), "{all:#?}");
    // What cannot be understood is said, and the watch goes on.
    write(folder.path(), "jpfhir.toml", "[sevrity]\n");
    watch.until("did you mean \"severity\"?");
    write(folder.path(), "jpfhir.toml", "");
    watch.until(" 2 documents, 2 errors");
    assert_eq!(watch.end(), Some(130));
}

#[test]
fn files_that_are_replaced_are_noticed_and_reading_is_no_change() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "a.json", GOOD);
    let watch = Watch::start(folder.path(), &["a.json"]);
    watch.until(" 1 documents, 0 errors");
    // Many editors write another file beside it and rename it.
    write(folder.path(), "a.json~", WRONG);
    std::fs::rename(folder.path().join("a.json~"), folder.path().join("a.json")).expect("it can be renamed");
    watch.until(" 1 documents, 1 errors");
    let read = std::fs::read_to_string(folder.path().join("a.json")).expect("it can be read");
    assert_eq!(read, WRONG);
    // A slow machine may see the change in two parts; runs that cause each other would never end.
    let more = std::iter::from_fn(|| watch.lines.recv_timeout(Duration::from_millis(700)).ok());
    let more: Vec<String> = more.take(10).collect();
    assert!(more.len() < 10, "runs without a change: {more:#?}");
    assert_eq!(watch.end(), Some(130));
}

#[test]
fn what_cannot_be_watched_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    for (arguments, message) in [
        (&["-"][..], "not for standard input"),
        (&[".", "--output", "csv=x.csv"], "cannot be used with"),
        (&["absent.json"], "there is nothing to validate"),
    ] {
        let mut watch = Watch::start(folder.path(), arguments);
        watch.until(message);
        assert_eq!(watch.process.wait().expect("it ends").code(), Some(2), "{arguments:?}");
    }
}
