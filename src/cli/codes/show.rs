//! Conversions for people and as lines of fields.

use jpfhir::codes::{Candidate, Change, Conversion, Outcome, Target, Validity};
use jpfhir::diagnostics::render::Language;
use unicode_width::UnicodeWidthStr;

use super::in_language;
use super::json::malformed;

/// So many candidates are shown to people.
const MOST_CANDIDATES: usize = 20;

/// Words of this file in a language.
fn word(language: Language, english: &'static str, japanese: &'static str) -> &'static str {
    match language {
        Language::English => english,
        Language::Japanese => japanese,
    }
}

/// Conversions as a text for people: one block a code, then the masters.
pub(super) fn human(all: &[Conversion<'_>], masters: &[String], language: Language) -> String {
    let mut text = String::new();
    for conversion in all {
        block(&mut text, conversion, language);
    }
    text + &format!("# {}\n", masters.join(" "))
}

fn block(text: &mut String, conversion: &Conversion<'_>, language: Language) {
    let arrow = if conversion.code == conversion.given { String::new() } else { format!(" → {}", conversion.code) };
    let display = if conversion.display.is_empty() { String::new() } else { format!("  {}", conversion.display) };
    text.push_str(&format!("{}{arrow}{display}\n", conversion.given));
    let mut line = |left: &str, right: &str| {
        let pad = " ".repeat(12usize.saturating_sub(left.width()));
        text.push_str(&format!("    {left}{pad} {right}\n"));
    };
    match &conversion.outcome {
        Outcome::Exact(targets) => targets.iter().for_each(|t| line(t.system.short(), &target(t))),
        // What follows a code in its own system is told with the days.
        Outcome::Retired(_) if conversion.from == conversion.to => {}
        Outcome::Retired(targets) => {
            targets.iter().for_each(|t| line(word(language, "until then", "当時"), &target(t)));
        }
        Outcome::Candidates(_) => candidates(&mut line, conversion, language),
        Outcome::NoTarget(why) => line(word(language, "no target", "対応なし"), in_language(why.said(), language)),
        Outcome::Invalid(wrong) => {
            line(word(language, "invalid", "形式誤り"), &malformed(*wrong, conversion.from, language));
        }
        Outcome::Unknown(near) => {
            line(word(language, "unknown", "不明"), word(language, "no edition at hand has it", "手元の版にない"));
            for near in near {
                line(word(language, "nearest", "近いもの"), &format!("{}  {}", near.code, near.display));
            }
        }
    }
    if let Some(days) = conversion.validity.as_ref().and_then(|validity| days(validity, language)) {
        line(word(language, "valid", "使用期限"), &days);
    }
    if let Some(doubt) = conversion.doubt {
        line(word(language, "doubt", "要確認"), in_language(doubt.said(), language));
    }
    let changes: Vec<&str> =
        conversion.changes.iter().map(|change| in_language(Change::said(change), language)).collect();
    if !changes.is_empty() {
        line(word(language, "normalised", "正規化"), &changes.join(", "));
    }
}

fn target(target: &Target<'_>) -> String {
    let parts = [&*target.code, target.display, target.role.key(), target.equivalence.key()];
    parts.into_iter().filter(|part| !part.is_empty() && *part != "sole").collect::<Vec<_>>().join("  ")
}

fn candidates(line: &mut impl FnMut(&str, &str), conversion: &Conversion<'_>, language: Language) {
    let Outcome::Candidates(all) = &conversion.outcome else { return };
    let noun = if all.list.len() == 1 { "candidate" } else { "candidates" };
    let count = format!("{} {}", all.list.len(), word(language, noun, "件の候補"));
    let deciders: Vec<&str> = all.deciders.iter().map(|attribute| in_language(attribute.said(), language)).collect();
    let decide = match deciders.is_empty() {
        true => String::new(),
        false => format!("; {}: {}", word(language, "what would decide", "決め手"), deciders.join(", ")),
    };
    line(conversion.to.short(), &format!("{count}{decide}"));
    let width = all.list.iter().map(|candidate| codes(candidate).width()).max().unwrap_or(0);
    for (index, candidate) in all.list.iter().enumerate().take(MOST_CANDIDATES) {
        let chosen = if all.chosen == Some(index) { "→" } else { "" };
        let facts = candidate.facts.iter().filter(|(attribute, _)| all.deciders.contains(attribute));
        let mut facts: Vec<&str> = facts.map(|(_, value)| *value).filter(|value| !value.is_empty()).collect();
        if facts.is_empty() {
            facts.extend(candidate.targets.first().map(|target| target.display));
        }
        let reason = in_language(candidate.reason.said(), language);
        line(chosen, &format!("{:<width$}  {}  ({reason})", codes(candidate), facts.join(" | ")));
    }
    if all.list.len() > MOST_CANDIDATES {
        line("", "…");
    }
    if conversion.is_chosen() {
        line(word(language, "chosen by", "選択規則"), conversion.choose.key());
    }
}

fn codes(candidate: &Candidate<'_>) -> String {
    candidate.targets.iter().map(|target| &*target.code).collect::<Vec<_>>().join("+")
}

/// Until when, and what follows; nothing for what has no end.
pub(super) fn days(validity: &Validity<'_>, language: Language) -> Option<String> {
    let last = validity.last_day?;
    let state = match validity.is_over {
        true => word(language, "retired, last valid on", "廃止。最終日"),
        false => word(language, "until", "最終日"),
    };
    let next = match validity.successor {
        None => word(language, "no successor", "移行先なし").to_owned(),
        Some(next) if next.is_at_hand => format!("→ {} {}", next.code, next.display),
        Some(next) => format!("→ {} ({})", next.code, word(language, "not in the edition at hand", "手元の版にない")),
    };
    Some(format!("{state} {last}, {next}"))
}

/// Conversions as lines of fields under a heading.
pub(super) fn tsv(all: &[Conversion<'_>], language: Language) -> String {
    let mut text = String::from(
        "given\tcode\tname\toutcome\ttarget\tdisplay\tequivalence\tchosen_by\tcandidates\tlast_day\tsuccessor\treason\n",
    );
    for conversion in all {
        let targets = match &conversion.outcome {
            Outcome::Retired(targets) => targets,
            _ => conversion.targets(),
        };
        let join = |of: fn(&Target<'_>) -> String| targets.iter().map(of).collect::<Vec<_>>().join("+");
        let reason = match &conversion.outcome {
            Outcome::NoTarget(why) => in_language(why.said(), language).to_owned(),
            Outcome::Invalid(wrong) => malformed(*wrong, conversion.from, language),
            _ => conversion.doubt.map_or(String::new(), |doubt| in_language(doubt.said(), language).to_owned()),
        };
        let validity = conversion.validity.as_ref();
        let fields = [
            conversion.given.replace(['\t', '\n', '\r'], " "),
            conversion.code.replace(['\t', '\n', '\r'], " "),
            conversion.display.to_owned(),
            conversion.outcome.key().to_owned(),
            join(|target| target.code.to_string()),
            targets.first().map_or(String::new(), |target| target.display.to_owned()),
            conversion.equivalence().key().to_owned(),
            if conversion.is_chosen() { conversion.choose.key().to_owned() } else { String::new() },
            conversion.candidates().iter().map(codes).collect::<Vec<_>>().join("|"),
            validity.and_then(|validity| validity.last_day).map_or(String::new(), |day| day.to_string()),
            validity.and_then(|validity| validity.successor).map_or(String::new(), |next| next.code.to_owned()),
            reason,
        ];
        text.push_str(&fields.join("\t"));
        text.push('\n');
    }
    text
}
