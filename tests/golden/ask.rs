//! The program, asked for JSON.

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;

/// The program with an empty data folder of its own.
pub struct Tool {
    data: tempfile::TempDir,
    packages: PathBuf,
}

impl Tool {
    /// The program; packages stand beside the folder of the golden file, else in the reference material.
    pub fn new(golden: &Path) -> Self {
        let beside = golden.parent().and_then(Path::parent).map(|folder| folder.join("packages"));
        let shared = std::env::var_os("JPFHIR_SHARED").map(PathBuf::from);
        let shared = shared.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"));
        let packages = beside.filter(|folder| folder.is_dir()).unwrap_or_else(|| shared.join("packages"));
        Self { data: tempfile::tempdir().expect("a folder for data"), packages }
    }

    /// The path of a package.
    pub fn package(&self, name: &str) -> String {
        self.packages.join(name).display().to_string()
    }

    /// The JSON answer to arguments; what the program says when there is none.
    pub fn ask(&self, arguments: &[&str]) -> Result<Value, String> {
        let output = Command::cargo_bin("jpfhir")
            .expect("the program is built")
            .env("JPFHIR_DATA_DIR", self.data.path())
            .args(arguments)
            .args(["--format", "json"])
            .output()
            .expect("the program runs");
        serde_json::from_slice(&output.stdout)
            .map_err(|_| String::from_utf8_lossy(&output.stderr).trim_end().to_owned())
    }

    /// The one conversion that arguments after `convert` ask for.
    pub fn convert(&self, arguments: &[&str]) -> Result<Value, String> {
        let mut answer = self.ask(&[&["convert"], arguments].concat())?;
        Ok(answer["conversions"][0].take())
    }
}

/// The text of a value; empty when there is none.
pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// The items of a list.
pub fn items(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// The codes of targets joined by `+`.
pub fn joined(targets: &Value) -> String {
    items(targets).iter().map(|target| text(&target["code"])).collect::<Vec<_>>().join("+")
}

/// The codes of the candidates, sorted, or of the exact targets.
pub fn codes(conversion: &Value) -> Vec<String> {
    let mut codes: Vec<String> = match items(&conversion["candidates"]) {
        [] => vec![joined(&conversion["targets"])],
        candidates => candidates.iter().map(|candidate| joined(&candidate["targets"])).collect(),
    };
    codes.retain(|code| !code.is_empty());
    codes.sort();
    codes
}
