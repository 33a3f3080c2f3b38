//! The words of the result model: keys for programs, which do not change, and words for people.

use super::model::{Attribute, Choose, Doubt, Equivalence, Malformed, NoTarget, Outcome, Reason, Role};
use super::words::Said;

impl Attribute {
    /// The key in reports.
    pub fn key(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Unit => "unit",
            Self::Reagent => "reagent",
            Self::Container => "container",
            Self::Method => "method",
            Self::Item => "item",
            Self::Identification => "identification",
            Self::Secondary => "secondary",
            Self::Adoption => "adoption",
        }
    }

    /// Words for people.
    pub fn said(self) -> Said {
        let (english, japanese) = match self {
            Self::Name => ("name", "名称"),
            Self::Unit => ("unit", "単位"),
            Self::Reagent => ("reagent", "販売名称"),
            Self::Container => ("specimen and container", "材料・容器"),
            Self::Method => ("method", "測定法"),
            Self::Item => ("FHIR item", "FHIR識別文字列"),
            Self::Identification => ("identification", "識別"),
            Self::Secondary => ("secondary ICD-10", "ICD-10-2"),
            Self::Adoption => ("adoption class", "採択区分"),
        };
        Said::new(english, japanese)
    }
}

impl Choose {
    /// All policies.
    pub const ALL: [Self; 4] = [Self::None, Self::Unique, Self::Representative, Self::First];

    /// The key on the command line and in reports.
    pub fn key(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Unique => "unique",
            Self::Representative => "representative",
            Self::First => "first",
        }
    }

    /// The policy of a key.
    pub fn of_key(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choose| choose.key() == word)
    }
}

impl Equivalence {
    /// The code of http://hl7.org/fhir/concept-map-equivalence.
    pub fn key(self) -> &'static str {
        match self {
            Self::Equivalent => "equivalent",
            Self::Wider => "wider",
            Self::Narrower => "narrower",
            Self::Inexact => "inexact",
            Self::Unmatched => "unmatched",
        }
    }
}

impl Role {
    /// The key in reports.
    pub fn key(self) -> &'static str {
        match self {
            Self::Sole => "sole",
            Self::Primary => "primary",
            Self::Secondary => "secondary",
        }
    }
}

impl Reason {
    /// The key in reports.
    pub fn key(self) -> &'static str {
        match self {
            Self::PrimaryIcd10 => "primary-icd10",
            Self::SecondaryIcd10 => "secondary-icd10",
            Self::Descendant => "descendant",
            Self::Ancestor => "ancestor",
            Self::Representative => "representative",
            Self::Synonym => "synonym",
            Self::Paired => "paired",
            Self::PairedDespite => "paired-despite",
            Self::SameName => "same-name",
            Self::SameNameRetired => "same-name-retired",
            Self::SameCode => "same-code",
            Self::SameDrug => "same-drug",
            Self::SelectedCare => "selected-care",
            Self::Part => "part",
        }
    }

    /// Words for people.
    pub fn said(self) -> Said {
        let (english, japanese) = match self {
            Self::PrimaryIcd10 => ("has it as ICD-10-1", "ICD-10-1 が一致"),
            Self::SecondaryIcd10 => ("has it as ICD-10-2", "ICD-10-2 が一致"),
            Self::Descendant => ("its ICD-10 stands below", "下位の ICD-10 をもつ"),
            Self::Ancestor => ("its ICD-10 stands above", "上位の ICD-10 をもつ"),
            Self::Representative => ("represents its exchange code", "交換用コードの代表"),
            Self::Synonym => ("synonym within its exchange code", "交換用コードが同じ同義語"),
            Self::Paired => ("paired with it in the table", "対応表で対になっている"),
            Self::PairedDespite => ("paired with it, though not with what was given", "対になるが条件と一致しない"),
            Self::SameName => ("has this name", "名称が一致"),
            Self::SameNameRetired => ("had this name, retired", "名称が一致（廃止）"),
            Self::SameCode => ("is the code that was given", "与えられたコードそのもの"),
            Self::SameDrug => ("is the same drug", "同じ医薬品"),
            Self::SelectedCare => ("is the same drug, claimed as selected care", "同じ医薬品（選定療養）"),
            Self::Part => ("stands below the code", "コードの下位"),
        };
        Said::new(english, japanese)
    }
}

