//! The known defects of the official material by their letters: what contradicts what, how it is read, what shows it.

use std::sync::LazyLock;

/// A contradiction or mistake in the official material.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Defect {
    /// `a` to `dd`.
    pub letter: &'static str,
    /// What contradicts what.
    pub title: &'static str,
    /// How it is read by default; `None` when no validator can show it.
    pub reading: Option<&'static str>,
    /// The rules that it concerns, or why it cannot be shown.
    pub detail: &'static str,
}

static DEFECTS: LazyLock<Vec<Defect>> = LazyLock::new(|| include_str!("defects.tsv").lines().map(defect).collect());

fn defect(line: &'static str) -> Defect {
    let mut fields = line.split('\t');
    let mut next = || fields.next().unwrap_or("");
    let (letter, title, reading, detail) = (next(), next(), next(), next());
    Defect { letter, title, reading: Some(reading).filter(|reading| *reading != "-"), detail }
}

/// All of them, in the order of their letters.
pub fn all() -> &'static [Defect] {
    &DEFECTS
}

impl Defect {
    /// The rules that it concerns.
    pub fn rules(&self) -> impl Iterator<Item = &'static str> {
        self.reading.into_iter().flat_map(|_| self.detail.split(", "))
    }
}
