//! What people name on the command line: files, folders, patterns and standard input, in a fixed order.

use std::collections::HashSet;
use std::fs::File;
use std::path::{Path, PathBuf};

use globset::GlobBuilder;
use walkdir::WalkDir;

use super::{Documents, Unreadable};

/// Something to read.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Input {
    /// The file; `-` is standard input.
    pub path: PathBuf,
    /// Named or matched by a pattern, not found in a folder: always validated, whatever it is.
    pub explicit: bool,
}

/// Why an argument gives nothing to read.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// No file or folder has this name.
    #[error("{0}: no such file or folder")]
    NotFound(String),
    /// No file matches this pattern.
    #[error("{0}: no file matches")]
    NoMatch(String),
    /// It is no pattern that could be understood.
    #[error("{0}: {1}")]
    Pattern(String, String),
    /// A folder that has no file of FHIR's extensions.
    #[error("{0}: no .json, .xml or .ndjson file in this folder")]
    NothingIn(String),
    /// A folder that cannot be listed.
    #[error("{0}: {1}")]
    Folder(String, String),
}

impl Input {
    /// The name that reports show.
    pub fn name(&self) -> String {
        self.path.to_string_lossy().into_owned()
    }

    /// Whether it should be read from one thread document by document: standard input and NDJSON.
    pub fn is_stream(&self) -> bool {
        self.path.as_os_str() == "-" || has_extension(&self.path, &["ndjson", "jsonl"])
    }

    /// Whether its bytes are judged at all: those of a folder only when they look like FHIR.
    pub fn takes(&self, bytes: &[u8]) -> bool {
        self.explicit || self.is_stream() || looks_like_fhir(bytes)
    }

    /// Bytes of the file; `None` for what is no file.
    pub fn size(&self) -> Option<u64> {
        let metadata = std::fs::metadata(&self.path).ok().filter(std::fs::Metadata::is_file)?;
        Some(metadata.len())
    }

    /// Opens it. `None` is a file of a folder that is no FHIR: to be counted as skipped.
    pub fn open(&self) -> Result<Option<Documents>, Unreadable> {
        if self.path.as_os_str() == "-" {
            return Documents::of_reader("-", std::io::stdin()).map(Some);
        }
        let file = File::open(&self.path)?;
        if self.is_stream() {
            return Ok(Some(Documents::of_lines(self.name(), file)));
        }
        if file.metadata()?.len() > u64::from(u32::MAX) {
            return Err(Unreadable::TooLarge);
        }
        let bytes = std::fs::read(&self.path)?;
        if self.explicit || looks_like_fhir(&bytes) {
            return Ok(Some(Documents::of_bytes(self.name(), bytes)));
        }
        Ok(None)
    }
}

/// Whether bytes mention what every FHIR resource mentions, in UTF-8 or an encoding that contains ASCII, or in UTF-16.
fn looks_like_fhir(bytes: &[u8]) -> bool {
    let has = |needle: &[u8]| memchr::memmem::find(bytes, needle).is_some();
    let wide = |text: &str| text.bytes().flat_map(|b| [0, b]).skip(1).collect::<Vec<u8>>();
    let head = bytes.trim_ascii_start();
    has(b"\"resourceType\"")
        || has(b"http://hl7.org/fhir\"")
        || has(b"http://hl7.org/fhir'")
        || (head.contains(&0) && (has(&wide("resourceType")) || has(&wide("http://hl7.org/fhir"))))
}

fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    path.extension().and_then(|e| e.to_str()).is_some_and(|e| extensions.iter().any(|x| e.eq_ignore_ascii_case(x)))
}

/// Finds what the arguments name. Folders are searched with all below them, in the order of names; nothing is given
/// twice. A problem does not keep the other arguments from being read.
pub fn collect(arguments: &[String]) -> (Vec<Input>, Vec<Problem>) {
    let (mut inputs, mut problems) = (Vec::new(), Vec::new());
    for argument in arguments {
        let path = Path::new(argument);
        if argument == "-" || path.is_file() {
            inputs.push(Input { path: path.into(), explicit: true });
        } else if path.is_dir() {
            folder(path, &mut inputs, &mut problems);
        } else if argument.contains(['*', '?', '[', '{']) {
            pattern(argument, &mut inputs, &mut problems);
        } else if path.exists() {
            // A pipe or device.
            inputs.push(Input { path: path.into(), explicit: true });
        } else {
            problems.push(Problem::NotFound(argument.clone()));
        }
    }
    let named: HashSet<PathBuf> = inputs.iter().filter(|i| i.explicit).map(|i| i.path.clone()).collect();
    let mut seen = HashSet::new();
    inputs.retain_mut(|input| {
        input.explicit = named.contains(&input.path);
        seen.insert(input.path.clone())
    });
    (inputs, problems)
}

/// The files below a folder, by name.
fn files(folder: &Path, problems: &mut Vec<Problem>) -> Vec<PathBuf> {
    let mut paths = Vec::new();
    for entry in WalkDir::new(folder).follow_links(true).sort_by_file_name() {
        match entry {
            Ok(entry) if entry.file_type().is_file() => paths.push(entry.into_path()),
            Ok(_) => {}
            Err(error) => {
                let path = error.path().unwrap_or(folder).display().to_string();
                problems.push(Problem::Folder(path, error.to_string()));
            }
        }
    }
    paths
}

