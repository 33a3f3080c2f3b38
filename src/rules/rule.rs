//! What a rule is: an id from the table of rules, when it applies, what it looks at, how it is checked, what it says.

use crate::diagnostics::Message;
use crate::document::{Element, Symbol};

use super::scene::{Found, Scene};

/// A set of kinds of submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Targets(pub u16);

impl Targets {
    /// The five kinds of information of 電子カルテ情報共有サービス.
    pub const FIVE: Self = Self(1);
    /// 診療情報提供書.
    pub const REFERRAL: Self = Self(1 << 1);
    /// 退院時サマリー.
    pub const DISCHARGE: Self = Self(1 << 2);
    /// 患者サマリー (療養計画書).
    pub const CARE_SUMMARY: Self = Self(1 << 3);
    /// 健診結果報告書.
    pub const CHECKUP: Self = Self(1 << 4);
    /// 自治体検診.
    pub const MUNICIPAL: Self = Self(1 << 5);
    /// 処方情報 (HS036).
    pub const PRESCRIPTION: Self = Self(1 << 6);
    /// A resource that follows an eCS profile and is not part of a submission.
    pub const SINGLE: Self = Self(1 << 7);
    /// FHIR without the guides for submission.
    pub const CORE: Self = Self(1 << 8);
    /// The three documents of JP-CLINS.
    pub const DOCUMENTS: Self = Self(Self::REFERRAL.0 | Self::DISCHARGE.0 | Self::CARE_SUMMARY.0);
    /// What 電子カルテ情報共有サービス takes.
    pub const SERVICE: Self = Self(Self::FIVE.0 | Self::DOCUMENTS.0);
    /// Wherever resources are held to the eCS profiles.
    pub const ECS: Self = Self(Self::SERVICE.0 | Self::SINGLE.0);
    /// Every kind of submission.
    pub const SUBMITTED: Self = Self(Self::SERVICE.0 | Self::CHECKUP.0 | Self::MUNICIPAL.0 | Self::PRESCRIPTION.0);

    /// Every kind of submission, and resources that are none.
    pub const JAPAN: Self = Self(Self::SUBMITTED.0 | Self::SINGLE.0);

    /// The set of both.
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The names of its members, as `--target` takes them.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        const NAMES: [(Targets, &str); 9] = [
            (Targets::FIVE, "clins-5info"),
            (Targets::REFERRAL, "referral"),
            (Targets::DISCHARGE, "discharge"),
            (Targets::CARE_SUMMARY, "care-summary"),
            (Targets::CHECKUP, "checkup"),
            (Targets::MUNICIPAL, "municipal"),
            (Targets::PRESCRIPTION, "prescription"),
            (Targets::SINGLE, "single"),
            (Targets::CORE, "core"),
        ];
        NAMES.into_iter().filter(move |(set, _)| self.meets(*set)).map(|(_, name)| name)
    }

    /// Whether the sets have something in common.
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// An edition of JP-CLINS by its first three numbers.
pub type Edition = (u16, u16, u16);

/// What a rule looks at.
#[derive(Debug, Clone, Copy)]
pub enum On {
    /// The document as a whole, by its root.
    Document,
    /// Resources of these types: the root or those of the entries.
    Resources(&'static [&'static str]),
    /// The same, and contained ones.
    Anywhere(&'static [&'static str]),
    /// All elements of these names.
    Named(&'static [Symbol]),
    /// Several files.
    Batch,
    /// Every resource, wherever it stands, when the coverage of the profiles is asked for.
    Coverage,
}

/// A check looks at one element and says what it finds.
pub type Check = fn(&Scene<'_>, Element<'_>, &mut Found<'_, '_>);

/// A rule.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Its id (as in `BND-11`), severity, words and explanation.
    pub message: &'static Message,
    /// What is held to it.
    pub targets: Targets,
    /// The first edition that has it.
    pub since: Edition,
    /// The last edition that has it.
    pub until: Edition,
    /// What it looks at.
    pub on: On,
    /// How it is checked.
    pub check: Check,
    /// Where the guides ask for it.
    pub source: &'static str,
    /// The letters of the known defects of the official material that it is about; empty for most.
    pub defect: &'static str,
    /// Keys of constraints that say the same; where one of them fails at or above the place, the rule is silent.
    pub said_by: &'static [&'static str],
    /// Ids of diagnostics and keys of constraints that say less of the same place; they make way for the rule.
    pub instead_of: &'static [&'static str],
    /// Ids of diagnostics that are wrong wherever the rule holds.
    pub silences: &'static [&'static str],
    /// Whether the rule speaks only where one of these would: it puts right what they say.
    pub only_instead: bool,
}

/// A rule that holds everywhere and finds nothing: what declarations start from.
pub const RULE: Rule = Rule {
    message: &crate::diagnostics::tool::INTERNAL_ERROR,
    targets: Targets::ECS,
    since: (0, 0, 0),
    until: (u16::MAX, 0, 0),
    on: On::Document,
    check: |_, _, _| {},
    source: "",
    defect: "",
    said_by: &[],
    instead_of: &[],
    silences: &[],
    only_instead: false,
};

/// What stands in for a rule before the first one is applied.
pub static RULE_AT_REST: Rule = RULE;

impl Rule {
    /// Its id, as in `BND-11`.
    pub fn id(&self) -> &'static str {
        self.message.id
    }

    /// The editions of JP-CLINS that have it, as in `1.10.0–`; empty when all have it.
    pub fn editions(&self) -> String {
        let number = |(a, b, c): Edition| format!("{a}.{b}.{c}");
        let since = if self.since == RULE.since { String::new() } else { number(self.since) };
        let until = if self.until == RULE.until { String::new() } else { number(self.until) };
        if since.is_empty() && until.is_empty() { String::new() } else { format!("{since}–{until}") }
    }

    /// Whether it holds for a kind of submission in an edition.
    pub fn holds(&self, targets: Targets, edition: Edition) -> bool {
        self.targets.meets(targets) && self.since <= edition && edition <= self.until
    }
}

/// Declares the rules of a group and collects them in `RULES`. The words are those of `messages!`.
macro_rules! rules {
    ($($name:ident = $id:literal, $severity:ident, $issue:ident {
        $($field:ident: $value:expr),* $(,)?;
        en: $en:literal, $en_help:literal;
        ja: $ja:literal, $ja_help:literal;
        explain: $explanation:literal $(;)?
        $(fix: [$($applicability:ident),+], $fix:literal, $fix_ja:literal;)?
    })*) => {
        $(
            static $name: $crate::rules::Rule = $crate::rules::Rule {
                message: &$crate::diagnostics::Message {
                    id: $id,
                    severity: $crate::diagnostics::Severity::$severity,
                    issue: $crate::diagnostics::IssueType::$issue,
                    english: $crate::diagnostics::Words { message: $en, help: $en_help },
                    japanese: $crate::diagnostics::Words { message: $ja, help: $ja_help },
                    explanation: $explanation,
                    remedy: $crate::remedy!($([$($applicability),+], $fix, $fix_ja)?),
                },
                $($field: $value,)*
                ..$crate::rules::rule::RULE
            };
        )*
        pub(super) static RULES: &[&$crate::rules::Rule] = &[$(&$name),*];
    };
}
pub(super) use rules;
