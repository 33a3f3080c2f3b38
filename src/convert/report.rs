//! What a person must decide, one line a case. It names places and codes; a name only when it was asked for.

use serde::Serialize;

use super::table::push_field;
use super::{Answer, Outcome};

/// How the report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportForm {
    /// CSV in UTF-8 with byte order mark, as spreadsheets like it.
    Csv,
    /// An array of objects.
    Json,
}

/// What is reported, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reporting {
    /// How it is written.
    pub form: ReportForm,
    /// Whether what was applied for certain is reported as well.
    pub with_applied: bool,
}

impl Reporting {
    /// Whether a case of this outcome is reported. A choice by policy always is.
    pub fn takes(self, outcome: Outcome) -> bool {
        outcome.needs_decision() || outcome == Outcome::Chosen || (self.with_applied && outcome == Outcome::Exact)
    }
}

/// One case, without the row or line that it stands in: pieces of the input are worked on apart, and only their order
/// tells the number.
#[derive(Debug, Serialize)]
pub struct Decision<'a> {
    /// The FHIRPath of the coding; empty in a table.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub path: &'a str,
    /// The system of the coding; empty in a table.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub system: &'a str,
    /// What stands there.
    pub code: &'a str,
    /// The name beside it, when it was asked for.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub name: &'a str,
    /// How it went.
    pub outcome: &'static str,
    /// What was written; empty when nothing was.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub target: String,
    /// Why.
    pub reason: &'a str,
    /// What it could become.
    pub candidates: Vec<Candidate<'a>>,
}

/// One that it could become.
#[derive(Debug, Serialize)]
pub struct Candidate<'a> {
    /// The code.
    pub code: &'a str,
    /// Its name.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub display: &'a str,
    /// Why it is one.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub reason: &'a str,
}

impl<'a> Decision<'a> {
    /// The case of an answer.
    pub fn new(code: &'a str, name: &'a str, answer: &'a Answer) -> Self {
        let candidate = |(coded, reason): &'a (super::Coded, String)| Candidate {
            code: &coded.code,
            display: &coded.display,
            reason,
        };
        Self {
            path: "",
            system: "",
            code,
            name,
            outcome: answer.outcome.key(),
            target: answer.written(),
            reason: &answer.reason,
            candidates: answer.candidates.iter().map(candidate).collect(),
        }
    }

    /// The line of the report after its number.
    pub fn rest_of_line(&self, form: ReportForm) -> Vec<u8> {
        match form {
            ReportForm::Json => serde_json::to_vec(self).unwrap_or_default().split_off(1),
            ReportForm::Csv => self.csv(),
        }
    }

    fn csv(&self) -> Vec<u8> {
        let candidates: Vec<String> = self.candidates.iter().map(Candidate::words).collect();
        let cells = [
            self.path,
            self.system,
            self.code,
            self.name,
            self.outcome,
            &self.target,
            self.reason,
            &candidates.join("\n"),
        ];
        let mut line = Vec::new();
        for cell in cells {
            line.push(b',');
            push_field(&mut line, cell.as_bytes(), b',', false);
        }
        line
    }
}

impl Candidate<'_> {
    fn words(&self) -> String {
        let mut words = self.code.to_owned();
        if !self.display.is_empty() {
            words.push(' ');
            words.push_str(self.display);
        }
        if !self.reason.is_empty() {
            words.push_str(": ");
            words.push_str(self.reason);
        }
        words
    }
}

impl ReportForm {
    /// What stands before all lines.
    pub fn begin(self) -> &'static str {
        match self {
            Self::Csv => "\u{FEFF}row,path,system,code,name,outcome,target,reason,candidates\r\n",
            Self::Json => "[",
        }
    }

    /// A line: the row or line of the input, and the rest.
    pub fn line(self, is_first: bool, row: u64, rest: &[u8]) -> Vec<u8> {
        let start = match self {
            Self::Csv => row.to_string(),
            Self::Json => format!("{}\n{{\"row\":{row},", if is_first { "" } else { "," }),
        };
        [start.as_bytes(), rest, if self == Self::Csv { b"\r\n" } else { b"" }].concat()
    }

    /// What stands after all lines.
    pub fn end(self) -> &'static str {
        match self {
            Self::Csv => "",
            Self::Json => "\n]\n",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::convert::Coded;

    fn answer() -> Answer {
        let coded = |code: &str| Coded { system: "", code: code.to_owned(), display: "名".to_owned() };
        let candidates = vec![(coded("2500013"), "adopted".to_owned()), (coded("2507028"), String::new())];
        Answer {
            outcome: Outcome::Candidates,
            candidates,
            reason: "several, or \"many\"".to_owned(),
            ..Answer::default()
        }
    }

    #[test]
    fn lines_of_both_forms() {
        let answer = answer();
        let decision = Decision::new("E14", "", &answer);
        let csv = ReportForm::Csv.line(true, 7, &decision.rest_of_line(ReportForm::Csv));
        assert_eq!(
            String::from_utf8_lossy(&csv),
            "7,,,E14,,candidates,,\"several, or \"\"many\"\"\",\"2500013 名: adopted\n2507028 名\"\r\n"
        );
        let mut json = ReportForm::Json.begin().as_bytes().to_vec();
        for (is_first, row) in [(true, 7), (false, 8)] {
            json.extend(ReportForm::Json.line(is_first, row, &decision.rest_of_line(ReportForm::Json)));
        }
        json.extend(ReportForm::Json.end().as_bytes());
        let value: serde_json::Value = serde_json::from_slice(&json).expect("it is JSON");
        assert_eq!((&value[0]["row"], &value[1]["row"]), (&7.into(), &8.into()));
        assert_eq!(value[1]["candidates"][0]["reason"], "adopted");
        assert!(value[0].get("path").is_none());
    }
}
