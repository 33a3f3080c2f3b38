//! Code systems whose codes follow a rule instead of a list.

mod iso;
mod japan;
mod language;
mod media;
mod ucum;

use crate::definitions::model::Filter;

/// A code system by rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Syntax {
    /// Units of measure; with a unit, only those that measure the same.
    Ucum(Option<Box<str>>),
    /// BCP-47 language tags.
    Language,
    /// MIME types.
    Media,
    /// URIs.
    Uri,
    /// ISO 3166-1 countries: two or three letters, or three digits.
    Country(Option<Shape>),
    /// ISO 4217 currencies: three letters, those that are no longer in use included.
    Currency,
    /// GTIN-14 of drug packages.
    Gtin,
    /// JAMI's usages of 16 characters.
    Usage,
}

/// The addresses of JAMI's usages: the URL, and the OIDs of the prescription guide and of CLINS.
const USAGES: [&str; 3] =
    ["http://jami.jp/CodeSystem/MedicationUsage", "urn:oid:1.2.392.200250.2.2.20.20", "urn:oid:1.2.392.200250.2.2.20"];

/// Which of the codes of a country.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Shape {
    TwoLetters,
    ThreeLetters,
    ThreeDigits,
}

/// Whether a code follows the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Validity {
    /// It does.
    Valid,
    /// It does not.
    Invalid,
    /// It is one of those that users may give a meaning of their own.
    Unknown,
}

impl Syntax {
    /// The rule of a code system.
    pub fn of(system: &str) -> Option<Self> {
        Some(match system {
            "http://unitsofmeasure.org" => Self::Ucum(None),
            "urn:ietf:bcp:47" => Self::Language,
            "urn:ietf:bcp:13" => Self::Media,
            "urn:ietf:rfc:3986" => Self::Uri,
            "urn:iso:std:iso:3166" => Self::Country(None),
            "urn:iso:std:iso:4217" => Self::Currency,
            "urn:oid:2.51.1.1" => Self::Gtin,
            _ if USAGES.contains(&system) => Self::Usage,
            _ => return None,
        })
    }

    /// The URL of the code system.
    pub fn url(&self) -> &'static str {
        match self {
            Self::Ucum(_) => "http://unitsofmeasure.org",
            Self::Language => "urn:ietf:bcp:47",
            Self::Media => "urn:ietf:bcp:13",
            Self::Uri => "urn:ietf:rfc:3986",
            Self::Country(_) => "urn:iso:std:iso:3166",
            Self::Currency => "urn:iso:std:iso:4217",
            Self::Gtin => "urn:oid:2.51.1.1",
            Self::Usage => USAGES[0],
        }
    }

    /// Whether the rule is Japan's own, which only those know who know her masters.
    pub fn is_of_japan(&self) -> bool {
        matches!(self, Self::Gtin | Self::Usage)
    }

    /// The rule narrowed by the filters that FHIR R4's own value sets use; `None` for any other filter.
    pub fn filtered(self, filters: &[Filter]) -> Option<Self> {
        let [filter] = filters else { return filters.is_empty().then_some(self) };
        match (self, &*filter.property, &*filter.op, &*filter.value) {
            (Self::Ucum(None), "canonical", "=", unit) => Some(Self::Ucum(Some(unit.into()))),
            (Self::Country(None), "code", "regex", "[A-Z]{2}") => Some(Self::Country(Some(Shape::TwoLetters))),
            (Self::Country(None), "code", "regex", "[A-Z]{3}") => Some(Self::Country(Some(Shape::ThreeLetters))),
            (Self::Country(None), "code", "regex", "[0-9]{3}") => Some(Self::Country(Some(Shape::ThreeDigits))),
            _ => None,
        }
    }

    /// Whether a code follows the rule.
    pub fn check(&self, code: &str) -> Validity {
        let decided = |valid: bool| if valid { Validity::Valid } else { Validity::Invalid };
        match self {
            Self::Ucum(canonical) => decided(ucum::is_valid(code, canonical.as_deref())),
            Self::Language => decided(language::is_well_formed(code)),
            Self::Media => decided(media::is_well_formed(code)),
            Self::Uri => decided(!code.is_empty() && !code.contains(char::is_whitespace)),
            Self::Country(wanted) => match shape(code) {
                Some(found) if wanted.is_none_or(|wanted| wanted == found) => iso::country(code, found),
                _ => Validity::Invalid,
            },
            Self::Currency => decided(iso::is_currency(code)),
            Self::Gtin => decided(japan::is_gtin(code)),
            Self::Usage => decided(japan::is_usage(code)),
        }
    }
}

fn shape(code: &str) -> Option<Shape> {
    match (code.len(), code.as_bytes()) {
        (2, letters) if letters.iter().all(u8::is_ascii_uppercase) => Some(Shape::TwoLetters),
        (3, letters) if letters.iter().all(u8::is_ascii_uppercase) => Some(Shape::ThreeLetters),
        (3, digits) if digits.iter().all(u8::is_ascii_digit) => Some(Shape::ThreeDigits),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
