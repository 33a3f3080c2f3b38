//! Code conversions as answers that can be written, with reasons in words.

use crate::codes::{
    Attributes, Conversion, Converter, Doubt, Equivalence, Malformed, Outcome as Came, Said, Target, form_words,
};

use super::{Answer, Coded, Hints, Outcome, Translate};

/// Asks a converter.
#[derive(Debug)]
pub struct Codes<'m> {
    converter: Converter<'m>,
    japanese: bool,
}

impl<'m> Codes<'m> {
    /// Answers of a converter, in one of the two languages. Codes that resemble an unknown one are not looked for.
    pub fn new(converter: Converter<'m>, japanese: bool) -> Self {
        Self { converter: converter.without_near(), japanese }
    }

    /// The converter.
    pub fn converter(&self) -> &Converter<'m> {
        &self.converter
    }

    fn said(&self, said: Said) -> &'static str {
        if self.japanese { said.japanese } else { said.english }
    }

    fn words(&self, english: String, japanese: String) -> String {
        if self.japanese { japanese } else { english }
    }

    /// Which outcome, and why.
    fn outcome(&self, conversion: &Conversion<'_>) -> (Outcome, String) {
        match &conversion.outcome {
            Came::Exact(_) => match conversion.doubt {
                Some(doubt @ (Doubt::NameDiffers | Doubt::AttributeDiffers(_))) => {
                    (Outcome::Doubtful, self.said(doubt.said()).to_owned())
                }
                Some(doubt) => (Outcome::Exact, self.said(doubt.said()).to_owned()),
                None => (Outcome::Exact, String::new()),
            },
            Came::Candidates(all) => {
                let outcome = if conversion.is_chosen() { Outcome::Chosen } else { Outcome::Candidates };
                let deciders: Vec<&str> = all.deciders.iter().map(|attribute| self.said(attribute.said())).collect();
                let deciders = deciders.join(if self.japanese { "・" } else { ", " });
                let count = all.list.len();
                let words = if deciders.is_empty() {
                    self.words(format!("{count} candidates"), format!("候補 {count} 件"))
                } else {
                    self.words(
                        format!("{count} candidates, told apart by {deciders}"),
                        format!("候補 {count} 件（{deciders}で決まる）"),
                    )
                };
                (outcome, words)
            }
            Came::Retired(_) => (Outcome::Retired, String::new()),
            Came::NoTarget(why) => (Outcome::NoTarget, self.said(why.said()).to_owned()),
            Came::Invalid(Malformed::Empty) => (Outcome::Empty, String::new()),
            Came::Invalid(_) => {
                let form = form_words(conversion.from);
                let words = self.words(format!("not {}", form.english), format!("{}ではない", form.japanese));
                (Outcome::Invalid, words)
            }
            Came::Unknown(_) => (Outcome::Unknown, self.words("in no edition at hand".into(), "手元の版にない".into())),
        }
    }

    /// What is to be said of a code besides: how it was read, and when it ends.
    fn remarks(&self, conversion: &Conversion<'_>) -> Vec<String> {
        let mut remarks = Vec::new();
        if !conversion.changes.is_empty() {
            let changes: Vec<&str> = conversion.changes.iter().map(|change| self.said(change.said())).collect();
            let (code, changes) = (&conversion.code, changes.join(", "));
            remarks.push(self.words(format!("read as {code} ({changes})"), format!("{code} と読んだ（{changes}）")));
        }
        let Some((validity, day)) = conversion.validity.and_then(|validity| Some((validity, validity.last_day?)))
        else {
            return remarks;
        };
        remarks.push(match (validity.is_over, self.japanese) {
            (true, false) => format!("retired, last day {day}"),
            (true, true) => format!("廃止（{day} まで）"),
            (false, false) => format!("may be used until {day}"),
            (false, true) => format!("{day} まで使用可"),
        });
        if let Some(successor) = validity.successor {
            let code = successor.code;
            remarks.push(match (successor.is_at_hand, self.japanese) {
                (true, false) => format!("successor {code}"),
                (true, true) => format!("移行先 {code}"),
                (false, false) => format!("successor {code}, not in the edition at hand"),
                (false, true) => format!("移行先 {code}（手元の版にない）"),
            });
        }
        remarks
    }

    fn candidates(&self, conversion: &Conversion<'_>) -> Vec<(Coded, String)> {
        let list = conversion.candidates().iter().map(|candidate| {
            let mut reason = self.said(candidate.reason.said()).to_owned();
            for (attribute, value) in &candidate.facts {
                reason.push_str(&format!("; {} {value}", self.said(attribute.said())));
            }
            (together(&candidate.targets), reason)
        });
        let mut list: Vec<(Coded, String)> = list.collect();
        if let Came::Retired(targets) = &conversion.outcome
            && !targets.is_empty()
        {
            list.push((together(targets), self.words("what it meant".into(), "廃止前の対応".into())));
        }
        list
    }
}

fn coded(target: &Target<'_>) -> Coded {
    Coded { system: target.url, code: target.code.to_string(), display: target.display.to_owned() }
}

/// Codes that belong together, as one.
fn together(targets: &[Target<'_>]) -> Coded {
    let joined = |pick: fn(&Coded) -> &str| {
        targets.iter().map(coded).map(|coded| pick(&coded).to_owned()).collect::<Vec<_>>().join("+")
    };
    Coded {
        system: targets.first().map_or("", |target| target.url),
        code: joined(|coded| &coded.code),
        display: joined(|coded| &coded.display).trim_matches('+').to_owned(),
    }
}

impl Translate for Codes<'_> {
    fn translate(&self, code: &str, hints: &Hints<'_>) -> Answer {
        let attributes = Attributes {
            name: hints.name.unwrap_or_default(),
            unit: hints.unit.unwrap_or_default(),
            reagent: hints.reagent.unwrap_or_default(),
            container: hints.container.unwrap_or_default(),
            method: hints.method.unwrap_or_default(),
            item: hints.item.unwrap_or_default(),
        };
        let conversion = self.converter.convert(code, &attributes);
        let (outcome, reason) = self.outcome(&conversion);
        let reasons = std::iter::once(reason).chain(self.remarks(&conversion)).filter(|reason| !reason.is_empty());
        let targets = conversion.targets();
        let edition = targets.iter().find_map(|target| Some(format!("{}@{}", target.system.master(), target.edition?)));
        let equivalence = conversion.equivalence();
        Answer {
            outcome,
            targets: targets.iter().map(coded).collect(),
            candidates: self.candidates(&conversion),
            reason: reasons.collect::<Vec<_>>().join("; "),
            equivalence: if equivalence == Equivalence::Unmatched { "" } else { equivalence.key() },
            edition: edition.unwrap_or_default(),
            choice: if outcome == Outcome::Chosen { conversion.choose.key() } else { "" },
        }
    }
}
