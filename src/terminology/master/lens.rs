//! Which code systems stand in which masters, and how their codes come out of the columns.

use crate::masters::{Column, Kind, Table};

/// Where the codes of a code system stand.
#[derive(Debug)]
pub(super) struct Lens {
    /// The code of what has none; no master lists it. Empty when there is none.
    pub(super) placeholder: &'static str,
    pub(super) url: &'static str,
    /// What Japan's guides call it.
    pub(super) name: &'static str,
    /// The columns that hold its codes, of current ones first.
    pub(super) sources: &'static [Source],
    /// The column of a code's name; empty where a code stands for several things.
    pub(super) name_column: &'static str,
    /// Whether a code must be called by that name; the names of laboratory items change from guide to guide.
    pub(super) is_name_fixed: bool,
    pub(super) reach: Reach,
    /// Whether the days of a row are those of the code; a claim may end where the code goes on to name a drug.
    pub(super) has_days: bool,
    /// The headings that guides order its codes under.
    pub(super) headings: Option<Headings>,
}

/// How much of a code system its masters hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// All codes, retired ones included: one that is not there is wrong unless it came out after the edition.
    Whole,
    /// What was listed at the time of the edition.
    Listed,
    /// The codes that other codes of the master lead to.
    Used,
}

/// A column that holds codes.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) kind: Kind,
    pub(super) column: &'static str,
    /// How the texts of its codes begin in the column.
    begins: &'static str,
    /// How many characters of the column are the code; 0 for all.
    length: usize,
    /// What a code has before and after these.
    before: &'static str,
    after: &'static str,
    /// The texts that rows must have in other columns.
    pub(super) only: &'static [(&'static str, &'static str)],
}

/// The headings of a list of laboratory items. Editions of the table spell them in their own way, so it is the list of
/// the guide which says, by the codes that the table pairs with, what stands under which heading.
#[derive(Debug, Clone, Copy)]
pub(super) struct Headings {
    /// The column of the heading as the table spells it.
    pub(super) column: &'static str,
    /// The column of the paired code, and the code system in which guides order those.
    pub(super) paired: &'static str,
    pub(super) paired_system: &'static str,
}

impl Source {
    const fn new(kind: Kind, column: &'static str) -> Self {
        Self { kind, column, begins: "", length: 0, before: "", after: "", only: &[] }
    }

    /// What the column has of a code; `None` when no code looks so.
    fn key<'c>(&self, code: &'c str) -> Option<&'c str> {
        // Comparing with an empty text takes longer than finding the code.
        let key = if self.before.is_empty() { code } else { code.strip_prefix(self.before)? };
        let key = if self.after.is_empty() { key } else { key.strip_suffix(self.after)? };
        let begins = self.begins.is_empty() || key.starts_with(self.begins);
        let fits = begins && !key.is_empty() && (self.length == 0 || key.len() == self.length);
        fits.then_some(key)
    }

    /// The rows of a table whose column gives a code.
    pub(super) fn rows<'t>(&self, table: &'t Table, column: Column, code: &'t str) -> impl Iterator<Item = u32> + 't {
        let key = self.key(code);
        let whole = key.filter(|_| self.length == 0).map(|key| table.find(column, key));
        let first = key.filter(|_| self.length != 0).map(|key| table.starting_with(column, key));
        whole.into_iter().flatten().chain(first.into_iter().flatten())
    }

    /// Whether a text of the column is the text of a code.
    pub(super) fn holds(&self, text: &str) -> bool {
        text.starts_with(self.begins) && !text.is_empty() && text.is_char_boundary(self.length)
    }

    /// What a code has before, within and after a text of the column.
    pub(super) fn parts<'t>(&self, text: &'t str) -> [&'t str; 3] {
        let own = if self.length == 0 { text } else { text.get(..self.length).unwrap_or(text) };
        [self.before, own, self.after]
    }
}

const fn lens(url: &'static str, name: &'static str, sources: &'static [Source], name_column: &'static str) -> Lens {
    let (reach, headings, placeholder) = (Reach::Listed, None, "");
    Lens { placeholder, url, name, sources, name_column, is_name_fixed: true, reach, has_days: true, headings }
}

/// The list of laboratory items of a class in the table of JLAC10 and JLAC11.
const fn items(url: &'static str, name: &'static str, sources: &'static [Source], paired_system: &'static str) -> Lens {
    let headings = Some(Headings { column: "parent", paired: "jlac10", paired_system });
    Lens { is_name_fixed: false, has_days: false, headings, ..lens(url, name, sources, "item_id") }
}

const fn diseases(column: &'static str) -> [Source; 2] {
    [Source::new(Kind::Disease, column), Source::new(Kind::RetiredDisease, column)]
}

const ICD10: [Source; 4] = [
    Source::new(Kind::Disease, "icd10_primary"),
    Source::new(Kind::Disease, "icd10_secondary"),
    Source::new(Kind::RetiredDisease, "icd10_primary"),
    Source::new(Kind::RetiredDisease, "icd10_secondary"),
];
/// The three characters that an ICD-10 code begins with.
const CATEGORIES: [Source; 4] = {
    let [a, b, c, d] = ICD10;
    [Source { length: 3, ..a }, Source { length: 3, ..b }, Source { length: 3, ..c }, Source { length: 3, ..d }]
};
const HOT: Source = Source::new(Kind::Hot, "code");
const YJ: Source = Source::new(Kind::Drug, "price_list_code");
/// J-FAGY has drugs by their YJ code, and by what it says without the brand.
const YCM: Source = Source { before: "YCM", ..YJ };
const GCM: Source = Source { before: "GCM", length: 9, after: "ZZZ", ..YJ };
const JFAGY: Source = Source::new(Kind::Jfagy, "code");
const JLAC11: Source = Source::new(Kind::Jlac, "jlac11");

