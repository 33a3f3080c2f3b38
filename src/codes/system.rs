//! The code systems that conversions lead from and to.

use crate::masters::Kind;

use super::Said;

/// What codes are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Domain {
    /// 傷病名 and its 修飾語.
    Disease,
    /// 臨床検査.
    Lab,
    /// アレルゲン.
    Allergy,
    /// 医薬品.
    Drug,
}

impl Domain {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Disease, Self::Lab, Self::Allergy, Self::Drug];

    /// The word it is named by on the command line.
    pub fn key(self) -> &'static str {
        match self {
            Self::Disease => "disease",
            Self::Lab => "lab",
            Self::Allergy => "allergy",
            Self::Drug => "drug",
        }
    }

    /// The domain of this word.
    pub fn of_key(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|domain| domain.key() == word)
    }
}

/// A code system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum System {
    /// 傷病名コード of the receipt computing system.
    Receipt,
    /// ICD-10 (2013) without dot.
    Icd10,
    /// MEDIS 病名管理番号.
    ManagementNumber,
    /// MEDIS 病名交換用コード.
    Exchange,
    /// The name of a disease.
    DiseaseName,
    /// 修飾語コード of the receipt computing system.
    Modifier,
    /// MEDIS 修飾語管理番号.
    ModifierManagementNumber,
    /// MEDIS 修飾語交換用コード.
    ModifierExchange,
    /// JLAC10, 17 digits.
    Jlac10,
    /// JLAC11, 17 digits.
    Jlac11,
    /// FHIR識別文字列 of the 43 + 5 shared items.
    LabItem,
    /// J-FAGY, food and what is neither food nor drug, with its meta code.
    Jfagy,
    /// The name of an allergen.
    AllergenName,
    /// J-FAGY drug by YJ code: YCM and YJ.
    Ycm,
    /// J-FAGY drug by YJ code without its brand: GCM, nine digits of YJ, ZZZ.
    Gcm,
    /// 個別医薬品コード (YJコード).
    Yj,
    /// 医薬品コード of the receipt computing system.
    DrugReceipt,
    /// 一般名コード of 一般名処方マスタ.
    Generic,
    /// 薬価基準収載医薬品コード.
    Price,
    /// MEDIS HOT7.
    Hot7,
    /// MEDIS HOT9.
    Hot9,
    /// MEDIS HOT13.
    Hot13,
    /// The name of a drug.
    DrugName,
}

/// What there is to know of a code system.
struct Facts {
    domain: Domain,
    /// The word that names it on the command line; unique among all.
    key: &'static str,
    /// The word that names it within its domain.
    short: &'static str,
    url: &'static str,
    name: Said,
}

impl System {
    /// All of them, by domain.
    pub const ALL: [Self; 23] = [
        Self::Receipt,
        Self::Icd10,
        Self::ManagementNumber,
        Self::Exchange,
        Self::DiseaseName,
        Self::Modifier,
        Self::ModifierManagementNumber,
        Self::ModifierExchange,
        Self::Jlac10,
        Self::Jlac11,
        Self::LabItem,
        Self::Jfagy,
        Self::AllergenName,
        Self::Ycm,
        Self::Gcm,
        Self::Yj,
        Self::DrugReceipt,
        Self::Generic,
        Self::Price,
        Self::Hot7,
        Self::Hot9,
        Self::Hot13,
        Self::DrugName,
    ];

