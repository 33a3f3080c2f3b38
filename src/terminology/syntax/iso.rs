//! The codes of ISO 3166-1 countries and ISO 4217 currencies.

use super::{Shape, Validity};

/// Whether a code of the right shape is assigned to a country, or left for users to assign.
pub(super) fn country(code: &str, shape: Shape) -> Validity {
    let assigned = match shape {
        Shape::TwoLetters => rust_iso3166::from_alpha2(code).is_some(),
        Shape::ThreeLetters => rust_iso3166::from_alpha3(code).is_some(),
        Shape::ThreeDigits => code.parse().ok().and_then(rust_iso3166::from_numeric).is_some(),
    };
    let is_left_to_users = matches!(
        code.as_bytes(),
        b"AA"
            | b"ZZ"
            | [b'Q', b'M'..=b'Z']
            | [b'X', _]
            | [b'A', b'A', _]
            | [b'Q', b'M'..=b'Z', _]
            | [b'X', _, _]
            | [b'Z', b'Z', _]
            | [b'9', _, _]
    );
    match (assigned, is_left_to_users) {
        (true, _) => Validity::Valid,
        (false, true) => Validity::Unknown,
        (false, false) => Validity::Invalid,
    }
}

/// Whether a code is or was that of a currency.
pub(super) fn is_currency(code: &str) -> bool {
    code.bytes().all(|b| b.is_ascii_uppercase()) && iso_currency::Currency::from_code(code).is_some()
}
