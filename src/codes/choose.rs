//! From candidates to an outcome: certain when only one is left, else chosen by the policy that was asked for, or not.

use super::model::{Attribute, Candidate, Candidates, Choose, Outcome, Reason};

impl Reason {
    /// Whether a candidate that is alone is certain.
    fn is_certain(self) -> bool {
        match self {
            Self::PrimaryIcd10 | Self::Representative | Self::Paired | Self::SameName | Self::SameDrug | Self::Part => {
                true
            }
            Self::SecondaryIcd10
            | Self::Descendant
            | Self::Ancestor
            | Self::Synonym
            | Self::PairedDespite
            | Self::SameNameRetired
            | Self::SameCode
            | Self::SelectedCare => false,
        }
    }
}

impl<'t> Candidate<'t> {
    fn fact(&self, attribute: Attribute) -> Option<&'t str> {
        self.facts.iter().find(|(known, _)| *known == attribute).map(|(_, value)| *value)
    }

    /// Whether it represents the others.
    fn is_representative(&self) -> bool {
        matches!(self.reason, Reason::Representative | Reason::SameDrug) || self.fact(Attribute::Adoption) == Some("1")
    }
}

/// What comes of candidates, in their order.
pub(super) fn settle<'t>(mut list: Vec<Candidate<'t>>, choose: Choose) -> Outcome<'t> {
    if let [only] = &mut list[..]
        && only.reason.is_certain()
    {
        return Outcome::Exact(std::mem::take(&mut only.targets));
    }
    let chosen = chosen(&list, choose);
    Outcome::Candidates(Box::new(Candidates { deciders: deciders(&list), chosen, list }))
}

fn chosen(list: &[Candidate<'_>], choose: Choose) -> Option<usize> {
    let only = |is_it: &dyn Fn(&Candidate<'_>) -> bool| {
        let mut found = list.iter().enumerate().filter(|(_, candidate)| is_it(candidate)).map(|(at, _)| at);
        found.next().filter(|_| found.next().is_none())
    };
    match choose {
        Choose::None => None,
        Choose::First => (!list.is_empty()).then_some(0),
        Choose::Representative => only(&|candidate| candidate.is_representative()),
        Choose::Unique => {
            let first = list.first()?;
            let is_one = list.len() == 1 || !first.group.is_empty() && list.iter().all(|c| c.group == first.group);
            // Exactly one of each group is adopted; the others are its synonyms.
            let adopted = || only(&|candidate| matches!(candidate.fact(Attribute::Adoption), Some("1" | "2")));
            is_one.then(|| adopted().unwrap_or(0))
        }
    }
}

/// The attributes in which the candidates differ.
fn deciders(list: &[Candidate<'_>]) -> Vec<Attribute> {
    let mut known: Vec<Attribute> = Vec::new();
    for (attribute, _) in list.iter().flat_map(|candidate| &candidate.facts) {
        if !known.contains(attribute) {
            known.push(*attribute);
        }
    }
    known.retain(|attribute| {
        let mut values = list.iter().map(|candidate| candidate.fact(*attribute));
        let first = values.next().flatten();
        values.any(|value| value != first)
    });
    known
}