fn folder(path: &Path, inputs: &mut Vec<Input>, problems: &mut Vec<Problem>) {
    let (before, trouble) = (inputs.len(), problems.len());
    let paths = files(path, problems).into_iter().filter(|p| has_extension(p, &["json", "xml", "ndjson", "jsonl"]));
    inputs.extend(paths.map(|path| Input { path, explicit: false }));
    if inputs.len() == before && problems.len() == trouble {
        problems.push(Problem::NothingIn(path.display().to_string()));
    }
}

/// Patterns, for shells that do not expand them.
fn pattern(argument: &str, inputs: &mut Vec<Input>, problems: &mut Vec<Problem>) {
    let glob = match GlobBuilder::new(argument).literal_separator(true).build() {
        Ok(glob) => glob.compile_matcher(),
        Err(error) => {
            problems.push(Problem::Pattern(argument.to_owned(), error.kind().to_string()));
            return;
        }
    };
    let fixed = argument.find(['*', '?', '[', '{']).unwrap_or(argument.len());
    let base = argument[..fixed].rfind(['/', std::path::MAIN_SEPARATOR]).map_or("", |end| &argument[..=end]);
    let start = if base.is_empty() { Path::new(".") } else { Path::new(base) };
    let (before, mut unlisted) = (inputs.len(), Vec::new());
    for path in files(start, &mut unlisted) {
        let path = if base.is_empty() { path.strip_prefix(".").unwrap_or(&path).to_owned() } else { path };
        if glob.is_match(&path) {
            inputs.push(Input { path, explicit: true });
        }
    }
    if inputs.len() == before {
        problems.push(Problem::NoMatch(argument.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(root: &Path, inputs: &[Input]) -> Vec<String> {
        let name = |i: &Input| i.path.strip_prefix(root).unwrap_or(&i.path).to_string_lossy().replace('\\', "/");
        inputs.iter().map(|i| format!("{}{}", name(i), if i.explicit { "!" } else { "" })).collect()
    }

    #[test]
    fn files_folders_patterns_and_standard_input() -> std::io::Result<()> {
        let folder = tempfile::tempdir()?;
        let root = folder.path();
        std::fs::create_dir_all(root.join("b/c"))?;
        std::fs::create_dir(root.join("empty"))?;
        for (name, text) in [
            ("a.json", "{\"resourceType\":\"Patient\"}"),
            ("package.json", "{}"),
            ("b/x.XML", "<Patient xmlns=\"http://hl7.org/fhir\"/>"),
            ("b/c/y.ndjson", "{}\n{}"),
            ("b/readme.txt", "no FHIR"),
        ] {
            std::fs::write(root.join(name), text)?;
        }
        let at = |name: &str| root.join(name).to_string_lossy().into_owned();
        let found = |arguments: &[&str]| {
            let arguments: Vec<String> =
                arguments.iter().map(|a| if *a == "-" { a.to_string() } else { at(a) }).collect();
            let (inputs, problems) = collect(&arguments);
            let problems = problems.iter().map(|p| p.to_string().replace(&at(""), ""));
            (names(root, &inputs).join(" "), problems.collect::<Vec<_>>().join(" "))
        };
        let cases: [(&[&str], &str, &str); 8] = [
            (&["a.json", "-"], "a.json! -!", ""),
            (&[""], "a.json b/c/y.ndjson b/x.XML package.json", ""),
            (&["", "a.json"], "a.json! b/c/y.ndjson b/x.XML package.json", ""),
            (&["b/readme.txt", "no.json"], "b/readme.txt!", "no.json: no such file or folder"),
            (&["*.json"], "a.json! package.json!", ""),
            (&["**/*.{XML,ndjson}"], "b/c/y.ndjson! b/x.XML!", ""),
            (&["*.csv", "a.json"], "a.json!", "*.csv: no file matches"),
            (&["empty"], "", "empty: no .json, .xml or .ndjson file in this folder"),
        ];
        for (arguments, inputs, problems) in cases {
            assert_eq!(found(arguments), (inputs.to_owned(), problems.to_owned()), "{arguments:?}");
        }
        Ok(())
    }

    #[test]
    fn what_is_no_fhir_is_skipped_only_in_folders() -> std::io::Result<()> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("package.json");
        let opened = |text: &[u8], explicit| {
            std::fs::write(&path, text)?;
            let input = Input { path: path.clone(), explicit };
            Ok::<_, std::io::Error>(matches!(input.open(), Ok(Some(_))))
        };
        assert!(!opened(b"{\"name\":\"x\"}", false)?);
        assert!(opened(b"{\"name\":\"x\"}", true)?);
        assert!(opened(b"{\"resourceType\":\"Patient\"}", false)?);
        assert!(opened(b"<Patient xmlns='http://hl7.org/fhir'/>", false)?);
        let utf16: Vec<u8> = "{\"resourceType\":\"Patient\"}".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(opened(&utf16, false)?);
        Ok(())
    }
}
