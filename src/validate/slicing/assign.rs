//! Assigns the items of a sliced element to its slices and checks what slicing asks of them together.

use crate::definitions::model::SlicingRules;
use crate::diagnostics::Diagnostic;
use crate::document::Element;
use crate::messages;

use super::super::run::Run;
use super::super::schema::ElementIndex;
use super::super::walk::{Child, Context, is_item};
use super::super::{Conformance, cardinality};
use super::{Plan, nearest};

messages! {
    NO_SLICE = "slice-none-matches", Error, Structure {
        en: "this item of `{element}` matches no slice, and the profile allows no others",
            "make it match one of: {slices}";
        ja: "`{element}` のこの項目はどのスライスにも一致せず、プロファイルは他の項目を認めていません",
            "次のいずれかに一致させてください: {slices}";
        explain: "The slicing is closed: each item must belong to one of the slices (ElementDefinition.slicing.rules).";
    }
    AT_END = "slice-not-at-end", Error, Structure {
        en: "this item of `{element}` matches no slice and stands before one that does",
            "move it to the end of the list";
        ja: "`{element}` のこの項目はどのスライスにも一致しないのに、一致する項目より前にあります",
            "リストの最後に移してください";
        explain: "The slicing is openAtEnd: items outside every slice come after all others.";
    }
    MANY_SLICES = "slice-several-match", Error, Structure {
        en: "this item of `{element}` matches more than one slice: `{first}` and `{second}`",
            "change it so that it belongs to one of them";
        ja: "`{element}` のこの項目は複数のスライス `{first}` と `{second}` に一致します",
            "どちらか一方だけに一致するようにしてください";
        explain: "An item can belong to one slice only; the discriminators of the slices do not tell this item apart.";
    }
    SLICE_ORDER = "slice-order", Error, Structure {
        en: "the items of `{element}` are out of order: slice `{second}` comes before slice `{first}`",
            "sort the items in the order of the slices";
        ja: "`{element}` の項目の順序が正しくありません。スライス `{second}` は `{first}` より前に置きます",
            "スライスの定義順に並べてください";
        explain: "The slicing is ordered: items come in the order in which the profile defines their slices.";
    }
    SLICE_MINIMUM = "slice-minimum", Error, Required {
        en: "`{element}` needs at least {minimum} item(s) of slice `{slice}`, but has {found}",
            "{expectation}";
        ja: "`{element}` にはスライス `{slice}` の項目が最小 {minimum} 個必要ですが、{found} 個しかありません",
            "{expectation}";
        explain: "The slice is mandatory and no item matches it. The nearest item and what keeps it from matching are shown.";
    }
}

