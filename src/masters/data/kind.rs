//! The masters that are known.

use super::schema::{self, Schema};

/// A code master, by what it lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// 傷病名マスター: the diseases that may be claimed.
    Disease,
    /// 旧傷病名管理ファイル: the diseases that were retired, with their successors.
    RetiredDisease,
    /// 修飾語マスター: what stands before and after the name of a disease.
    Modifier,
    /// 医薬品マスター: drugs as they are claimed, all differences merged.
    Drug,
    /// 一般名処方マスタ: drugs as they are prescribed by generic name, exception codes included.
    GenericDrug,
    /// 薬価基準収載品目リスト: the drugs of the price list.
    DrugPrice,
    /// MEDIS 医薬品HOTコードマスター: packages of drugs.
    Hot,
    /// 電子カルテ情報共有サービスマスター表: laboratory tests in JLAC10 and JLAC11.
    Jlac,
    /// 臨床検査項目43項目・感染症検査項目5項目: the tests that are shared, in JLAC10.
    LabItemSet,
    /// J-FAGY: allergens.
    Jfagy,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Disease,
        Self::RetiredDisease,
        Self::Modifier,
        Self::Drug,
        Self::GenericDrug,
        Self::DrugPrice,
        Self::Hot,
        Self::Jlac,
        Self::LabItemSet,
        Self::Jfagy,
    ];

    /// Its columns.
    pub fn schema(self) -> &'static Schema {
        match self {
            Self::Disease => &schema::disease::DISEASE,
            Self::RetiredDisease => &schema::disease::RETIRED_DISEASE,
            Self::Modifier => &schema::modifier::MODIFIER,
            Self::Drug => &schema::drug::DRUG,
            Self::GenericDrug => &schema::generic_drug::GENERIC_DRUG,
            Self::DrugPrice => &schema::drug_price::DRUG_PRICE,
            Self::Hot => &schema::hot::HOT,
            Self::Jlac => &schema::jlac::JLAC,
            Self::LabItemSet => &schema::lab_item_set::LAB_ITEM_SET,
            Self::Jfagy => &schema::jfagy::JFAGY,
        }
    }

    /// The word it is selected by, e.g. `retired-disease`.
    pub fn key(self) -> &'static str {
        self.schema().key_word
    }

    /// The kind of this word.
    pub fn of_key(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == word)
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.key())
    }
}
