//! What a J-FAGY code says of itself: its meta code and its core.

use std::borrow::Cow;

use super::super::model::Malformed;

/// The first three characters of a J-FAGY code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names are the meta codes")]
pub enum Meta {
    J9F,
    J9N,
    Ycm,
    Gcm,
    A7M,
    D9F,
    D9M,
    D9N,
    /// `000`: anything.
    Any,
    /// `00F`
    AnyFood,
    /// `00M`
    AnyDrug,
    /// `00N`
    AnyOther,
}

/// What an allergen is, in the words of AllergyIntolerance.category.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names are FHIR's own codes")]
pub enum Category {
    Food,
    Medication,
    Environment,
}

impl Category {
    /// The code of http://hl7.org/fhir/allergy-intolerance-category.
    pub fn key(self) -> &'static str {
        match self {
            Self::Food => "food",
            Self::Medication => "medication",
            Self::Environment => "environment",
        }
    }
}

impl Meta {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::J9F,
        Self::J9N,
        Self::Ycm,
        Self::Gcm,
        Self::A7M,
        Self::D9F,
        Self::D9M,
        Self::D9N,
        Self::Any,
        Self::AnyFood,
        Self::AnyDrug,
        Self::AnyOther,
    ];

    /// As it stands in codes.
    pub fn key(self) -> &'static str {
        match self {
            Self::J9F => "J9F",
            Self::J9N => "J9N",
            Self::Ycm => "YCM",
            Self::Gcm => "GCM",
            Self::A7M => "A7M",
            Self::D9F => "D9F",
            Self::D9M => "D9M",
            Self::D9N => "D9N",
            Self::Any => "000",
            Self::AnyFood => "00F",
            Self::AnyDrug => "00M",
            Self::AnyOther => "00N",
        }
    }

    /// How many characters its core has: the second character of the meta code, in base 36.
    pub fn core_length(self) -> usize {
        self.key().chars().nth(1).and_then(|c| c.to_digit(36)).map_or(0, |length| length as usize)
    }

    /// What it is about: the third character.
    pub fn category(self) -> Option<Category> {
        match self.key().as_bytes().last() {
            Some(b'F') => Some(Category::Food),
            Some(b'M') => Some(Category::Medication),
            Some(b'N') => Some(Category::Environment),
            _ => None,
        }
    }

    /// Whether it is of J-FAGY's own tree.
    pub fn is_own(self) -> bool {
        matches!(self, Self::J9F | Self::J9N)
    }

    /// Whether a drug is coded by a code of its own masters.
    pub fn is_drug(self) -> bool {
        matches!(self, Self::Ycm | Self::Gcm | Self::A7M)
    }

    /// Whether it says that there is no code: the text says what it is.
    pub fn is_dummy(self) -> bool {
        matches!(self, Self::D9F | Self::D9M | Self::D9N)
    }

    /// Whether JP-CLINS uses it.
    pub fn is_used_in_clins(self) -> bool {
        self.is_own() || self.is_dummy() || matches!(self, Self::Ycm | Self::Gcm)
    }

    /// The code system that FHIR documents write.
    pub fn url(self) -> &'static str {
        match self {
            Self::J9F => "http://jpfhir.jp/fhir/core/CodeSystem/JP_JfagyFoodAllergen_CS",
            Self::J9N => "http://jpfhir.jp/fhir/core/CodeSystem/JP_JfagyNonFoodNonMedicationAllergen_CS",
            Self::Ycm => "http://jpfhir.jp/fhir/core/CodeSystem/YCM/JP_JfagyMedicationAllergen_CS",
            Self::Gcm => "http://jpfhir.jp/fhir/core/CodeSystem/GCM/JP_JfagyMedicationAllergen_CS",
            Self::A7M => "http://www.whocc.no/atc",
            _ => "http://jpfhir.jp/fhir/core/CodeSystem/JP_JfagySpecialCode_CS",
        }
    }
}

/// A J-FAGY code, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parsed<'c> {
    /// Its meta code.
    pub meta: Meta,
    /// The rest.
    pub core: &'c str,
}

/// Takes a code apart that has been [normalised](super::super::normalise()).
///
/// # Errors
/// When the meta code is none, or its core is not as long as it says or holds what it cannot.
pub fn parse(code: &str) -> Result<Parsed<'_>, Malformed> {
    let (head, core) = code.split_at_checked(3).ok_or(Malformed::Length(code.chars().count()))?;
    let Some(meta) = Meta::ALL.into_iter().find(|meta| meta.key() == head) else {
        let place = (1..=3).find(|length| !Meta::ALL.iter().any(|meta| meta.key().starts_with(&head[..*length])));
        let place = place.unwrap_or(3);
        return Err(Malformed::Character(head.chars().nth(place - 1).unwrap_or(' '), place));
    };
    if core.len() != meta.core_length() {
        return Err(Malformed::Length(code.len()));
    }
    let parsed = Parsed { meta, core };
    match core.char_indices().find(|(place, c)| !parsed.may_stand(*place, *c)) {
        Some((place, c)) => Err(Malformed::Character(c, place + 4)),
        None => Ok(parsed),
    }
}

