//! Why nothing matches: the slice that an item nearly matches, or the item that nearly matches a slice.

use crate::diagnostics::{Diagnostic, Fact};
use crate::document::Element;
use crate::messages;

use super::super::run::Run;
use super::super::value;
use super::super::walk::Context;
use super::matching::describe;
use super::{Condition, Plan, SlicePlan, Step, Test};

messages! {
    NEAREST = "slice-nearest", Information, Informational {
        en: "nearest is slice `{slice}`: `{path}` would have to be {expected}, but is {found}", "";
        ja: "最も近いスライスは `{slice}` です。`{path}` は {expected} でなければなりませんが、{found} です", "";
        explain: "Shown with a finding about slices: the slice that was probably meant, and the first thing that differs.";
    }
    NEAREST_PROFILE = "slice-nearest-profile", Information, Informational {
        en: "nearest is slice `{slice}`, whose items follow {expected}; this one does not", "";
        ja: "最も近いスライスは `{slice}` です。項目は {expected} に適合しなければなりませんが、適合していません", "";
        explain: "Shown with a finding about slices told apart by profile: the profile that was probably meant, and its errors.";
    }
}

/// Most errors of a profile that are shown as the reason why an item is not in its slice.
const MOST_CAUSES: usize = 3;

impl<'a> Run<'a> {
    /// The slice that an item nearly matches and why it does not.
    pub(super) fn nearest_slice(
        &mut self,
        item: Element<'a>,
        context: &Context<'a>,
        plan: &'a Plan,
    ) -> Vec<Diagnostic> {
        let mut best: Option<(usize, usize)> = None;
        for (position, slice) in plan.slices.iter().enumerate().filter(|(_, s)| s.is_evaluable()) {
            let score = self.closeness(item, slice);
            if best.is_none_or(|(b, _)| score > b) {
                best = Some((score, position));
            }
        }
        let Some((_, position)) = best else { return Vec::new() };
        let slice = &plan.slices[position];
        let name = &*context.schema.element(slice.element).slice_name;
        self.why_not(item, name, slice)
    }