pub(super) const COUNT: usize = 21;

pub(super) static LENSES: [Lens; COUNT] = [
    Lens {
        reach: Reach::Whole,
        ..lens("http://jpfhir.jp/fhir/core/mhlw/CodeSystem/masterB-disease", "傷病名コード", &diseases("code"), "name")
    },
    Lens {
        reach: Reach::Whole,
        placeholder: "99999999",
        ..lens(
            "http://medis.or.jp/CodeSystem/master-disease-keyNumber",
            "病名管理番号",
            &diseases("management_number"),
            "name",
        )
    },
    // Several diseases share one of these.
    Lens {
        has_days: false,
        ..lens(
            "http://medis.or.jp/CodeSystem/master-disease-exCode",
            "病名交換用コード",
            &diseases("exchange_code"),
            "",
        )
    },
    Lens {
        reach: Reach::Used,
        has_days: false,
        ..lens("http://jpfhir.jp/fhir/core/mhlw/CodeSystem/ICD10-2013-full", "ICD-10 (2013)", &ICD10, "")
    },
    Lens {
        reach: Reach::Used,
        has_days: false,
        ..lens("http://jpfhir.jp/fhir/core/mhlw/CodeSystem/ICD10-2013-3digits", "ICD-10 (2013) 3桁", &CATEGORIES, "")
    },
    lens(
        "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/masterZ-disease-modifier",
        "修飾語コード",
        &[Source::new(Kind::Modifier, "code")],
        "name",
    ),
    lens(
        "http://medis.or.jp/CodeSystem/master-disease-modKeyNumber",
        "修飾語管理番号",
        &[Source::new(Kind::Modifier, "management_number")],
        "name",
    ),
    lens(
        "http://medis.or.jp/CodeSystem/master-disease-modExCode",
        "修飾語交換用コード",
        &[Source::new(Kind::Modifier, "exchange_code")],
        "name",
    ),
    Lens {
        has_days: false, ..lens("http://capstandard.jp/iyaku.info/CodeSystem/YJ-code", "YJコード", &[YJ], "name")
    },
    lens("http://medis.or.jp/CodeSystem/master-HOT13", "HOT13", &[HOT], ""),
    lens("http://medis.or.jp/CodeSystem/master-HOT9", "HOT9", &[Source { length: 9, ..HOT }], ""),
    lens("http://medis.or.jp/CodeSystem/master-HOT7", "HOT7", &[Source { length: 7, ..HOT }], ""),
    Lens {
        reach: Reach::Whole,
        ..lens(
            "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/MedicationGeneralOrderCode",
            "一般名コード",
            &[Source::new(Kind::GenericDrug, "code")],
            "description",
        )
    },
    Lens {
        reach: Reach::Whole,
        ..lens(
            "http://jpfhir.jp/fhir/core/CodeSystem/JP_JfagyFoodAllergen_CS",
            "J-FAGY 食品",
            &[Source { begins: "J9F", ..JFAGY }],
            "term",
        )
    },
    Lens {
        reach: Reach::Whole,
        ..lens(
            "http://jpfhir.jp/fhir/core/CodeSystem/JP_JfagyNonFoodNonMedicationAllergen_CS",
            "J-FAGY 非食品・非医薬品",
            &[Source { begins: "J9N", ..JFAGY }],
            "term",
        )
    },
    Lens {
        has_days: false,
        ..lens(
            "http://jpfhir.jp/fhir/core/CodeSystem/YCM/JP_JfagyMedicationAllergen_CS",
            "J-FAGY 医薬品 YCM",
            &[YCM],
            "name",
        )
    },
    Lens {
        has_days: false,
        ..lens(
            "http://jpfhir.jp/fhir/core/CodeSystem/GCM/JP_JfagyMedicationAllergen_CS",
            "J-FAGY 医薬品 GCM",
            &[GCM],
            "",
        )
    },
    // Its codes were divided between the two above.
    Lens {
        has_days: false,
        ..lens("http://jpfhir.jp/fhir/core/CodeSystem/JP_JfagyMedicationAllergen_CS", "J-FAGY 医薬品", &[YCM, GCM], "")
    },
    // YJ codes without the brand.
    Lens {
        has_days: false,
        ..lens(
            "http://capstandard.jp/CodeSystem/KikakubetsuYakuzaiSeibun",
            "規格別薬剤成分コード",
            &[Source { length: 9, after: "ZZZ", ..YJ }],
            "",
        )
    },
    items(
        "http://jpfhir.jp/fhir/clins/CodeSystem/JLAC11/JP_CLINS_ObsLabResult_CoreLabo_CS",
        "JLAC11 指定検査43項目",
        &[Source { only: &[("data_class", "検査"), ("request", "")], ..JLAC11 }],
        "http://jpfhir.jp/fhir/clins/CodeSystem/JLAC10/JP_CLINS_ObsLabResult_CoreLabo_CS",
    ),
    items(
        "http://jpfhir.jp/fhir/clins/CodeSystem/JLAC11/JP_CLINS_ObsLabResult_InfectionLabo_CS",
        "JLAC11 指定感染症5項目",
        &[Source { only: &[("data_class", "感染症"), ("request", "")], ..JLAC11 }],
        "http://jpfhir.jp/fhir/clins/CodeSystem/JLAC10/JP_CLINS_ObsLabResult_InfectionLabo_CS",
    ),
];