impl Parsed<'_> {
    /// Whether a character may stand at a place of the core.
    fn may_stand(&self, place: usize, c: char) -> bool {
        match (self.meta, place) {
            (Meta::J9F, 0) => matches!(c, 'A'..='H'),
            (Meta::J9N, 0) => matches!(c, 'J'..='U'),
            (Meta::J9F | Meta::J9N, _) => c.is_ascii_digit(),
            (Meta::D9F | Meta::D9M | Meta::D9N, _) => c == '0',
            (Meta::Gcm, 9..) => c == 'Z',
            _ => c.is_ascii_digit() || c.is_ascii_uppercase(),
        }
    }

    /// How deep it stands in J-FAGY's tree, from 1; `None` outside of it.
    pub fn level(&self) -> Option<usize> {
        match self.meta {
            Meta::AnyFood | Meta::AnyOther => Some(1),
            meta if meta.is_own() => Some(2 + (1..=4).rev().find(|pair| self.pair(*pair) != "00").unwrap_or(0)),
            _ => None,
        }
    }

    /// The four pairs of digits after the letter, counted from 1.
    fn pair(&self, number: usize) -> &str {
        self.core.get(number * 2 - 1..number * 2 + 1).unwrap_or("00")
    }

    /// The codes above it, the nearest first. Some of them are not in use.
    pub fn ancestors(&self) -> Vec<Cow<'static, str>> {
        let Some(level) = self.level() else { return Vec::new() };
        let above = (2..level).rev().map(|level| {
            let kept = self.core.get(..1 + (level - 2) * 2).unwrap_or_default();
            format!("{}{kept:0<9}", self.meta.key()).into()
        });
        let top = match self.meta {
            Meta::J9F => Some("00F".into()),
            Meta::J9N => Some("00N".into()),
            _ => None,
        };
        above.chain(top).collect()
    }

    /// What 98 and 99 in the last pair say, if one is there.
    pub fn is_unspecific(&self) -> bool {
        self.meta.is_own() && self.level().is_some_and(|level| level > 2 && matches!(self.pair(level - 2), "98" | "99"))
    }
}

/// The J-FAGY code of a drug by its YJ code of 12 characters: the drug itself, or its ingredient and strength.
pub fn compose_drug(yj: &str, of_ingredient: bool) -> Option<String> {
    let stem = yj.get(..9).filter(|_| yj.len() == 12)?;
    Some(if of_ingredient { format!("GCM{stem}ZZZ") } else { format!("YCM{yj}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_come_apart() {
        for (code, meta, core, level, parents) in [
            (
                "J9FA32113211",
                Meta::J9F,
                "A32113211",
                Some(6),
                "J9FA32113200 J9FA32110000 J9FA32000000 J9FA00000000 00F",
            ),
            ("J9FA11000000", Meta::J9F, "A11000000", Some(3), "J9FA00000000 00F"),
            ("J9NJ00000000", Meta::J9N, "J00000000", Some(2), "00N"),
            ("YCM2260701F1271", Meta::Ycm, "2260701F1271", None, ""),
            ("GCM2260701F1ZZZ", Meta::Gcm, "2260701F1ZZZ", None, ""),
            ("D9N000000000", Meta::D9N, "000000000", None, ""),
            ("A7MN02BE01", Meta::A7M, "N02BE01", None, ""),
            ("00F", Meta::AnyFood, "", Some(1), ""),
            ("000", Meta::Any, "", None, ""),
        ] {
            let parsed = parse(code).unwrap();
            assert_eq!((parsed.meta, parsed.core, parsed.level()), (meta, core, level), "{code}");
            assert_eq!(parsed.ancestors().join(" "), parents, "{code}");
        }
    }

    #[test]
    fn wrong_codes_are_told() {
        for (code, wrong) in [
            ("", Malformed::Length(0)),
            ("XYZ", Malformed::Character('X', 1)),
            ("J8F", Malformed::Character('8', 2)),
            ("J9FJ00000000", Malformed::Character('J', 4)),
            ("J9F", Malformed::Length(3)),
            ("D9M000000001", Malformed::Character('1', 12)),
            ("GCM2260701F1271", Malformed::Character('2', 13)),
            ("YCM226", Malformed::Length(6)),
        ] {
            assert_eq!(parse(code), Err(wrong), "{code}");
        }
    }

    #[test]
    fn drugs_are_composed() {
        assert_eq!(compose_drug("2260701F1271", false).as_deref(), Some("YCM2260701F1271"));
        assert_eq!(compose_drug("2260701F1271", true).as_deref(), Some("GCM2260701F1ZZZ"));
        assert_eq!(compose_drug("2260701F", true), None);
    }
}
