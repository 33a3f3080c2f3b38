//! UCUM units.

/// Whether a unit follows UCUM and, if a unit is given, measures the same as that.
pub(super) fn is_valid(code: &str, canonical: Option<&str>) -> bool {
    // Nesting costs the parser stack; no unit in use has as much as ten characters of it.
    let is_sane = code.len() <= 200 && code.is_ascii() && !code.bytes().any(|b| b.is_ascii_whitespace());
    is_sane
        && octofhir_ucum::validate(code).is_ok()
        && canonical.is_none_or(|unit| octofhir_ucum::is_comparable(code, unit).unwrap_or(false))
}
