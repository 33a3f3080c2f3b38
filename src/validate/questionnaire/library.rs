//! The questionnaires in force, each read when a response first names it.

use std::sync::{Arc, OnceLock};

use crate::definitions::Definitions;
use crate::definitions::version::{best, split_canonical};
use crate::document::{Document, Element};
use crate::source::Source;

/// The questionnaires of the packages.
#[derive(Debug, Default)]
pub struct Library {
    definitions: Arc<Definitions>,
    documents: Box<[OnceLock<Document>]>,
}

impl Library {
    /// The questionnaires that go with definitions; none is read yet.
    pub fn new(definitions: Arc<Definitions>) -> Self {
        let documents = definitions.questionnaires().map(|_| OnceLock::new()).collect();
        Self { definitions, documents }
    }

    /// The questionnaire that `url` or `url|version` means.
    pub(super) fn find(&self, canonical: &str) -> Option<Element<'_>> {
        let (wanted, version) = split_canonical(canonical);
        let all = self.definitions.questionnaires().enumerate();
        let found = all.filter(|(_, (url, ..))| *url == wanted).map(|(index, (_, version, _))| (index as u32, version));
        let index = best(found, version)? as usize;
        let read = || {
            let text = self.definitions.questionnaires().nth(index).map_or("", |(.., text)| text);
            Document::parse(Source::new(wanted, text.to_owned())).0
        };
        self.documents.get(index)?.get_or_init(read).root()
    }
}
