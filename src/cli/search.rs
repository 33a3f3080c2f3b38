//! `jpfhir search`: codes by name, kana, synonym or with a typing slip.

use std::io::Write;

use clap::{Args as ClapArgs, ValueEnum};
use jpfhir::codes::search::{ALLERGY, DISEASE, DRUG, Fields, Hit, How, Index, LAB, MODIFIER};
use jpfhir::diagnostics::render::{Language, View, sentence};
use jpfhir::masters::{Fault, Masters, Table};
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::{Failure, Status, output, settings};

/// `jpfhir search`.
#[derive(Debug, ClapArgs)]
pub struct SearchArgs {
    /// What to search
    #[arg(value_enum)]
    system: System,
    /// A name, its beginning, kana, or words; a typing slip is forgiven
    #[arg(required = true, value_name = "TEXT")]
    text: Vec<String>,
    /// At most this many codes
    #[arg(long, value_name = "N", default_value_t = 10)]
    limit: usize,
    /// How to answer
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum System {
    /// 傷病名: receipt codes
    Disease,
    /// 修飾語: receipt codes
    Modifier,
    /// 医薬品: receipt codes
    Drug,
    /// 検査: JLAC10 codes
    Lab,
    /// アレルゲン: J-FAGY codes
    Allergy,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Table,
    /// One JSON object a line
    Json,
}

impl System {
    fn fields(self) -> &'static Fields {
        match self {
            Self::Disease => &DISEASE,
            Self::Modifier => &MODIFIER,
            Self::Drug => &DRUG,
            Self::Lab => &LAB,
            Self::Allergy => &ALLERGY,
        }
    }
}

/// A hit as JSON.
#[derive(Debug, Serialize)]
struct Found<'t> {
    code: &'t str,
    name: &'t str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    details: Vec<&'t str>,
    how: &'static str,
}

/// Runs the subcommand. Exit status 1 means that nothing was found.
pub fn run(args: &SearchArgs) -> Result<Status, Failure> {
    let language = settings::language_or_locale(None);
    let fields = args.system.fields();
    let masters = Masters::of_user();
    let table = masters.table(fields.kind).map_err(|fault| failed(&fault, language))?;
    let index = Index::new(table, fields);
    let hits = index.search(&args.text.join(" "), args.limit);
    let found: Vec<Found<'_>> = hits.iter().map(|hit| of_hit(table, fields, *hit)).collect();
    let text = match args.format {
        Format::Table => table_of(&found, &hits, language),
        Format::Json => found.iter().map(|found| serde_json::to_string(found).unwrap_or_default() + "\n").collect(),
    };
    std::io::stdout().lock().write_all(text.as_bytes())?;
    Ok(if found.is_empty() { Status::Findings } else { Status::Clean })
}

fn failed(fault: &Fault, language: Language) -> Failure {
    Failure::Message(sentence(fault, &View { language, mask: false, color: false, width: output::width() }))
}

fn of_hit<'t>(table: &'t Table, fields: &Fields, hit: Hit) -> Found<'t> {
    let cell = |name: &str| table.column(name).map_or("", |column| table.text(hit.row, column));
    let name = fields.names.first().map_or("", |name| cell(name));
    let details = fields.details.iter().map(|name| cell(name)).filter(|text| !text.is_empty()).collect();
    Found { code: cell(fields.code), name, details, how: word(hit.how) }
}

/// The word for programs.
fn word(how: How) -> &'static str {
    match how {
        How::Whole => "whole",
        How::Beginning => "beginning",
        How::Within => "within",
        How::Slip => "slip",
        How::Words => "words",
        How::SlipInBeginning => "slip-in-beginning",
        How::Near => "near",
        How::Representative => "representative",
    }
}

/// What is worth saying to people of how a hit answers.
fn remark(how: How, language: Language) -> &'static str {
    match (how, language) {
        (How::Slip | How::SlipInBeginning | How::Near, Language::English) => "similar",
        (How::Slip | How::SlipInBeginning | How::Near, Language::Japanese) => "類似",
        (How::Representative, Language::English) => "preferred term of the synonym above",
        (How::Representative, Language::Japanese) => "上の同義語の代表病名",
        _ => "",
    }
}

fn table_of(found: &[Found<'_>], hits: &[Hit], language: Language) -> String {
    let width = |text: &dyn Fn(&Found<'_>) -> String| found.iter().map(|found| text(found).width()).max().unwrap_or(0);
    let code = width(&|found| found.code.to_owned());
    let name = width(&|found| found.name.to_owned()).min(60);
    let mut table = String::new();
    for (found, hit) in found.iter().zip(hits) {
        let pad = |text: &str, width: usize| " ".repeat(width.saturating_sub(text.width()));
        let mut line = format!("{}{}  {}{}", found.code, pad(found.code, code), found.name, pad(found.name, name));
        let remark = remark(hit.how, language);
        for more in found.details.iter().copied().chain([remark]).filter(|more| !more.is_empty()) {
            line.push_str("  ");
            line.push_str(more);
        }
        table.push_str(line.trim_end());
        table.push('\n');
    }
    table
}
