//! Code systems whose URL comes near one that nobody knows: most such URLs are typing errors.

use std::collections::HashMap;
use std::sync::RwLock;

use super::{CodeSystemRef, Terminology};

/// How many URLs are suggested.
const MOST: usize = 3;
/// How many letters may differ.
const FARTHEST: usize = 3;
/// How many answers are kept; the same wrong URL usually comes again in the next document.
const MOST_KEPT: usize = 256;

/// Answers by the URL asked for.
pub(super) type Kept = RwLock<HashMap<Box<str>, Box<[Box<str>]>>>;

impl Terminology {
    /// The URLs of code systems in force that come near a URL, nearest first.
    pub fn systems_near(&self, url: &str) -> Box<[Box<str>]> {
        if let Some(kept) = self.near.read().unwrap_or_else(|e| e.into_inner()).get(url) {
            return kept.clone();
        }
        let found = self.search_near(url);
        let mut kept = self.near.write().unwrap_or_else(|e| e.into_inner());
        if kept.len() < MOST_KEPT {
            kept.insert(url.into(), found.clone());
        }
        found
    }

    fn search_near(&self, url: &str) -> Box<[Box<str>]> {
        let urls = self.code_systems().map(CodeSystemRef::url);
        let mut scored: Vec<(usize, &str)> = urls
            .filter(|known| known.len().abs_diff(url.len()) <= FARTHEST)
            .map(|known| (strsim::osa_distance(known, url), known))
            .filter(|(distance, _)| *distance <= FARTHEST)
            .collect();
        scored.sort_unstable();
        scored.dedup();
        scored.into_iter().take(MOST).map(|(_, known)| known.into()).collect()
    }
}
