//! What a document is submitted as, and the edition of JP-CLINS that it is judged by.

use crate::definitions::{Definitions, Lookup};
use crate::document::{Element, known};

use super::look::profiles;
use super::rule::{Edition, Targets};

/// What a document is submitted as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// 傷病名, アレルギー, 検査 … for 電子カルテ情報共有サービス.
    FiveInformation,
    /// 診療情報提供書.
    Referral,
    /// 退院時サマリー.
    Discharge,
    /// 患者サマリー (療養計画書).
    CareSummary,
    /// 健診結果報告書.
    Checkup,
    /// 自治体検診.
    Municipal,
    /// 処方情報 (HS036).
    Prescription,
    /// Nothing by itself: a resource that follows an eCS profile.
    Single,
    /// Nothing that a guide for submission speaks of.
    Core,
}

/// The ends of the profiles of Bundles, with what such a Bundle is.
const BUNDLES: &[(&str, Target)] = &[
    ("/clins/StructureDefinition/JP_Bundle_CLINS", Target::FiveInformation),
    ("/JP_Bundle_eReferral", Target::Referral),
    ("/JP_Bundle_eDischargeSummary", Target::Discharge),
    ("/JP_Bundle_ePCS", Target::CareSummary),
    ("/JP_Bundle_eCheckupGeneral", Target::Checkup),
    ("/JP_Bundle_eMunicipalCheckup", Target::Municipal),
    ("/JP_Bundle_ePrescriptionData", Target::Prescription),
];

impl Target {
    /// What a document is by the profiles that its root claims; `None` when no rule knows it.
    pub fn of(root: Element<'_>) -> Option<Self> {
        let is_bundle = root.resource_type() == Some("Bundle");
        profiles(root).find_map(|(url, _)| {
            if is_bundle {
                return BUNDLES.iter().find(|(end, _)| url.ends_with(end)).map(|(_, target)| *target);
            }
            url.starts_with("http://jpfhir.jp/fhir/eCS/StructureDefinition/").then_some(Self::Single)
        })
    }

    /// As a set.
    pub fn targets(self) -> Targets {
        match self {
            Self::FiveInformation => Targets::FIVE,
            Self::Referral => Targets::REFERRAL,
            Self::Discharge => Targets::DISCHARGE,
            Self::CareSummary => Targets::CARE_SUMMARY,
            Self::Checkup => Targets::CHECKUP,
            Self::Municipal => Targets::MUNICIPAL,
            Self::Prescription => Targets::PRESCRIPTION,
            Self::Single => Targets::SINGLE,
            Self::Core => Targets::CORE,
        }
    }
}

/// The edition of JP-CLINS whose profile a document claims; the newest when it claims none.
pub fn edition(definitions: &Definitions, root: Element<'_>) -> Edition {
    let claimed = root.child(known::META).into_iter().flat_map(|meta| meta.children_named(known::PROFILE));
    let claimed = claimed.filter_map(|profile| profile.value());
    let of = |canonical: &str| match definitions.find(canonical) {
        Lookup::Found(id) | Lookup::OtherVersion(id) => numbers(&definitions.edition(id).key),
        Lookup::Unknown => None,
    };
    claimed.into_iter().find_map(of).unwrap_or((u16::MAX, 0, 0))
}

/// The numbers of `clins@1.10.0`; `None` for another guide.
fn numbers(key: &str) -> Option<Edition> {
    let (name, version) = key.split_once('@')?;
    if !name.contains("clins") && !name.contains("CLINS") {
        return None;
    }
    let mut parts = version.split(['.', '-']).map(|part| part.parse().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    Some((next(), next(), next()))
}

#[cfg(test)]
mod tests {
    use super::numbers;

    #[test]
    fn editions_have_numbers() {
        assert_eq!(numbers("clins@1.10.0"), Some((1, 10, 0)));
        assert_eq!(numbers("clins@1.12"), Some((1, 12, 0)));
        assert_eq!(numbers("core@1.1.2"), None);
        assert!((1, 5, 2) < (1, 10, 0));
    }
}