    fn facts(self) -> Facts {
        use Domain::{Allergy, Disease, Drug, Lab};
        let (domain, key, short, url, english, japanese) = match self {
            Self::Receipt => (
                Disease,
                "receipt",
                "receipt",
                "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/masterB-disease",
                "receipt disease code",
                "傷病名コード",
            ),
            Self::Icd10 => (
                Disease,
                "icd10",
                "icd10",
                "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/ICD10-2013-full",
                "ICD-10 (2013)",
                "ICD-10（2013年版）",
            ),
            Self::ManagementNumber => (
                Disease,
                "management-number",
                "management-number",
                "http://medis.or.jp/CodeSystem/master-disease-keyNumber",
                "MEDIS disease management number",
                "病名管理番号",
            ),
            Self::Exchange => (
                Disease,
                "exchange",
                "exchange",
                "http://medis.or.jp/CodeSystem/master-disease-exCode",
                "MEDIS disease exchange code",
                "病名交換用コード",
            ),
            Self::DiseaseName => (Disease, "disease-name", "name", "", "name of a disease", "傷病名"),
            Self::Modifier => (
                Disease,
                "modifier",
                "modifier",
                "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/masterZ-disease-modifier",
                "receipt modifier code",
                "修飾語コード",
            ),
            Self::ModifierManagementNumber => (
                Disease,
                "modifier-management-number",
                "modifier-management-number",
                "http://medis.or.jp/CodeSystem/master-disease-modKeyNumber",
                "MEDIS modifier management number",
                "修飾語管理番号",
            ),
            Self::ModifierExchange => (
                Disease,
                "modifier-exchange",
                "modifier-exchange",
                "http://medis.or.jp/CodeSystem/master-disease-modExCode",
                "MEDIS modifier exchange code",
                "修飾語交換用コード",
            ),
            Self::Jlac10 => (
                Lab,
                "jlac10",
                "jlac10",
                "http://medis.or.jp/CodeSystem/master-JLAC10-17digits",
                "JLAC10 code",
                "JLAC10コード",
            ),
            Self::Jlac11 => (
                Lab,
                "jlac11",
                "jlac11",
                "http://jpfhir.jp/fhir/clins/CodeSystem/JLAC11/JP_CLINS_ObsLabResult_CoreLabo_CS",
                "JLAC11 code",
                "JLAC11コード",
            ),
            Self::LabItem => (Lab, "lab-item", "item", "", "shared laboratory item", "FHIR識別文字列"),
            Self::Jfagy => (
                Allergy,
                "jfagy",
                "jfagy",
                "http://jpfhir.jp/fhir/core/CodeSystem/JP_JfagyFoodAllergen_CS",
                "J-FAGY allergen code",
                "J-FAGYコード",
            ),
            Self::AllergenName => (Allergy, "allergen-name", "name", "", "name of an allergen", "アレルゲン名"),
            Self::Ycm => (
                Allergy,
                "ycm",
                "ycm",
                "http://jpfhir.jp/fhir/core/CodeSystem/YCM/JP_JfagyMedicationAllergen_CS",
                "J-FAGY drug by YJ code",
                "J-FAGY医薬品（YCM）",
            ),
            Self::Gcm => (
                Allergy,
                "gcm",
                "gcm",
                "http://jpfhir.jp/fhir/core/CodeSystem/GCM/JP_JfagyMedicationAllergen_CS",
                "J-FAGY drug by ingredient and strength",
                "J-FAGY医薬品（GCM）",
            ),
            Self::Yj => (
                Drug,
                "yj",
                "yj",
                "http://capstandard.jp/iyaku.info/CodeSystem/YJ-code",
                "YJ code",
                "個別医薬品コード（YJコード）",
            ),
            Self::DrugReceipt => {
                (Drug, "drug-receipt", "receipt", "urn:oid:1.2.392.100495.20.2.71", "receipt drug code", "医薬品コード")
            }
            Self::Generic => (
                Drug,
                "generic",
                "generic",
                "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/MedicationGeneralOrderCode",
                "generic prescription code",
                "一般名コード",
            ),
            Self::Price => (
                Drug,
                "price",
                "price",
                "urn:oid:1.2.392.100495.20.2.72",
                "price list code",
                "薬価基準収載医薬品コード",
            ),
            Self::Hot7 => (Drug, "hot7", "hot7", "http://medis.or.jp/CodeSystem/master-HOT7", "HOT7 code", "HOT7"),
            Self::Hot9 => (Drug, "hot9", "hot9", "http://medis.or.jp/CodeSystem/master-HOT9", "HOT9 code", "HOT9"),
            Self::Hot13 => {
                (Drug, "hot13", "hot13", "http://medis.or.jp/CodeSystem/master-HOT13", "HOT13 code", "HOT13")
            }
            Self::DrugName => (Drug, "drug-name", "name", "", "name of a drug", "医薬品名"),
        };
        Facts { domain, key, short, url, name: Said::new(english, japanese) }
    }

    /// What its codes are about.
    pub fn domain(self) -> Domain {
        self.facts().domain
    }