    /// Among items that match no slice, the one that nearly matches this one and why it does not.
    pub(super) fn nearest_item(
        &mut self,
        slice: &'a SlicePlan,
        name: &str,
        items: &[Element<'a>],
    ) -> Option<(Element<'a>, Vec<Diagnostic>)> {
        if !slice.is_evaluable() {
            return None;
        }
        let mut best: Option<(usize, Element<'a>)> = None;
        for &item in items {
            let score = self.closeness(item, slice);
            if score > 0 && best.is_none_or(|(b, _)| score > b) {
                best = Some((score, item));
            }
        }
        let (_, item) = best?;
        let causes = self.why_not(item, name, slice);
        Some((item, causes))
    }

    /// How near an item is to a slice: tests passed count most, then profiles of the right resource type and values that
    /// are much alike, then values that are there at all.
    pub(super) fn closeness(&mut self, item: Element<'a>, slice: &'a SlicePlan) -> usize {
        let mut score = 0;
        for test in &slice.tests {
            score += if self.holds(item, test) {
                100
            } else if let Condition::Profile(targets) = &test.condition {
                self.profile_closeness(item, test, targets)
            } else {
                self.first_at(item, &test.steps).map_or(0, |at| 1 + value_closeness(at, &test.condition))
            };
        }
        score
    }

    fn profile_closeness(
        &mut self,
        item: Element<'a>,
        test: &'a Test,
        targets: &[super::super::schema::Target],
    ) -> usize {
        let Some(at) = self.first_at(item, &test.steps) else { return 0 };
        let ids = targets.iter().filter_map(|t| t.definition);
        let mut best = 0;
        for id in ids {
            if self.can_follow(at, id) {
                let errors = self.errors_against(at, id).len();
                let claims = super::super::resource::claims(self, at, id);
                best = best.max(20 + 40 * usize::from(claims) + 10usize.saturating_sub(errors));
            }
        }
        best
    }

    pub(super) fn why_not(&mut self, item: Element<'a>, name: &str, slice: &'a SlicePlan) -> Vec<Diagnostic> {
        for test in &slice.tests {
            if self.holds(item, test) {
                continue;
            }
            let at = self.first_at(item, &test.steps);
            let target = at.unwrap_or(item);
            if let Condition::Profile(targets) = &test.condition {
                return self.why_not_profile(target, name, targets);
            }
            let found = match at.and_then(|e| e.value()) {
                Some(value) => Fact::Value(value.into()),
                None if at.is_some() => Fact::Text("…".into()),
                None => Fact::Text("—".into()),
            };
            let mut cause = Diagnostic::new(&NEAREST, target.span())
                .at(target.id())
                .with("slice", name)
                .with("path", path_text(&test.steps))
                .with("expected", expected(&test.condition));
            cause.facts.push(("found", found));
            return vec![cause];
        }
        Vec::new()
    }

    fn why_not_profile(
        &mut self,
        at: Element<'a>,
        name: &str,
        targets: &[super::super::schema::Target],
    ) -> Vec<Diagnostic> {
        let urls: Vec<Box<str>> = targets.iter().map(|t| t.canonical.clone()).collect();
        let mut causes =
            vec![Diagnostic::new(&NEAREST_PROFILE, at.span()).at(at.id()).with("slice", name).with("expected", urls)];
        let ids: Vec<_> = targets.iter().filter_map(|t| t.definition).collect();
        for id in ids {
            if self.can_follow(at, id) {
                causes.extend(self.errors_against(at, id).into_iter().take(MOST_CAUSES));
            }
        }
        causes
    }

    /// The first element that steps lead to.
    pub(super) fn first_at(&mut self, item: Element<'a>, steps: &'a [Step]) -> Option<Element<'a>> {
        let Some((step, rest)) = steps.split_first() else { return Some(item) };
        match step {
            Step::Child(names) => {
                let children: Vec<_> = item.children().filter(|c| names.contains(&c.name())).collect();
                children.into_iter().find_map(|c| self.first_at(c, rest))
            }
            Step::Extension(url) => {
                let found = item
                    .children_named(crate::document::known::EXTENSION)
                    .find(|e| e.child_value(crate::document::known::URL) == Some(url))?;
                self.first_at(found, rest)
            }
            Step::Resolve => {
                let target = self.target_of(item)?;
                self.first_at(target, rest)
            }
            Step::OfType(_) => self.first_at(item, rest),
        }
    }
}

/// How much a value that differs is like what is asked, up to 50.
fn value_closeness(at: Element<'_>, condition: &Condition) -> usize {
    match condition {
        Condition::Fixed(value) | Condition::Pattern(value) => (50.0 * value::likeness(value, at)) as usize,
        _ => 0,
    }
}

/// What an item of a slice looks like, in a few words: `system = http://…, code = LTS`.
pub fn expectation(slice: &SlicePlan) -> String {
    slice
        .tests
        .iter()
        .map(|t| format!("{} = {}", path_text(&t.steps), expected(&t.condition)))
        .collect::<Vec<_>>()
        .join(", ")
}

fn expected(condition: &Condition) -> String {
    match condition {
        Condition::Fixed(value) | Condition::Pattern(value) => describe(value),
        Condition::Type(types) => types.iter().map(|t| &**t).collect::<Vec<_>>().join(" | "),
        Condition::Profile(targets) => targets.iter().map(|t| &*t.canonical).collect::<Vec<_>>().join(" | "),
        Condition::ValueSet(url) => url.to_string(),
        Condition::Present => "*".into(),
        Condition::Absent => "—".into(),
    }
}

fn path_text(steps: &[Step]) -> String {
    if steps.is_empty() {
        return "$this".into();
    }
    let part = |step: &Step| match step {
        Step::Child(names) => names.first().map_or("", |n| n.text()).to_string(),
        Step::Resolve => "resolve()".into(),
        Step::Extension(url) => format!("extension('{url}')"),
        Step::OfType(t) => format!("ofType({t})"),
    };
    steps.iter().map(part).collect::<Vec<_>>().join(".")
}
