//! Conversions of codes, on the masters as published.

mod absent;
mod allergy;
mod anything;
mod disease;
mod drug;
mod lab;
mod masters;

use jpfhir::codes::{Attributes, Choose, Conversion, Converter, Day, Outcome, System};
use jpfhir::masters::Masters;

/// A converter as of a day.
pub fn converter(masters: &Masters, from: System, to: System, as_of: u32, choose: Choose) -> Converter<'_> {
    Converter::new(masters, from, to, Day(as_of), choose).unwrap_or_else(|why| panic!("{why}"))
}

/// What a code becomes in short: targets joined by `+`, candidates by `|`, or the outcome and its reason.
pub fn short(conversion: &Conversion<'_>) -> String {
    let codes = |targets: &[jpfhir::codes::Target<'_>]| {
        targets.iter().map(|target| &*target.code).collect::<Vec<_>>().join("+")
    };
    match &conversion.outcome {
        Outcome::Exact(targets) => codes(targets),
        Outcome::Candidates(all) => {
            all.list.iter().map(|candidate| codes(&candidate.targets)).collect::<Vec<_>>().join("|")
        }
        Outcome::Retired(targets) => format!("retired {}", codes(targets)).trim_end().to_owned(),
        Outcome::NoTarget(reason) => reason.key().to_owned(),
        Outcome::Invalid(malformed) => format!("invalid {}", malformed.key()),
        Outcome::Unknown(near) => {
            format!("unknown {}", near.iter().map(|near| near.code).collect::<Vec<_>>().join("|")).trim_end().to_owned()
        }
    }
}

/// Converts without knowing more than the code.
pub fn convert<'t>(converter: &'t Converter<'_>, code: &'t str) -> Conversion<'t> {
    converter.convert(code, &Attributes::default())
}
