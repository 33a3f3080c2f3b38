//! Numbers by URL, without copies of the URLs: a table of hashes whose hits the caller verifies.

use std::collections::HashMap;
use std::hash::BuildHasher;

use foldhash::fast::FixedState;

const HASHER: FixedState = FixedState::with_seed(0);
const NONE: u32 = u32::MAX;

/// Finds candidates by URL.
#[derive(Debug, Default)]
pub(crate) struct Catalogue {
    /// The entry last added for a hash.
    last: HashMap<u64, u32, foldhash::fast::FixedState>,
    /// Number and entry before with the same hash.
    entries: Vec<(u32, u32)>,
}

impl Catalogue {
    pub(crate) fn add(&mut self, url: &str, number: u32) {
        let entry = self.entries.len() as u32;
        let before = self.last.insert(HASHER.hash_one(url), entry).unwrap_or(NONE);
        self.entries.push((number, before));
    }

    /// The numbers that may belong to a URL, last added first.
    pub(crate) fn find(&self, url: &str) -> impl Iterator<Item = u32> + use<'_> {
        let mut at = self.last.get(&HASHER.hash_one(url)).copied().unwrap_or(NONE);
        std::iter::from_fn(move || {
            let (number, before) = *self.entries.get(at as usize)?;
            at = before;
            Some(number)
        })
    }
}