impl<'a> Run<'a> {
    /// Assigns the items of one sliced element, then checks how often each slice and the whole occur.
    pub(in super::super) fn assign_slices(
        &mut self,
        node: Element<'a>,
        context: &Context<'a>,
        plan: &'a Plan,
        children: &mut [Child<'a>],
    ) {
        let whole = context.definition();
        let mut counts = vec![0u32; plan.slices.len()];
        let mut total = 0;
        let mut last_slice = None;
        let mut unmatched: Vec<Element<'a>> = Vec::new();
        for child in children.iter_mut().filter(|c| is_item(c, whole)) {
            total += 1;
            let item = child.element;
            match self.slice_of(item, context, plan) {
                Some(position) => {
                    counts[position] += 1;
                    self.check_order(item, context, plan, position, &mut last_slice, &unmatched);
                    let slice = Context { element: plan.slices[position].element, ..*context };
                    self.note_slice(item, &slice);
                    child.definitions.push(slice);
                    // What holds for every item holds for those of a slice too, even where a snapshot leaves it out.
                    child.definitions.push(*context);
                }
                None => {
                    unmatched.push(item);
                    child.definitions.push(*context);
                }
            }
        }
        let explained = self.check_counts(node, context, plan, &counts, &unmatched, children);
        let is_evaluable = plan.slices.iter().all(|s| s.is_evaluable());
        if plan.rules == SlicingRules::Closed && is_evaluable {
            // The item that is missing in a slice and the item that belongs to none have one cause.
            let is_new =
                |item: &&Element<'a>| self.options.conformance == Conformance::Official || !explained.contains(item);
            let others: Vec<Element<'a>> = unmatched.iter().filter(is_new).copied().collect();
            for item in others {
                self.report_no_slice(item, context, plan);
            }
        }
        cardinality::check(self, node, context, total, children);
    }

    /// The slice that an item belongs to. A reslice (`a/b`) takes precedence over the slice it refines.
    fn slice_of(&mut self, item: Element<'a>, context: &Context<'a>, plan: &'a Plan) -> Option<usize> {
        let mut found: Option<usize> = None;
        for (position, slice) in plan.slices.iter().enumerate() {
            if !self.is_in_slice(item, slice) {
                continue;
            }
            let Some(first) = found else {
                found = Some(position);
                continue;
            };
            let name = |p: usize| &*context.schema.element(plan.slices[p].element).slice_name;
            if is_reslice(name(position), name(first)) {
                found = Some(position);
            } else if !is_reslice(name(first), name(position)) {
                let diagnostic =
                    about(&MANY_SLICES, item, context).with("first", name(first)).with("second", name(position));
                self.report_for(context, diagnostic);
            }
        }
        found
    }

    fn check_order(
        &mut self,
        item: Element<'a>,
        context: &Context<'a>,
        plan: &'a Plan,
        position: usize,
        last_slice: &mut Option<usize>,
        unmatched: &[Element<'a>],
    ) {
        let name = |p: usize| &*context.schema.element(plan.slices[p].element).slice_name;
        if plan.ordered
            && let Some(last) = last_slice.filter(|l| *l > position)
        {
            let diagnostic =
                about(&SLICE_ORDER, item, context).with("first", name(last)).with("second", name(position));
            self.report_for(context, diagnostic);
        }
        *last_slice = Some(last_slice.map_or(position, |l| l.max(position)));
        if plan.rules == SlicingRules::OpenAtEnd
            && let Some(before) = unmatched.first()
        {
            let diagnostic = about(&AT_END, *before, context);
            self.report_for(context, diagnostic);
        }
    }

    fn check_counts(
        &mut self,
        node: Element<'a>,
        context: &Context<'a>,
        plan: &'a Plan,
        counts: &[u32],
        unmatched: &[Element<'a>],
        children: &[Child<'a>],
    ) -> Vec<Element<'a>> {
        let mut explained = Vec::new();
        for slice in &plan.slices {
            let of_slice = Context { element: slice.element, ..*context };
            let definition = of_slice.definition();
            // The items of a reslice belong to the slice it refines.
            let count: u32 = plan
                .slices
                .iter()
                .zip(counts)
                .filter(|(other, _)| {
                    other.element == slice.element
                        || is_reslice(&context.schema.element(other.element).slice_name, &definition.slice_name)
                })
                .map(|(_, n)| *n)
                .sum();
            if count < definition.min {
                explained.extend(self.report_slice_minimum(node, &of_slice, slice, count, unmatched));
            } else if count > definition.max.0 {
                let is_assigned =
                    |c: &&Child<'a>| c.definitions.iter().any(|d| is_element(d, &of_slice, slice.element));
                let items: Vec<_> = children.iter().filter(is_assigned).map(|c| c.element).collect();
                cardinality::maximum(self, &of_slice, count, items.into_iter());
            }
        }
        explained
    }

    /// Returns the item that was probably meant for the slice.
    fn report_slice_minimum(
        &mut self,
        node: Element<'a>,
        context: &Context<'a>,
        slice: &'a super::SlicePlan,
        count: u32,
        unmatched: &[Element<'a>],
    ) -> Option<Element<'a>> {
        let definition = context.definition();
        let mut diagnostic = Diagnostic::new(&SLICE_MINIMUM, cardinality::anchor(node))
            .at(node.id())
            .with("element", &*definition.path)
            .with("slice", &*definition.slice_name)
            .with("minimum", definition.min)
            .with("found", count)
            .with("expectation", nearest::expectation(slice));
        let nearest = self.nearest_item(slice, &definition.slice_name, unmatched);
        let item = nearest.as_ref().map(|(item, _)| *item);
        if let Some((item, cause)) = nearest {
            diagnostic.span = item.span();
            diagnostic.causes.extend(cause);
        }
        self.report_for(context, diagnostic);
        item
    }

    fn report_no_slice(&mut self, item: Element<'a>, context: &Context<'a>, plan: &'a Plan) {
        let names =
            plan.slices.iter().map(|s| context.schema.element(s.element).slice_name.clone()).collect::<Vec<_>>();
        let mut diagnostic = about(&NO_SLICE, item, context).with("slices", names);
        diagnostic.causes.extend(self.nearest_slice(item, context, plan));
        self.report_for(context, diagnostic);
    }
}

fn is_element(definition: &Context<'_>, of_slice: &Context<'_>, element: ElementIndex) -> bool {
    std::ptr::eq(definition.schema, of_slice.schema) && definition.element == element
}

fn is_reslice(name: &str, parent: &str) -> bool {
    !parent.is_empty() && name.strip_prefix(parent).is_some_and(|rest| rest.starts_with('/'))
}

fn about<'a>(message: &'static crate::diagnostics::Message, item: Element<'a>, context: &Context<'a>) -> Diagnostic {
    Diagnostic::new(message, item.span()).at(item.id()).with("element", &*context.definition().path)
}