    /// The word that names it; unique among all code systems.
    pub fn key(self) -> &'static str {
        self.facts().key
    }

    /// The word that names it within its domain.
    pub fn short(self) -> &'static str {
        self.facts().short
    }

    /// The URL that FHIR documents write; empty for names and items, which are none of their own.
    pub fn url(self) -> &'static str {
        self.facts().url
    }

    /// All URLs that its codes are written with: its own, and those of lists that hold a part of them.
    pub fn urls(self) -> impl Iterator<Item = &'static str> {
        const JLAC10: &[&str] = &[
            "http://jpfhir.jp/fhir/clins/CodeSystem/JLAC10/JP_CLINS_ObsLabResult_CoreLabo_CS",
            "http://jpfhir.jp/fhir/clins/CodeSystem/JLAC10/JP_CLINS_ObsLabResult_InfectionLabo_CS",
            "http://jpfhir.jp/fhir/clins/CodeSystem/JP_CLINS_ObsLabResult_Uncoded_CS",
        ];
        const JFAGY: &[&str] = &[
            "http://jpfhir.jp/fhir/core/CodeSystem/JP_JfagyNonFoodNonMedicationAllergen_CS",
            "http://jpfhir.jp/fhir/core/CodeSystem/JP_JfagySpecialCode_CS",
        ];
        let further = match self {
            Self::Icd10 => &["http://jpfhir.jp/fhir/core/mhlw/CodeSystem/ICD10-2013-3digits"][..],
            Self::Jlac10 => JLAC10,
            Self::Jlac11 => &["http://jpfhir.jp/fhir/clins/CodeSystem/JLAC11/JP_CLINS_ObsLabResult_InfectionLabo_CS"],
            Self::Jfagy => JFAGY,
            _ => &[],
        };
        std::iter::once(self.url()).chain(further.iter().copied()).filter(|url| !url.is_empty())
    }

    /// What it is called.
    pub fn name(self) -> Said {
        self.facts().name
    }

    /// The master that lists its codes.
    pub fn master(self) -> Kind {
        match self {
            Self::Receipt | Self::Icd10 | Self::ManagementNumber | Self::Exchange | Self::DiseaseName => Kind::Disease,
            Self::Modifier | Self::ModifierManagementNumber | Self::ModifierExchange => Kind::Modifier,
            Self::Jlac10 | Self::Jlac11 | Self::LabItem => Kind::Jlac,
            Self::Jfagy | Self::AllergenName => Kind::Jfagy,
            Self::Ycm | Self::Gcm | Self::Yj | Self::DrugReceipt | Self::DrugName => Kind::Drug,
            Self::Generic => Kind::GenericDrug,
            Self::Price => Kind::DrugPrice,
            Self::Hot7 | Self::Hot9 | Self::Hot13 => Kind::Hot,
        }
    }

    /// The code system that a word names within a domain.
    pub fn in_domain(domain: Domain, word: &str) -> Option<Self> {
        let own = |system: &Self| system.domain() == domain && [system.short(), system.key()].contains(&word);
        let further = [
            ("medis", Self::ManagementNumber),
            ("icd-10", Self::Icd10),
            ("disease", Self::Receipt),
            ("allergy", Self::Jfagy),
            ("drug", Self::DrugReceipt),
        ];
        let further = further.into_iter().filter(|(name, system)| *name == word && system.domain() == domain);
        let borrowed = (domain == Domain::Allergy && word == "yj").then_some(Self::Yj);
        Self::ALL.into_iter().find(own).or(further.map(|(_, system)| system).next()).or(borrowed)
    }

    /// The code system that a word or a URL names.
    pub fn of(word: &str) -> Option<Self> {
        let by_key = Self::ALL.into_iter().find(|system| system.key() == word);
        let by_url = || Self::ALL.into_iter().find(|system| system.urls().any(|url| url == word));
        by_key.or_else(by_url).or_else(|| Domain::ALL.into_iter().find_map(|domain| Self::in_domain(domain, word)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_name_one_system_each() {
        for system in System::ALL {
            assert_eq!(System::of(system.key()), Some(system));
            assert_eq!(System::in_domain(system.domain(), system.short()), Some(system));
            for url in system.urls() {
                assert_eq!(System::of(url), Some(system), "{url}");
            }
        }
        assert_eq!(System::in_domain(Domain::Drug, "receipt"), Some(System::DrugReceipt));
        assert_eq!(System::of("medis"), Some(System::ManagementNumber));
        assert_eq!(System::of("surprise"), None);
        assert_eq!(System::of(""), None);
    }
}
