//! Filters of value sets over the rows of masters, and the headings that guides order laboratory items under.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::super::Terminology;
use super::super::filter::{Test, test};
use super::super::membership::Doubt;
use super::super::ranges::Ranges;
use super::MasterSystem;
use super::lens::Headings;
use crate::definitions::model::Filter;

/// The rows of the code system in each table that pass all filters.
pub(in super::super) fn select(
    terminology: &Terminology,
    system: MasterSystem<'_>,
    filters: &[Filter],
) -> Result<Box<[Ranges]>, Doubt> {
    let all = system.parts().map(|(table, part)| match part.only.is_empty() {
        true => Ranges::all(table.len()),
        false => Ranges::filter(table.len(), |row| part.is_of_system(table, row)),
    });
    let mut selected: Box<[Ranges]> = all.collect();
    for filter in filters {
        let doubt = || Doubt::Filter(filter.property.clone(), filter.op.clone());
        let passing = one(terminology, system, filter).ok_or_else(doubt)?;
        for (rows, passing) in selected.iter_mut().zip(passing) {
            *rows = rows.intersection(&passing);
        }
    }
    Ok(selected)
}

/// The rows that pass a filter; `None` when it cannot be evaluated.
fn one(terminology: &Terminology, system: MasterSystem<'_>, filter: &Filter) -> Option<Vec<Ranges>> {
    match (&*filter.property, &*filter.op) {
        ("concept" | "code", "is-a" | "descendent-of") | ("parent", "=") => {
            let under = below(terminology, system, &filter.value)?;
            Some(vec![Ranges::from_unsorted(under.iter().map(|row| (*row, row + 1)).collect())])
        }
        _ => {
            let Test { is_passed, is_negated } = test(filter)?;
            let passing = system.parts().map(|(table, part)| {
                let text: Box<dyn Fn(u32) -> String> = match &*filter.property {
                    "concept" | "code" => Box::new(move |row| system.concept(table, part, row).code().into_owned()),
                    "display" => Box::new(move |row| system.concept(table, part, row).display().to_owned()),
                    name => {
                        let column = table.column(name)?;
                        Box::new(move |row| table.text(row, column).to_owned())
                    }
                };
                let rows = Ranges::filter(table.len(), |row| {
                    let text = text(row);
                    !text.is_empty() && is_passed(&text)
                });
                Some(if is_negated { rows.complement(table.len()) } else { rows })
            });
            passing.collect()
        }
    }
}

/// The rows that stand under a heading; `None` when neither the guide nor the table knows it.
fn below<'a>(terminology: &Terminology, system: MasterSystem<'a>, heading: &str) -> Option<&'a [u32]> {
    let headings = system.lens.headings?;
    let all = system.opened.headings.get_or_init(|| order(terminology, system, headings));
    all.get(heading).map(Vec::as_slice)
}

/// The rows under each heading. A row stands where the guide orders the code that it pairs with, or, where the guide does
/// not have that, with the other rows that the table gives the same heading.
fn order(terminology: &Terminology, system: MasterSystem<'_>, headings: Headings) -> HashMap<Box<str>, Vec<u32>> {
    let guide = terminology.code_system(headings.paired_system, None);
    let known =
        guide.into_iter().flat_map(|guide| guide.concepts()).filter(|concept| concept.children().next().is_some());
    let mut under: HashMap<Box<str>, Vec<u32>> = known.map(|concept| (concept.code().into(), Vec::new())).collect();
    let Some((table, part)) = system.parts().next() else { return under };
    let (Some(own), Some(paired)) = (table.column(headings.column), table.column(headings.paired)) else {
        return under;
    };
    let in_guide = |row: u32| {
        let concept = guide.and_then(|guide| guide.concept(table.text(row, paired)));
        std::iter::successors(concept.and_then(|c| c.parent()), |c| c.parent()).map(|c| c.code())
    };
    let rows: Vec<u32> = (0..table.len()).filter(|row| part.is_of_system(table, *row)).collect();
    let mut spelt: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for row in &rows {
        for heading in in_guide(*row) {
            spelt.entry(table.text(*row, own)).or_default().insert(heading);
        }
    }
    for row in rows {
        let own = table.text(row, own);
        let mut places: Vec<&str> = in_guide(row).collect();
        if places.is_empty() {
            places = match spelt.get(own) {
                Some(all) if !all.contains(own) => all.iter().copied().collect(),
                _ => vec![own],
            };
        }
        for place in places {
            under.entry(place.into()).or_default().push(row);
        }
    }
    under
}
