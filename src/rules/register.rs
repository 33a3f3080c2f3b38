//! Every rule of the table by its id, with what becomes of it. What `jpfhir rules` lists and docs/rules.md shows.

use std::sync::LazyLock;

use super::Rule;
use super::rule::Targets;
use crate::diagnostics::Severity;

/// What becomes of a rule of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// There is a rule for it.
    Implemented,
    /// The published profiles ask for it, in the corrected reading where they have a defect.
    Profile,
    /// The reader or the checks of FHIR itself ask for it.
    Fhir,
    /// Another rule covers it.
    Covered,
    /// It needs the masters and is not checked yet.
    NeedsMasters,
    /// It is not checked yet.
    NotYet,
    /// It cannot be checked on a document.
    NotCheckable,
}

impl State {
    /// The word for it on the command line and in the manual.
    pub fn word(self) -> &'static str {
        match self {
            Self::Implemented => "implemented",
            Self::Profile => "profile",
            Self::Fhir => "fhir",
            Self::Covered => "covered",
            Self::NeedsMasters => "needs-masters",
            Self::NotYet => "not-yet",
            Self::NotCheckable => "not-checkable",
        }
    }

    /// All states, in the order of the manual.
    pub const ALL: [Self; 7] = [
        Self::Implemented,
        Self::Profile,
        Self::Fhir,
        Self::Covered,
        Self::NeedsMasters,
        Self::NotYet,
        Self::NotCheckable,
    ];

    fn read(word: &str) -> Self {
        match word {
            "rule" => Self::Implemented,
            "profile" => Self::Profile,
            "tool" => Self::Fhir,
            "with" => Self::Covered,
            "masters" => Self::NeedsMasters,
            "unchecked" => Self::NotCheckable,
            _ => Self::NotYet,
        }
    }
}

/// A row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// The id, as in `BND-11`.
    pub id: &'static str,
    /// How far the published profiles ask for it: E (enforced), P (partly), D (defined, not applied), N (not), X (they
    /// contradict themselves).
    pub published: char,
    /// What becomes of it.
    pub state: State,
    /// What it asks for, in a few words; empty for an implemented rule, whose message says it.
    pub title: &'static str,
    /// Which diagnostic or rule asks for it, or why it is not checked.
    pub detail: &'static str,
    /// The rule, if there is one.
    pub rule: Option<&'static Rule>,
    more: More,
}

/// What the table knows of a row without a rule of its own.
#[derive(Debug, Clone, Copy, Default)]
struct More {
    severity: Option<Severity>,
    japanese: &'static str,
    source: &'static str,
}

/// What keeps a rule and what breaks it, at one place of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Example {
    /// The place, as FHIRPath.
    pub place: &'static str,
    /// The value that keeps the rule, as JSON.
    pub keeps: &'static str,
    /// The value that breaks it, as JSON.
    pub breaks: &'static str,
}

impl Row {
    /// The group: the letters of the id.
    pub fn group(&self) -> &'static str {
        self.id.split('-').next().unwrap_or(self.id)
    }

    /// How bad it is when it is broken.
    pub fn severity(&self) -> Option<Severity> {
        self.rule.map(|rule| rule.message.severity).or(self.more.severity)
    }

    /// What it asks for, in Japanese: the message of a rule, else a few words.
    pub fn japanese(&self) -> &'static str {
        self.rule.map_or(self.more.japanese, |rule| rule.message.japanese.message)
    }

    /// Where the guides ask for it.
    pub fn source(&self) -> &'static str {
        self.rule.map_or(self.more.source, |rule| rule.source)
    }

    /// What is held to it.
    pub fn targets(&self) -> Targets {
        self.rule.map_or_else(|| targets(self.group()), |rule| rule.targets)
    }

    /// What keeps it and what breaks it; empty when nothing shows it.
    pub fn examples(&self) -> impl Iterator<Item = Example> + use<> {
        let id = self.id;
        include_str!("examples.tsv").lines().map(|line| line.split('\t').collect::<Vec<_>>()).filter_map(
            move |fields| match fields[..] {
                [of, place, keeps, breaks] if of == id => Some(Example { place, keeps, breaks }),
                _ => None,
            },
        )
    }
}

/// What the rows of a group hold for, where no rule says it more exactly.
fn targets(group: &str) -> Targets {
    match group {
        "BND" => Targets::FIVE,
        "MED" | "ENC" | "DOC" => Targets::DOCUMENTS,
        "RFR" => Targets::REFERRAL,
        "DIS" => Targets::DISCHARGE,
        "PCS" => Targets::CARE_SUMMARY,
        "CHK" => Targets::CHECKUP,
        "MUN" => Targets::MUNICIPAL,
        "EPR" => Targets::PRESCRIPTION,
        "FILE" | "TOOL" => Targets::JAPAN,
        _ => Targets::ECS,
    }
}

/// The line of a row in the table of rows without a rule.
fn more(id: &str) -> Option<More> {
    let line = include_str!("register_more.tsv").lines().find(|line| line.split('\t').next() == Some(id))?;
    let mut fields = line.split('\t').skip(1);
    let mut next = || fields.next().unwrap_or("");
    let severity = match next() {
        "error" => Severity::Error,
        "warning" => Severity::Warning,
        _ => Severity::Information,
    };
    let (japanese, source) = (next(), next());
    Some(More { severity: Some(severity), japanese, source })
}

static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| include_str!("register.tsv").lines().map(row).collect());

fn row(line: &'static str) -> Row {
    let mut fields = line.split('\t');
    let mut next = || fields.next().unwrap_or("");
    let (id, published, state, title, detail) = (next(), next(), next(), next(), next());
    let published = published.chars().next().unwrap_or('N');
    let rule = super::all().find(|rule| rule.id() == id);
    let more = more(id).unwrap_or_default();
    Row { id, published, state: State::read(state), title, detail, rule, more }
}

/// All rows, in the order of the table.
pub fn rows() -> &'static [Row] {
    &ROWS
}

/// The row of an id, written in capitals or not.
pub fn find(id: &str) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.id.eq_ignore_ascii_case(id))
}
