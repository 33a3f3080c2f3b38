//! `--watch`: after the first run, each burst of changes makes another one, which reads the files that have changed and
//! no others. Decisions that change (`jpfhir.toml`) make a run of all files. Ctrl-C ends it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use jpfhir::source::{Input, collect};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::args::ValidateArgs;
use super::validate::Session;
use super::{Failure, Status, config, interrupt, output};

/// A burst of changes is over when nothing has happened for so long.
const QUIET: Duration = Duration::from_millis(100);
/// A burst that does not end is dealt with after so long.
const LONGEST: Duration = Duration::from_secs(2);

/// Validates all files, then those that change, until Ctrl-C.
pub fn run(args: &ValidateArgs) -> Result<Status, Failure> {
    if args.files.iter().any(|file| file == "-") {
        return Err(Failure::Message("--watch is for files and folders, not for standard input".to_owned()));
    }
    interrupt::listen();
    // Watching begins before anything is read, so that no change is missed.
    let changes = Changes::of(args)?;
    let started = Instant::now();
    let mut session = Session::open(args)?;
    report(session.validate(session.inputs.clone(), started, true))?;
    while let Some(changed) = changes.next() {
        let started = Instant::now();
        let inputs = match next(args, &mut session, &changed) {
            Ok(inputs) => inputs,
            Err(failure) => {
                report(Err(failure))?;
                continue;
            }
        };
        if !inputs.is_empty() {
            report(session.validate(inputs, started, false))?;
        }
    }
    Ok(Status::Interrupted)
}

/// What a run came to does not end the watch, unless nobody reads the output any more.
fn report(outcome: Result<Status, Failure>) -> Result<(), Failure> {
    match outcome {
        Err(Failure::Message(message)) => output::complain(&message),
        Err(closed @ Failure::OutputClosed) => return Err(closed),
        Ok(_) => {}
    }
    Ok(())
}

/// The inputs that a burst of changes is about; the session is opened anew where it has to be.
fn next(
    args: &ValidateArgs,
    session: &mut Session,
    changed: &BTreeSet<PathBuf>,
) -> Result<Vec<(Input, usize)>, Failure> {
    if changed.iter().any(|path| is_decisions(args, path)) {
        *session = Session::open(args)?;
        return Ok(session.inputs.clone());
    }
    session.inputs.retain(|(input, _)| {
        let is_gone = changed.contains(&key(&input.path)) && !input.path.exists();
        if is_gone {
            output::complain(&format!("{} is gone", input.name()));
        }
        !is_gone
    });
    // A file that was not there before may belong to another project.
    let is_new = |input: &Input| changed.contains(&key(&input.path)) && !session.inputs.iter().any(|(i, _)| i == input);
    if collect(&args.files).0.iter().any(is_new) {
        *session = Session::open(args)?;
    }
    let is_meant = |(input, _): &&(Input, usize)| changed.contains(&key(&input.path));
    Ok(session.inputs.iter().filter(is_meant).cloned().collect())
}

/// Whether a file decides about the findings of others.
fn is_decisions(args: &ValidateArgs, path: &Path) -> bool {
    let lists = [&args.run.config, &args.run.baseline, &args.run.ignore_warnings];
    let is_named = lists.into_iter().flatten().any(|file| key(file) == *path);
    is_named || (!args.run.no_config && path.file_name().is_some_and(|name| name == config::NAME))
}

/// A path as events have it: from the real place of its folder on. It need not exist.
fn key(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    match (path.parent().and_then(|folder| folder.canonicalize().ok()), path.file_name()) {
        (Some(folder), Some(name)) => folder.join(name),
        _ => path,
    }
}

/// The changes below what the command line names.
struct Changes {
    events: Receiver<notify::Result<Event>>,
    /// It watches as long as it lives.
    _watcher: RecommendedWatcher,
}

impl Changes {
    fn of(args: &ValidateArgs) -> Result<Self, Failure> {
        let failure = |error: notify::Error| Failure::Message(format!("changes cannot be watched: {error}"));
        let (sender, events) = channel();
        let mut watcher = notify::recommended_watcher(sender).map_err(failure)?;
        let lists = [&args.run.config, &args.run.baseline, &args.run.ignore_warnings];
        let lists = lists.into_iter().flatten().map(|file| (folder_of(file), RecursiveMode::NonRecursive));
        let roots = args.files.iter().map(|file| root(file));
        for (folder, mode) in roots.chain(lists).filter(|(folder, _)| folder.is_dir()) {
            watcher.watch(&folder.canonicalize()?, mode).map_err(failure)?;
        }
        Ok(Self { events, _watcher: watcher })
    }

    /// The paths of the next burst of changes; `None` when the run is to end.
    fn next(&self) -> Option<BTreeSet<PathBuf>> {
        let mut changed = BTreeSet::new();
        let mut began = Instant::now();
        while !interrupt::asked() {
            match self.events.recv_timeout(QUIET) {
                Ok(Ok(event)) if is_change(&event) => {
                    if changed.is_empty() {
                        began = Instant::now();
                    }
                    changed.extend(event.paths.iter().map(|path| key(path)));
                }
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout) if !changed.is_empty() => return Some(changed),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return None,
            }
            if !changed.is_empty() && began.elapsed() > LONGEST {
                return Some(changed);
            }
        }
        None
    }
}

/// Whether something was written, made, moved or removed. Reading is none, or each run would make the next.
fn is_change(event: &Event) -> bool {
    matches!(event.kind, EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_))
}

/// The folder to watch for an argument, and whether with all below it.
fn root(argument: &str) -> (PathBuf, RecursiveMode) {
    let path = Path::new(argument);
    if path.is_dir() {
        return (path.to_owned(), RecursiveMode::Recursive);
    }
    if path.exists() {
        return (folder_of(path), RecursiveMode::NonRecursive);
    }
    let fixed = &argument[..argument.find(['*', '?', '[', '{']).unwrap_or(argument.len())];
    let folder = &fixed[..fixed.rfind(['/', std::path::MAIN_SEPARATOR]).map_or(0, |end| end + 1)];
    (Path::new(if folder.is_empty() { "." } else { folder }).to_owned(), RecursiveMode::Recursive)
}

fn folder_of(file: &Path) -> PathBuf {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new(".")).to_owned()
}

#[cfg(test)]
mod tests {
    use notify::event::{AccessKind, CreateKind, DataChange, ModifyKind};

    use super::*;

    #[test]
    fn patterns_are_watched_from_their_fixed_folder_on() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
        std::fs::write(at("a.json"), "{}").expect("it can be written");
        for (argument, expected, recursive) in [
            (at(""), at(""), true),
            (at("a.json"), folder.path().to_string_lossy().into_owned(), false),
            (at("x/**/*.json"), at("x/"), true),
            ("*.json".to_owned(), ".".to_owned(), true),
        ] {
            let (root, mode) = root(&argument);
            assert_eq!((root, mode == RecursiveMode::Recursive), (PathBuf::from(expected), recursive), "{argument}");
        }
    }

    #[test]
    fn reading_is_no_change() {
        for (kind, expected) in [
            (EventKind::Access(AccessKind::Read), false),
            (EventKind::Create(CreateKind::File), true),
            (EventKind::Modify(ModifyKind::Data(DataChange::Content)), true),
        ] {
            assert_eq!(is_change(&Event::new(kind)), expected);
        }
    }

    #[test]
    fn a_path_is_the_same_however_it_is_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("absent.json");
        assert_eq!(key(&folder.path().join(".").join("absent.json")), key(&path));
        assert!(key(Path::new("absent.json")).is_absolute());
    }
}
