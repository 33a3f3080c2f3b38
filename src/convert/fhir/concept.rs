//! The codings that stand together, and what becomes of them.

use super::edit::Edits;
use super::item::{Style, space_before};
use super::{Mode, Rewriter, Rewritten, canonical, hints};
use crate::convert::{Answer, Coded, Outcome};
use crate::document::{Element, Format, Kind, known};
use crate::source::Span;

/// The codings of a CodeableConcept, or one alone.
pub struct Concept<'d> {
    element: Option<Element<'d>>,
    codings: Vec<Element<'d>>,
    fates: Vec<Fate>,
}

/// What becomes of a coding.
#[derive(Debug, Default)]
struct Fate {
    /// Its new text; `None` leaves it as it is.
    text: Option<String>,
    is_removed: bool,
    /// What follows it, separators included.
    after: String,
}

impl<'d> Concept<'d> {
    /// The codings of a CodeableConcept.
    pub fn of(element: Element<'d>) -> Self {
        let codings = element.children_named(known::CODING).filter(|coding| coding.kind() == Kind::Object).collect();
        Self::new(Some(element), codings)
    }

    /// A coding that stands alone.
    pub fn alone(coding: Element<'d>) -> Self {
        Self::new(None, vec![coding])
    }

    fn new(element: Option<Element<'d>>, codings: Vec<Element<'d>>) -> Self {
        let fates = codings.iter().map(|_| Fate::default()).collect();
        Self { element, codings, fates }
    }

    /// Converts the codings that are concerned.
    pub fn convert(mut self, rewriter: &Rewriter<'_>, edits: &mut Edits, out: &mut Rewritten) {
        // What stands there, and what will.
        let mut present: Vec<(String, String)> = self.codings.iter().filter_map(|coding| key_of(*coding)).collect();
        for at in 0..self.codings.len() {
            let coding = self.codings[at];
            let is_concerned = coding.child_value(known::SYSTEM).is_some_and(|system| rewriter.is_source(system));
            let Some(code) = coding.child(known::CODE).filter(|_| is_concerned).and_then(Element::value) else {
                continue;
            };
            let mut answer = rewriter.translate.translate(code, &hints(coding, self.element));
            // What is doubtful is for a person to decide, as are candidates.
            if answer.outcome == Outcome::Doubtful {
                answer.candidates = answer.targets.drain(..).map(|coded| (coded, String::new())).collect();
            }
            if answer.targets.is_empty() {
                let stands = |coded: &Coded| present.contains(&key(coded));
                if answer.candidates.iter().any(|(coded, _)| stands(coded)) {
                    answer.outcome = Outcome::Present;
                }
            } else {
                self.write(at, rewriter, &mut answer, &mut present);
            }
            rewriter.account(coding, &answer, out);
        }
        self.edit(edits);
    }

    /// Decides how the targets of a coding are written, and says in the answer when they are not.
    fn write(&mut self, at: usize, rewriter: &Rewriter<'_>, answer: &mut Answer, present: &mut Vec<(String, String)>) {
        let coding = self.codings[at];
        let own = key_of(coding);
        let missing: Vec<&Coded> = answer.targets.iter().filter(|coded| !present.contains(&key(coded))).collect();
        let stays = rewriter.mode == Mode::Add || answer.targets.iter().any(|coded| Some(key(coded)) == own);
        if missing.is_empty() && stays {
            answer.outcome = Outcome::Present;
            return;
        }
        if let Err(reason) = self.refusal(at, rewriter, &answer.targets, present) {
            answer.outcome = Outcome::Unwritable;
            answer.reason = reason;
            return;
        }
        let style = Style::of(coding);
        let mut new = missing.iter().copied();
        if !stays {
            let first = new.next();
            let text = first.or(answer.targets.first()).and_then(|coded| style.converted(coding, coded));
            if text.is_none() {
                answer.outcome = Outcome::Unwritable;
                answer.reason = "the coding has more than system, code and display".to_owned();
                return;
            }
            // A coding whose targets all stand there is not needed any more.
            self.fates[at] = Fate { is_removed: first.is_none(), text, after: String::new() };
            present.retain(|other| Some(other) != own.as_ref());
        }
        for coded in new {
            self.fates[at].after.push_str(style.separator());
            self.fates[at].after.push_str(&style.coding(coded));
        }
        present.extend(missing.into_iter().map(key));
    }

    /// Why targets cannot be written.
    fn refusal(
        &self,
        at: usize,
        rewriter: &Rewriter<'_>,
        targets: &[Coded],
        present: &[(String, String)],
    ) -> Result<(), String> {
        let coding = self.codings[at];
        if let Some(coded) = targets.iter().find(|coded| coded.system.is_empty()) {
            return Err(format!("{} belongs to no code system that FHIR has a URL for", coded.code));
        }
        let is_list = coding.document().format == Format::Xml || coding.in_array();
        let is_room = self.element.is_some() && is_list && self.is_regular();
        if !is_room && (rewriter.mode == Mode::Add || targets.len() > 1) {
            return Err("the element has room for one coding only".to_owned());
        }
        let source = coding.child_value(known::SYSTEM).map(canonical).unwrap_or_default();
        // Within one code system, codes are carried over one by one.
        let is_other = |target: &&Coded| canonical(target.system) != source && !rewriter.is_source(target.system);
        for target in targets.iter().filter(is_other) {
            let other = present.iter().find(|(system, code)| {
                system == canonical(target.system) && !targets.iter().any(|coded| coded.code == *code)
            });
            if let Some((_, code)) = other {
                return Err(format!("it becomes {}, but {code} of that code system stands there", target.code));
            }
        }
        Ok(())
    }

    /// Whether nothing else stands among the codings.
    fn is_regular(&self) -> bool {
        self.codings.iter().enumerate().all(|(at, coding)| coding.node().index as usize == at)
    }

    fn edit(&self, edits: &mut Edits) {
        let is_removed = |at: usize| self.fates[at].is_removed;
        for (at, (coding, fate)) in self.codings.iter().zip(&self.fates).enumerate() {
            let span = coding.span();
            if fate.is_removed {
                edits.replace(self.span_with_separator(at, &is_removed), String::new());
            } else if let Some(text) = &fate.text {
                edits.replace(span, text.clone());
            }
            if !fate.after.is_empty() {
                edits.replace(Span { start: span.end, end: span.end }, fate.after.clone());
            }
        }
    }

    /// A coding that is removed, with the separator after it, or before it when all that follow are removed as well.
    fn span_with_separator(&self, at: usize, is_removed: &impl Fn(usize) -> bool) -> Span {
        let coding = self.codings[at];
        if coding.document().format == Format::Xml {
            let space = space_before(coding.document().source.text(), coding.span().start as usize);
            return Span { start: coding.span().start - space.len() as u32, end: coding.span().end };
        }
        let spans: Vec<Span> = self.codings.iter().map(|coding| coding.span()).collect();
        let kept_follows = (at + 1..spans.len()).any(|other| !is_removed(other));
        if kept_follows {
            Span { start: spans[at].start, end: spans[at + 1].start }
        } else {
            let before = at.checked_sub(1).map_or(spans[at].start, |before| spans[before].end);
            Span { start: before, end: spans[at].end }
        }
    }
}

/// Code system and code, without regard to aliases.
fn key(coded: &Coded) -> (String, String) {
    (canonical(coded.system).to_owned(), coded.code.clone())
}

fn key_of(coding: Element<'_>) -> Option<(String, String)> {
    let system = coding.child_value(known::SYSTEM)?;
    Some((canonical(system).to_owned(), coding.child_value(known::CODE)?.to_owned()))
}
