//! No document of any corpus, package or mutation panics or takes long.

use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use flate2::read::GzDecoder;
use rayon::prelude::*;

use super::{files, judge, shared, validator};

/// The bound for one document; code that is not optimised gets ten times as long.
const BOUND: Duration = Duration::from_millis(if cfg!(debug_assertions) { 1000 } else { 100 });

/// A document: its name and its bytes.
type Input = (String, Vec<u8>);

fn corpora() -> Vec<Input> {
    let folders = ["jp", "jp-oracle/mutants", "hl7", "hl7-examples", "fhirpath", "snapshot-generation"];
    let folders = folders.iter().filter_map(|folder| shared(&format!("corpus/{folder}")));
    let paths = folders.flat_map(|folder| files(&folder));
    paths.map(|path| (path.display().to_string(), std::fs::read(&path).expect("a corpus file"))).collect()
}

/// The JSON and XML files of an archive.
fn archive(path: &Path) -> Vec<Input> {
    let file = std::fs::File::open(path).expect("a package");
    let mut archive = tar::Archive::new(GzDecoder::new(std::io::BufReader::new(file)));
    let mut inputs = Vec::new();
    for entry in archive.entries().expect("an archive") {
        let mut entry = entry.expect("an entry");
        let name = format!("{}: {}", path.display(), entry.path().expect("a path").display());
        if name.ends_with(".json") || name.ends_with(".xml") {
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).expect("the content");
            inputs.push((name, bytes));
        }
    }
    inputs
}

fn packages() -> Vec<Input> {
    let Some(folder) = shared("packages") else { return Vec::new() };
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let mut paths: Vec<_> = entries.filter(|p| p.extension().is_some_and(|e| e == "tgz")).collect();
    paths.sort();
    paths.par_iter().flat_map(|path| archive(path)).collect()
}

/// How long a document takes; `None` when it panics.
fn time((name, bytes): &Input) -> Option<Duration> {
    let bytes = bytes.clone();
    let started = Instant::now();
    catch_unwind(AssertUnwindSafe(|| judge(validator(), name, bytes))).ok()?;
    Some(started.elapsed())
}

/// Judges all, and those that seemed slowest again: alone, and with every definition compiled.
fn check(title: &str, inputs: &[Input]) {
    let times: Vec<Option<Duration>> = inputs.par_iter().map(time).collect();
    let panics: Vec<&str> = inputs.iter().zip(&times).filter(|(_, t)| t.is_none()).map(|(i, _)| &*i.0).collect();
    assert!(panics.is_empty(), "panics: {panics:#?}");
    let mut order: Vec<usize> = (0..inputs.len()).collect();
    order.sort_by_key(|&i| std::cmp::Reverse(times[i]));
    // Other programs on the machine take their time from it: what seems slow gets more than one chance.
    let again = |i: usize| {
        let tries = std::iter::repeat_with(|| time(&inputs[i]).unwrap_or_default()).take(4);
        let mut best = times[i].unwrap_or_default();
        for taken in tries {
            best = best.min(taken);
            if best < BOUND {
                break;
            }
        }
        (best, &inputs[i])
    };
    let mut slowest: Vec<(Duration, &Input)> = order.into_iter().take(20).map(again).collect();
    slowest.sort_by_key(|(time, _)| std::cmp::Reverse(*time));
    println!("{title}: {} documents; the slowest:", inputs.len());
    for (time, (name, bytes)) in slowest.iter().take(5) {
        println!("{time:>12.1?} {:>6} KiB  {name}", bytes.len() >> 10);
    }
    for (time, (name, _)) in slowest {
        assert!(time < BOUND, "{name} takes {time:?}");
    }
}

#[test]
fn no_document_of_the_corpora_panics_or_takes_long() {
    check("corpora", &corpora());
}

#[test]
fn no_file_of_a_package_panics_or_takes_long() {
    check("packages", &packages());
}
