//! Every diagnostic by its id: what `jpfhir explain` and the manual are made from.

use std::sync::LazyLock;

use crate::diagnostics::{self, Message};
use crate::{definitions, document, fhirpath, masters, rules, validate};

/// The declarations of every file that raises diagnostics, by layer.
fn declarations() -> impl Iterator<Item = &'static Message> {
    let slices = [
        diagnostics::tool::MESSAGES,
        definitions::guides::MESSAGES,
        definitions::package::MESSAGES,
        definitions::snapshot::MESSAGES,
        masters::MESSAGES,
        validate::binding::messages::MESSAGES,
        validate::questionnaire::messages::MESSAGES,
        fhirpath::MESSAGES,
        validate::cardinality::MESSAGES,
        validate::child::MESSAGES,
        validate::contained::MESSAGES,
        validate::datatype::MESSAGES,
        validate::extension::MESSAGES,
        validate::invariants::MESSAGES,
        validate::limits::MESSAGES,
        validate::narrative::MESSAGES,
        validate::official::MESSAGES,
        validate::reference::MESSAGES,
        validate::reference_format::MESSAGES,
        validate::resource::MESSAGES,
        validate::slicing::assign::MESSAGES,
        validate::slicing::nearest::MESSAGES,
        validate::slicing::unmatched::MESSAGES,
        validate::structure::MESSAGES,
        validate::values::MESSAGES,
    ];
    slices
        .into_iter()
        .flatten()
        .copied()
        .chain(document::messages())
        .chain(validate::primitive::messages())
        .chain(validate::bundle::messages())
        .chain(rules::messages())
}

static ALL: LazyLock<Vec<&'static Message>> = LazyLock::new(|| {
    let mut all: Vec<&Message> = declarations().collect();
    all.sort_by_key(|message| message.id);
    all
});

/// All diagnostics, sorted by id.
pub fn all() -> &'static [&'static Message] {
    &ALL
}

/// The diagnostic of an id; ids of rules may be written in small letters.
pub fn find(id: &str) -> Option<&'static Message> {
    let exact = |id: &str| ALL.binary_search_by(|message| message.id.cmp(id)).ok().map(|at| ALL[at]);
    exact(id).or_else(|| exact(&id.to_uppercase()))
}

/// The diagnostic whose id is closest to what somebody wrote; `None` when none is close.
pub fn nearest(id: &str) -> Option<&'static Message> {
    let written = id.to_lowercase().replace('_', "-");
    let scored = ALL.iter().map(|message| (strsim::levenshtein(&written, message.id), *message));
    scored.min_by_key(|(distance, _)| *distance).filter(|(d, m)| *d <= m.id.len() / 3).map(|(_, message)| message)
}
