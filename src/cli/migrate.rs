//! `jpfhir migrate`: a table or FHIR documents carried over to another edition of a master.

use std::path::{Path, PathBuf};

use clap::{Args as ClapArgs, ValueEnum};

use jpfhir::convert::migrate::{self, Subject};
use jpfhir::convert::table::Writing;
use jpfhir::masters::{Edition, Masters};

use super::bulk::args::{BulkArgs, ModeArg, RunArgs, TableArgs};
use super::bulk::{self, KeepReport, Task};
use super::{Failure, Status};

/// `jpfhir migrate`.
#[derive(Debug, ClapArgs)]
pub struct MigrateArgs {
    /// A table (CSV, TSV), NDJSON or a FHIR document; - is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Whose codes are carried over
    #[arg(long, value_enum)]
    system: SystemArg,
    /// The edition that the codes are of
    #[arg(long, value_name = "YYYYMMDD", value_parser = edition)]
    from: Edition,
    /// The edition that they are carried over to
    #[arg(long, value_name = "YYYYMMDD", value_parser = edition)]
    to: Edition,
    /// Also carry over codes that may still be used on the day of --to
    #[arg(long)]
    early: bool,
    /// The column of the codes: its name in the header or its number from 1
    #[arg(long, value_name = "NAME|NUMBER")]
    column: Option<String>,
    /// The column of the names, which then change with the codes
    #[arg(long, value_name = "NAME|NUMBER")]
    name: Option<String>,
    #[command(flatten)]
    table: TableArgs,
    /// Write here what was changed and what a person must decide (FILE.audit.csv unless given)
    #[arg(long, value_name = "AUDIT", conflicts_with = "report")]
    audit: Option<PathBuf>,
    #[command(flatten)]
    run: RunArgs,
}

/// `--system`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SystemArg {
    /// 傷病名コード and 病名管理番号
    Disease,
    /// J-FAGY
    #[value(alias = "jfagy")]
    Allergy,
    /// JLAC10 of the 43 + 5 shared items
    #[value(alias = "jlac10")]
    Lab,
    /// 修飾語コード, whose master names no successors
    Modifier,
    /// 医薬品コード, whose master names no successors
    Drug,
}

impl From<SystemArg> for Subject {
    fn from(system: SystemArg) -> Self {
        match system {
            SystemArg::Disease => Self::Disease,
            SystemArg::Allergy => Self::Allergen,
            SystemArg::Lab => Self::Lab,
            SystemArg::Modifier => Self::Modifier,
            SystemArg::Drug => Self::Drug,
        }
    }
}

fn edition(text: &str) -> Result<Edition, String> {
    Edition::parse(&text.replace('-', "")).ok_or_else(|| format!("{text:?} is not a date like 20260101"))
}

/// Carries the codes of a file over.
pub fn run(args: &MigrateArgs) -> Result<Status, Failure> {
    let masters = Masters::of_user();
    let migration = migrate::open(&masters, args.system.into(), [args.from, args.to], args.early)
        .map_err(|error| Failure::Message(error.to_string()))?;
    let systems = migration.systems().into_iter().flat_map(bulk::addresses).map(str::to_owned).collect();
    let (audit, keep_report) = audit(args);
    let task = Task {
        translate: &*migration,
        systems,
        hints: [args.name.clone(), None, None, None, None, None],
        writing: Writing::Replace,
        is_audit: true,
        keep_report,
        provenance: migration.editions(),
    };
    let bulk = BulkArgs {
        column: args.column.clone(),
        table: args.table.clone(),
        mode: ModeArg::Replace,
        run: RunArgs { report: Some(audit), ..args.run.clone() },
        ..BulkArgs::default()
    };
    bulk::run(&task, &args.file, &bulk)
}

/// The audit: the one that was given, else one beside the output. An earlier one stays, and is not followed by another
/// one that only repeats what is still to be decided.
fn audit(args: &MigrateArgs) -> (PathBuf, KeepReport) {
    if let Some(audit) = args.audit.as_ref().or(args.run.report.as_ref()) {
        return (audit.clone(), KeepReport::Always);
    }
    let is_standard_input = args.file.as_os_str() == "-";
    let base = args.run.output.as_deref().unwrap_or(if is_standard_input { Path::new("jpfhir") } else { &args.file });
    let first = PathBuf::from(format!("{}.audit.csv", base.display()));
    if !first.exists() {
        return (first, KeepReport::IfAny);
    }
    let numbered = (2u32..).map(|number| PathBuf::from(format!("{}.audit-{number}.csv", base.display())));
    (numbered.into_iter().find(|path| !path.exists()).unwrap_or(first), KeepReport::IfChanged)
}