impl NoTarget {
    /// The key in reports.
    pub fn key(self) -> &'static str {
        match self {
            Self::NoIcd10 => "no-icd10",
            Self::Placeholder => "placeholder",
            Self::NotInTable => "not-in-table",
            Self::RequestOnly => "request-only",
            Self::NoRelation => "no-relation",
            Self::SharedPriceCode => "shared-price-code",
            Self::NotADrug => "not-a-drug",
            Self::NoGenericCode => "no-generic-code",
            Self::NotInEdition => "not-in-edition",
        }
    }

    /// Words for people.
    pub fn said(self) -> Said {
        let (english, japanese) = match self {
            Self::NoIcd10 => (
                "the master gives this disease no ICD-10: it depends on sex or site",
                "性別や部位で変わるため、マスターに ICD-10 がない病名",
            ),
            Self::Placeholder => (
                "the placeholder of what is not coded: its text is the meaning",
                "未コード化の項目。テキストが意味を担う",
            ),
            Self::NotInTable => ("the table does not have this code", "対応表にないコード"),
            Self::RequestOnly => ("a code for ordering, not for results", "依頼用のコードで、結果には使えない"),
            Self::NoRelation => ("the masters do not relate this code to that system", "マスターに対応づけがない"),
            Self::SharedPriceCode => (
                "its price list code is shared by several brands: the YJ code is not known",
                "統一名収載のため薬価基準コードを複数の銘柄が共用し、YJコードが決まらない",
            ),
            Self::NotADrug => ("not a drug", "医薬品ではない項目"),
            Self::NoGenericCode => ("no generic prescription code", "一般名コードがない"),
            Self::NotInEdition => ("the edition at hand does not carry this relation", "手元の版にこの対応づけがない"),
        };
        Said::new(english, japanese)
    }
}

impl Malformed {
    /// The key in reports.
    pub fn key(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Length(_) => "length",
            Self::Character(..) => "character",
            Self::Number => "number",
        }
    }
}

impl Outcome<'_> {
    /// The key in reports.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Exact(_) => "exact",
            Self::Candidates(_) => "candidates",
            Self::Retired(_) => "retired",
            Self::NoTarget(_) => "no-target",
            Self::Invalid(_) => "invalid",
            Self::Unknown(_) => "unknown",
        }
    }
}

impl Doubt {
    /// The key in reports.
    pub fn key(self) -> &'static str {
        match self {
            Self::NameDiffers => "name-differs",
            Self::AttributeDiffers(Attribute::Unit) => "unit-differs",
            Self::AttributeDiffers(Attribute::Reagent) => "reagent-differs",
            Self::AttributeDiffers(Attribute::Container) => "container-differs",
            Self::AttributeDiffers(Attribute::Method) => "method-differs",
            Self::AttributeDiffers(_) => "attribute-differs",
            Self::NotListed => "not-listed",
        }
    }

    /// Words for people.
    pub fn said(self) -> Said {
        let (english, japanese) = match self {
            Self::NameDiffers => ("the name given is not the master's name of this code", "名称がマスターと一致しない"),
            Self::AttributeDiffers(Attribute::Unit) => {
                ("no row of this code has the unit given", "単位が一致する行がない")
            }
            Self::AttributeDiffers(Attribute::Reagent) => {
                ("no row of this code has the reagent given", "販売名称が一致する行がない")
            }
            Self::AttributeDiffers(Attribute::Container) => {
                ("no row of this code has the specimen and container given", "材料・容器が一致する行がない")
            }
            Self::AttributeDiffers(Attribute::Method) => {
                ("no row of this code has the method given", "測定法が一致する行がない")
            }
            Self::AttributeDiffers(_) => ("what was given fits no row of this code", "条件に合う行がない"),
            Self::NotListed => {
                ("only its form was checked: no master at hand lists it", "形式のみ確認。手元のマスターにない")
            }
        };
        Said::new(english, japanese)
    }
}
