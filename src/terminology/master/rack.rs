//! The masters as terminology asks them: by the URL of a code system, in the edition that counts on a day.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use crate::codes::Day;
use crate::masters::{Available, Kind, Masters};

use super::super::known::{Standing, standing};
use super::lens::{COUNT, LENSES, Source};
use super::{MasterSystem, Opened, Part};

/// The masters at hand and the day that they are asked of.
#[derive(Debug, Default)]
pub(in super::super) struct Rack {
    masters: Arc<Masters>,
    as_of: Option<Day>,
    /// The code systems, in the order of [`LENSES`], each opened when it is first asked for.
    opened: [OnceLock<Option<Opened>>; COUNT],
}

impl Rack {
    pub(in super::super) fn new(masters: Arc<Masters>, as_of: Option<Day>) -> Self {
        Self { masters, as_of, opened: Default::default() }
    }

    /// Whether any master is at hand.
    pub(in super::super) fn is_stocked(&self) -> bool {
        !self.masters.available().is_empty()
    }

    /// The day that decides which editions count.
    pub(in super::super) fn as_of(&self) -> Option<Day> {
        self.as_of
    }

    /// The edition besides those looked into that has a code of a code system.
    pub(in super::super) fn elsewhere(&self, url: &str, code: &str) -> Option<String> {
        let lens = &LENSES[position(url)?];
        let others = self.masters.available().iter().enumerate();
        others.filter(|(position, available)| self.edition(available.kind) != Some(*position)).find_map(
            |(position, available)| {
                let sources = lens.sources.iter().filter(|source| source.kind == available.kind);
                let table = available.table().ok()?;
                let mut parts = sources.filter_map(|source| self.part(source, position));
                parts.any(|part| part.rows(table, code).next().is_some()).then(|| available.key())
            },
        )
    }

    /// The number of the code system of a URL, or of one that the URL is an alias of; `None` when it is no master's or no
    /// edition is at hand.
    pub(in super::super) fn number(&self, url: &str) -> Option<usize> {
        let number = position(url)?;
        self.system(number).map(|_| number)
    }

    /// The lists that guides define and masters stand in for.
    pub(in super::super) fn lists_of_guides(&self) -> impl Iterator<Item = (&'static str, MasterSystem<'_>)> {
        let lists = (0..COUNT).filter(|number| LENSES[*number].headings.is_some());
        lists.filter_map(|number| Some((LENSES[number].url, self.system(number)?)))
    }

    /// The code system of a number.
    pub(in super::super) fn system(&self, number: usize) -> Option<MasterSystem<'_>> {
        let lens = LENSES.get(number)?;
        let open = || {
            let part = |source| self.part(source, self.edition(source.kind)?);
            let parts = lens.sources.iter().map(part).collect::<Option<_>>()?;
            Some(Opened { parts, headings: OnceLock::new() })
        };
        let opened = self.opened[number].get_or_init(open).as_ref()?;
        Some(MasterSystem { lens, opened, masters: &self.masters })
    }

    fn part(&self, source: &'static Source, position: usize) -> Option<Part> {
        let table = self.masters.available().get(position)?.table().ok()?;
        let only = source.only.iter().map(|(column, text)| Some((table.column(column)?, *text)));
        Some(Part { source, position, column: table.column(source.column)?, only: only.collect::<Option<_>>()? })
    }

    /// The editions that are looked into, by their keys; not for lists that a guide carries.
    pub(in super::super) fn editions(&self, is_carried: impl Fn(&str) -> bool) -> Vec<String> {
        let asked = LENSES.iter().filter(|lens| lens.headings.is_none() || !is_carried(lens.url));
        let kinds: BTreeSet<Kind> = asked.flat_map(|lens| lens.sources).map(|source| source.kind).collect();
        let positions = kinds.into_iter().filter_map(|kind| self.edition(kind));
        positions.map(|position| self.masters.available()[position].key()).collect()
    }

    /// The edition of a master that counts: the pinned one, else the newest that was out on the day, else the oldest.
    fn edition(&self, kind: Kind) -> Option<usize> {
        let pinned = self.masters.pinned(kind);
        let editions = self.masters.available().iter().enumerate().filter(|(_, available)| available.kind == kind);
        let counts = |available: &Available| match (pinned, self.as_of) {
            (Some(pinned), _) => available.edition == pinned,
            (None, Some(day)) => Day::from(available.edition) <= day,
            (None, None) => true,
        };
        let newest = editions.clone().filter(|(_, available)| counts(available)).last();
        newest.or_else(|| editions.clone().next().filter(|_| pinned.is_none())).map(|(position, _)| position)
    }
}

/// The position among the lenses of a URL, or of what it is an alias of.
fn position(url: &str) -> Option<usize> {
    let of = |url: &str| LENSES.iter().position(|lens| lens.url == url);
    of(url).or_else(|| match standing(url) {
        Some(Standing::Alias(url)) => of(url),
        _ => None,
    })
}
